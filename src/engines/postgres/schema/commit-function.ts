/**
 * One unit, or several of one process, in one statement and so in one transaction. Texts and bodies stand in `p_blob`; the arrays hold
 * numbers, a fixed count for each item, the length -1 where there is nothing. Errors: IS001 the process was given up, IS002 settled late,
 * IS003 a condition does not hold, IS004 an offset that is not there.
 */
export const commitFunction = (schema: string): string => `
create function ${schema}.commit_unit(
  p_process bigint, p_session int, p_sequence bigint, p_lease int, p_blob bytea,
  p_done bigint[], p_back bigint[], p_send bigint[], p_append bigint[], p_positions bigint[], p_state bigint[]
) returns void language plpgsql as $function$
declare
  v_now bigint := ${schema}.now_ms();
  v_count int; v_wanted int; v_base bigint; v_place record; v_key bytea; v_collection bytea; v_value bytea; v_expires bigint;
begin
  -- The row is the fence of a connection that was given up, and tells afterwards what was committed.
  update ${schema}.process set last_commit = p_sequence, until = clock_timestamp() + p_lease * interval '1 ms' where id = p_process and session = p_session;
  if not found then raise exception 'process' using errcode = 'IS001'; end if;
  v_wanted := cardinality(p_done) / 2;
  if v_wanted > 0 then
    delete from ${schema}.message m using generate_series(0, v_wanted - 1) i where m.position = p_done[i * 2 + 1] and m.owner = p_done[i * 2 + 2];
    get diagnostics v_count = row_count;
    if v_count <> v_wanted then raise exception 'settled late' using errcode = 'IS002'; end if;
  end if;
  v_wanted := cardinality(p_back) / 2;
  if v_wanted > 0 then
    update ${schema}.message m set owner = null from generate_series(0, v_wanted - 1) i where m.position = p_back[i * 2 + 1] and m.owner = p_back[i * 2 + 2];
    get diagnostics v_count = row_count;
    if v_count <> v_wanted then raise exception 'settled late' using errcode = 'IS002'; end if;
  end if;
  v_wanted := cardinality(p_positions) / 5;
  for i in 0 .. v_wanted - 1 loop
    update ${schema}.lane set next = p_positions[i * 5 + 5]
      where resource = p_positions[i * 5 + 1] and lane = p_positions[i * 5 + 2] and owner = p_positions[i * 5 + 3] and epoch = p_positions[i * 5 + 4];
    if not found then raise exception 'settled late' using errcode = 'IS002'; end if;
    perform 1 from ${schema}.partition p join ${schema}.reader r on r.stream = p.stream
      where r.id = p_positions[i * 5 + 1] and p.partition = p_positions[i * 5 + 2] and p_positions[i * 5 + 5] between 0 and p.next;
    if not found then raise exception 'offset' using errcode = 'IS004'; end if;
  end loop;
  perform ${schema}.send_all(p_blob, p_send, v_now);
  v_wanted := cardinality(p_append) / 6;
  -- Ascending, so that two processes never wait for each other.
  for v_place in select p_append[i * 6 + 1] as stream, p_append[i * 6 + 2] as partition, count(*) as count, bool_or(p_append[i * 6 + 4] >= 0) as keyed
    from generate_series(0, v_wanted - 1) i group by 1, 2 order by 1, 2 loop
    update ${schema}.partition set next = next + v_place.count where stream = v_place.stream and partition = v_place.partition returning next - v_place.count into v_base;
    insert into ${schema}.record (stream, partition, position, added, size, key, body)
      select v_place.stream, v_place.partition, v_base + row_number() over (order by i) - 1, ${schema}.now_ms(), p_append[i * 6 + 6],
        case when p_append[i * 6 + 4] >= 0 then substring(p_blob from p_append[i * 6 + 3]::int + 1 for p_append[i * 6 + 4]::int) end,
        substring(p_blob from p_append[i * 6 + 5]::int + 1 for p_append[i * 6 + 6]::int)
      from generate_series(0, v_wanted - 1) i where p_append[i * 6 + 1] = v_place.stream and p_append[i * 6 + 2] = v_place.partition;
    if v_place.keyed then
      delete from ${schema}.record r using (select key, max(position) as latest from ${schema}.record
          where stream = v_place.stream and partition = v_place.partition and position >= v_base and key is not null group by key) l
        where r.stream = v_place.stream and r.partition = v_place.partition and r.key = l.key and r.position < l.latest;
    end if;
  end loop;
  for i in 0 .. cardinality(p_state) / 10 - 1 loop
    v_collection := substring(p_blob from p_state[i * 10 + 2]::int + 1 for p_state[i * 10 + 3]::int);
    v_key := substring(p_blob from p_state[i * 10 + 4]::int + 1 for p_state[i * 10 + 5]::int);
    v_expires := nullif(p_state[i * 10 + 8], -1);
    if p_state[i * 10 + 1] = 1 then
      v_value := substring(p_blob from p_state[i * 10 + 6]::int + 1 for p_state[i * 10 + 7]::int);
      if p_state[i * 10 + 9] = 2 then
        update ${schema}.state set value = v_value, expires = v_expires, revision = nextval('${schema}.state_revision')
          where collection = v_collection and key = v_key and revision = p_state[i * 10 + 10] and (expires is null or expires > v_now);
      else
        insert into ${schema}.state as s (collection, key, value, revision, expires) values (v_collection, v_key, v_value, nextval('${schema}.state_revision'), v_expires)
          on conflict (collection, key) do update set value = excluded.value, revision = excluded.revision, expires = excluded.expires
          where p_state[i * 10 + 9] = 0 or s.expires <= v_now;
      end if;
      if not found then raise exception 'state' using errcode = 'IS003', detail = i::text; end if;
    elsif p_state[i * 10 + 9] = 1 then
      perform 1 from ${schema}.state where collection = v_collection and key = v_key and (expires is null or expires > v_now);
      if found then raise exception 'state' using errcode = 'IS003', detail = i::text; end if;
    else
      delete from ${schema}.state where collection = v_collection and key = v_key
        and (p_state[i * 10 + 9] = 0 or (revision = p_state[i * 10 + 10] and (expires is null or expires > v_now)));
      if not found and p_state[i * 10 + 9] = 2 then raise exception 'state' using errcode = 'IS003', detail = i::text; end if;
    end if;
  end loop;
end $function$;
`;

