/** Taking messages, and who owns which lane. */
export const laneFunctions = (schema: string): string => `
create function ${schema}.claim(p_queue int, p_member bigint, p_lanes int[], p_maximum int)
returns table (message_position bigint, message_lane int, message_redelivered int, message_body bytea) language plpgsql as $function$
declare
  v_due record;
  v_taken bigint[];
begin
  -- What is due goes into the line, at its end, in the order of its time.
  for v_due in select position from ${schema}.message where queue = p_queue and delayed and due <= ${schema}.now_ms() order by due, position limit 1000 for update skip locked loop
    update ${schema}.message set delayed = false, position = nextval('${schema}.message_position') where position = v_due.position;
  end loop;
  if p_lanes is null then
    perform 1 from ${schema}.member where id = p_member for share;
    if not found then return; end if;
    select array_agg(t.position) into v_taken from (
      select m.position from ${schema}.message m where m.queue = p_queue and m.lane = 0 and m.owner is null and not m.delayed
      order by m.priority desc, m.position limit p_maximum for update skip locked) t;
  else
    -- Shared: whoever takes the lane away waits for this, and then takes these messages too.
    perform 1 from ${schema}.lane l where l.resource = p_queue and l.lane = any(p_lanes) and l.owner = p_member order by l.lane for share;
    select array_agg(t.position) into v_taken from (
      select c.position from ${schema}.lane l cross join lateral (
        select m.position, m.priority from ${schema}.message m where m.queue = p_queue and m.lane = l.lane and m.owner is null and not m.delayed
        order by m.priority desc, m.position limit p_maximum) c
      where l.resource = p_queue and l.lane = any(p_lanes) and l.owner = p_member order by c.priority desc, c.position limit p_maximum) t;
  end if;
  return query
    with taken as (update ${schema}.message m set owner = p_member where m.position = any(v_taken) and m.owner is null returning m.position, m.lane, m.priority, m.redelivered, m.body)
    select t.position, t.lane, t.redelivered, t.body from taken t order by t.priority desc, t.position;
end $function$;

create function ${schema}.let_go(p_resource int, p_member bigint, p_lanes int[]) returns void language plpgsql as $function$
begin
  update ${schema}.lane set owner = null, epoch = epoch + 1 where resource = p_resource and owner = p_member and (p_lanes is null or lane = any(p_lanes));
  update ${schema}.message set owner = null, redelivered = redelivered + 1 where owner = p_member and (p_lanes is null or lane = any(p_lanes));
  if p_lanes is null then delete from ${schema}.member where id = p_member; end if;
end $function$;

create function ${schema}.bury_process(p_process bigint) returns void language plpgsql as $function$
declare v_member record;
begin
  for v_member in select id, resource from ${schema}.member where process = p_process order by id loop
    perform ${schema}.let_go(v_member.resource, v_member.id, null);
  end loop;
  delete from ${schema}.process where id = p_process;
end $function$;

create function ${schema}.bury_the_dead() returns int language plpgsql as $function$
declare v_process bigint; v_count int := 0;
begin
  for v_process in select id from ${schema}.process where until < clock_timestamp() order by id for update skip locked loop
    perform ${schema}.bury_process(v_process);
    v_count := v_count + 1;
  end loop;
  return v_count;
end $function$;

-- Takes free lanes up to the member's share; answers with what it owns, and what of it is more than its share. Who has most keeps the larger share.
create function ${schema}.balance(p_resource int, p_member bigint)
returns table (owned_lane int, owned_epoch bigint, owned_next bigint, surplus boolean) language plpgsql as $function$
declare v_share int; v_owned int;
begin
  perform 1 from ${schema}.member where id = p_member;
  if not found then return; end if;
  perform pg_advisory_xact_lock(hashtext('${schema}'), p_resource);
  select ranked.share, ranked.held into v_share, v_owned from (
    select m.id, h.held, (t.total / count(*) over () + case when row_number() over (order by h.held desc, m.id) <= t.total % count(*) over () then 1 else 0 end)::int as share
    from ${schema}.member m
    cross join lateral (select count(*)::int as held from ${schema}.lane l where l.resource = p_resource and l.owner = m.id) h
    cross join (select count(*) as total from ${schema}.lane l where l.resource = p_resource) t
    where m.resource = p_resource) ranked where ranked.id = p_member;
  if v_owned < v_share then
    update ${schema}.lane l set owner = p_member, epoch = l.epoch + 1 where l.resource = p_resource and l.lane in
      (select f.lane from ${schema}.lane f where f.resource = p_resource and f.owner is null order by f.lane limit v_share - v_owned for update);
  end if;
  return query select l.lane, l.epoch, l.next, row_number() over (order by l.lane) > v_share from ${schema}.lane l where l.resource = p_resource and l.owner = p_member order by l.lane;
end $function$;
`;
