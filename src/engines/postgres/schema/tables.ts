/** Tables of version 1. `schema` is an identifier that the options checked. */
export const tables = (schema: string): string => `
create sequence ${schema}.resource_id as int;
create sequence ${schema}.message_position;
create sequence ${schema}.state_revision;
create table ${schema}.process (
  id bigint generated always as identity primary key, session int not null default 1, last_commit bigint not null default 0, until timestamptz not null
) with (fillfactor = 50);
create table ${schema}.queue (
  id int primary key default nextval('${schema}.resource_id'), name text not null unique, lanes int not null, deduplication_window bigint not null
);
create table ${schema}.stream (
  id int primary key default nextval('${schema}.resource_id'), name text not null unique, partitions int not null,
  retention_time bigint not null, retention_size bigint not null, compact boolean not null
);
create table ${schema}.reader (
  id int primary key default nextval('${schema}.resource_id'), stream int not null, name text not null, unique (stream, name)
);
create table ${schema}.member (
  id bigint generated always as identity primary key, resource int not null, process bigint not null references ${schema}.process (id) on delete cascade
);
create index on ${schema}.member (resource);
create index on ${schema}.member (process);
create table ${schema}.lane (
  resource int not null, lane int not null, owner bigint, epoch bigint not null default 0, next bigint not null default 0, primary key (resource, lane)
) with (fillfactor = 50);
create table ${schema}.message (
  position bigint primary key default nextval('${schema}.message_position'), queue int not null, lane int not null, priority smallint not null,
  delayed boolean not null, due bigint not null, added bigint not null, owner bigint, redelivered int not null default 0, body bytea not null
);
create index message_ready on ${schema}.message (queue, lane, priority desc, position) where owner is null and not delayed;
create index message_due on ${schema}.message (queue, due) where delayed;
create index message_owner on ${schema}.message (owner) where owner is not null;
create table ${schema}.recent (queue int not null, id bytea not null, until bigint not null, primary key (queue, id));
create index on ${schema}.recent (until);
create table ${schema}.partition (stream int not null, partition int not null, next bigint not null default 0, primary key (stream, partition)) with (fillfactor = 50);
create table ${schema}.record (
  stream int not null, partition int not null, position bigint not null, added bigint not null, size int not null, key bytea, body bytea not null,
  primary key (stream, partition, position)
);
create index record_key on ${schema}.record (stream, partition, key) where key is not null;
create index record_added on ${schema}.record (stream, partition, added);
create table ${schema}.state (
  collection bytea not null, key bytea not null, value bytea not null, revision bigint not null, expires bigint, primary key (collection, key)
);
create index state_expires on ${schema}.state (expires) where expires is not null;
create function ${schema}.now_ms() returns bigint language sql volatile as $$ select floor(extract(epoch from clock_timestamp()) * 1000)::bigint $$;
`;
