# PostgreSQL. Logical decoding is on, so that change data capture can be tested too.
postgres_port=15432

postgres_variable() { echo ISTHMUS_TEST_POSTGRES_URL; }
postgres_url() { echo "postgres://isthmus:isthmus@127.0.0.1:$postgres_port/isthmus"; }
postgres_user() { echo postgres; }
postgres_packages() { echo postgresql; }
postgres_binaries() { find /usr/lib/postgresql -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -n 1; }
postgres_installed() { [[ -n $(postgres_binaries) ]]; }

postgres_install() {
  local home=$base/postgres
  [[ ! -e $home/data/PG_VERSION ]] || return 0
  as postgres bash -c 'echo isthmus >"$0/password"' "$home"
  as postgres "$(postgres_binaries)/initdb" --pgdata="$home/data" --username=isthmus --pwfile="$home/password" \
    --auth=scram-sha-256 --encoding=UTF8 --no-locale >"$home/initdb.log"
}

postgres_start() {
  launch postgres server "$(postgres_binaries)/postgres" -D "$base/postgres/data" -p "$postgres_port" \
    -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=200 -c wal_level=logical
}

postgres_ready() { "$(postgres_binaries)/pg_isready" --quiet --host=127.0.0.1 --port="$postgres_port"; }

postgres_after_start() {
  local query=(env PGPASSWORD=isthmus "$(postgres_binaries)/psql" --quiet --no-align --tuples-only --host=127.0.0.1 --port="$postgres_port" --username=isthmus --dbname=postgres)
  [[ -n $("${query[@]}" --command="select 1 from pg_database where datname = 'isthmus'") ]] ||
    "${query[@]}" --command='create database isthmus'
}

# Fast shutdown: sessions are cut, data is kept. TERM would wait for every client to leave.
postgres_stop_signal() { echo INT; }
