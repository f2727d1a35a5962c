# NATS with JetStream.
nats_port=15442

nats_variable() { echo ISTHMUS_TEST_NATS_URL; }
nats_url() { echo "nats://isthmus:isthmus@127.0.0.1:$nats_port"; }
nats_user() { if id nats >/dev/null 2>&1; then echo nats; else echo nobody; fi; }
nats_packages() { echo nats-server; }
nats_installed() { command -v nats-server >/dev/null; }
nats_install() { :; }

nats_start() {
  launch nats server nats-server --addr 127.0.0.1 --port "$nats_port" --user isthmus --pass isthmus \
    --jetstream --store_dir "$base/nats/data"
}

# INFO comes unasked; an answered PING shows that the credentials are taken.
nats_ready() {
  timeout 3 bash -c 'exec 3<>"/dev/tcp/127.0.0.1/$0" && read -r _ <&3 &&
    printf "CONNECT {\"user\":\"isthmus\",\"pass\":\"isthmus\",\"verbose\":false}\r\nPING\r\n" >&3 && read -r answer <&3 && [[ $answer == PONG* ]]' "$nats_port"
}
