# RabbitMQ: quorum queues (in 3.10 without a switch), consistent-hash exchange, streams.
rabbitmq_port=15456
rabbitmq_distribution_port=15457
rabbitmq_epmd_port=15458
rabbitmq_stream_port=15459

rabbitmq_variable() { echo ISTHMUS_TEST_RABBITMQ_URL; }
rabbitmq_url() { echo "amqp://isthmus:isthmus@127.0.0.1:$rabbitmq_port"; }
rabbitmq_user() { echo rabbitmq; }
rabbitmq_packages() { echo rabbitmq-server; }
rabbitmq_installed() { [[ -x /usr/lib/rabbitmq/bin/rabbitmq-server ]]; }

rabbitmq_install() {
  as rabbitmq bash -c 'echo "[rabbitmq_consistent_hash_exchange,rabbitmq_stream]." >"$0/enabled_plugins"; cat >"$0/rabbitmq.conf"' "$base/rabbitmq" <<CONF
listeners.tcp.1 = 127.0.0.1:$rabbitmq_port
stream.listeners.tcp.1 = 127.0.0.1:$rabbitmq_stream_port
default_user = isthmus
default_pass = isthmus
default_user_tags.administrator = true
log.console = true
log.file = false
CONF
}

# The name server of Erlang outlives the broker unless it is started, and ended, apart. The broker's script
# replaces itself with the Erlang machine only "under systemd"; else it stays between us and the process to end.
rabbitmq_start() {
  launch rabbitmq epmd epmd -address 127.0.0.1 -port "$rabbitmq_epmd_port"
  launch rabbitmq server env HOME="$base/rabbitmq" RUNNING_UNDER_SYSTEMD=1 ERL_EPMD_PORT="$rabbitmq_epmd_port" ERL_EPMD_ADDRESS=127.0.0.1 \
    RABBITMQ_CONF_ENV_FILE=/dev/null RABBITMQ_NODENAME=isthmus@localhost RABBITMQ_DIST_PORT="$rabbitmq_distribution_port" \
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS='-kernel inet_dist_use_interface {127,0,0,1}' \
    RABBITMQ_MNESIA_BASE="$base/rabbitmq/data" RABBITMQ_LOG_BASE="$base/rabbitmq" \
    RABBITMQ_CONFIG_FILE="$base/rabbitmq/rabbitmq.conf" RABBITMQ_ENABLED_PLUGINS_FILE="$base/rabbitmq/enabled_plugins" \
    /usr/lib/rabbitmq/bin/rabbitmq-server
}

# "AMQP 0 0 9 1" is answered with a method frame (type 1, channel 0).
rabbitmq_ready() { [[ $(speak "$rabbitmq_port" 'AMQP\x00\x00\x09\x01' 3) == 010000 ]]; }
