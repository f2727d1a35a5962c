# Redis that syncs before it acknowledges.
redis_port=15463

redis_variable() { echo ISTHMUS_TEST_REDIS_URL; }
redis_url() { echo "redis://:isthmus@127.0.0.1:$redis_port"; }
redis_user() { echo redis; }
redis_packages() { echo redis-server; }
redis_installed() { command -v redis-server >/dev/null; }
redis_install() { :; }

redis_start() {
  launch redis server redis-server --bind 127.0.0.1 --port "$redis_port" --requirepass isthmus --dir "$base/redis" \
    --appendonly yes --appendfsync always --save '' --daemonize no
}

redis_ready() { [[ $(REDISCLI_AUTH=isthmus timeout 3 redis-cli -h 127.0.0.1 -p "$redis_port" ping) == PONG ]]; }