/** Puts messages into queues, in their order; repeats within the window are dropped. */
export const sendFunction = (schema: string): string => `
create function ${schema}.send_all(p_blob bytea, p_send bigint[], p_now bigint) returns void language plpgsql as $function$
declare
  v_wanted int := cardinality(p_send) / 9;
  v_plain boolean;
begin
  if v_wanted = 0 then return; end if;
  select bool_and(p_send[i * 9 + 7] < 0) into v_plain from generate_series(0, v_wanted - 1) i;
  if v_plain then
    insert into ${schema}.message (queue, lane, priority, delayed, due, added, body)
      select p_send[i * 9 + 1], p_send[i * 9 + 2], p_send[i * 9 + 3], p_send[i * 9 + 4] > p_now, p_send[i * 9 + 4], p_now,
        substring(p_blob from p_send[i * 9 + 8]::int + 1 for p_send[i * 9 + 9]::int)
      from generate_series(0, v_wanted - 1) i order by i;
    return;
  end if;
  for i in 0 .. v_wanted - 1 loop
    if p_send[i * 9 + 7] >= 0 then
      insert into ${schema}.recent as r (queue, id, until)
        values (p_send[i * 9 + 1], substring(p_blob from p_send[i * 9 + 6]::int + 1 for p_send[i * 9 + 7]::int), p_now + p_send[i * 9 + 5])
        on conflict (queue, id) do update set until = excluded.until where r.until <= p_now;
      continue when not found;
    end if;
    insert into ${schema}.message (queue, lane, priority, delayed, due, added, body)
      values (p_send[i * 9 + 1], p_send[i * 9 + 2], p_send[i * 9 + 3], p_send[i * 9 + 4] > p_now, p_send[i * 9 + 4], p_now,
        substring(p_blob from p_send[i * 9 + 8]::int + 1 for p_send[i * 9 + 9]::int));
  end loop;
end $function$;
`;
