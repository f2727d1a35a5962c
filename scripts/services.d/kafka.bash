# Apache Kafka 4, one node that is broker and controller (KRaft), from the jars in Maven Central.
kafka_port=15492
kafka_controller_port=15493
kafka_version=4.3.1

kafka_variable() { echo ISTHMUS_TEST_KAFKA_BROKERS; }
kafka_url() { echo "127.0.0.1:$kafka_port"; }
kafka_user() { echo nobody; }
kafka_installed() { command -v java >/dev/null && [[ -d $base/kafka/libs-$kafka_version ]]; }
kafka_packages() {
  command -v java >/dev/null || echo default-jre-headless
  command -v mvn >/dev/null || echo maven
}

kafka_install() {
  local home=$base/kafka
  kafka_java_is_new_enough
  [[ -d $home/libs-$kafka_version ]] || kafka_fetch "$home"
  kafka_properties | as kafka bash -c 'cat >"$0/server.properties"' "$home"
  [[ ! -e $home/data/meta.properties ]] || return 0
  as kafka java -cp "$home/libs-$kafka_version/*" kafka.tools.StorageTool format --standalone \
    --cluster-id isthmus-test-cluster-w --config "$home/server.properties" >"$home/format.log" 2>&1 ||
    { tail -n 15 "$home/format.log" >&2; fail "Kafka's data directory could not be formatted."; }
}

kafka_java_is_new_enough() {
  local version
  version=$(java -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p')
  ((version >= 17)) || fail "Kafka 4 needs Java 17 or newer as 'java'; this one is $version."
}

kafka_fetch() {
  local target=$1/libs-$kafka_version
  say "fetching Kafka $kafka_version"
  cat >"$1/pom.xml" <<POM
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>isthmus</groupId><artifactId>kafka-broker</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>$kafka_version</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-simple</artifactId><version>1.7.36</version></dependency>
  </dependencies>
</project>
POM
  mvn --batch-mode --quiet --file "$1/pom.xml" dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory="$target.part" >&2
  mv "$target.part" "$target"
}

kafka_properties() {
  cat <<PROPERTIES
node.id=1
process.roles=broker,controller
listeners=PLAINTEXT://127.0.0.1:$kafka_port,CONTROLLER://127.0.0.1:$kafka_controller_port
advertised.listeners=PLAINTEXT://127.0.0.1:$kafka_port,CONTROLLER://127.0.0.1:$kafka_controller_port
controller.listener.names=CONTROLLER
controller.quorum.bootstrap.servers=127.0.0.1:$kafka_controller_port
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
log.dirs=$base/kafka/data
num.partitions=4
auto.create.topics.enable=false
offsets.topic.replication.factor=1
offsets.topic.num.partitions=8
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=8
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
PROPERTIES
}

kafka_start() {
  launch kafka server java -Xms256m -Xmx1g -Dorg.slf4j.simpleLogger.defaultLogLevel=warn \
    -Dorg.slf4j.simpleLogger.showDateTime=true -cp "$base/kafka/libs-$kafka_version/*" kafka.Kafka "$base/kafka/server.properties"
}

# An ApiVersions request (key 18, version 0, correlation 1, no client id); the answer repeats the correlation after its length.
kafka_ready() { [[ $(speak "$kafka_port" '\x00\x00\x00\x0a\x00\x12\x00\x00\x00\x00\x00\x01\xff\xff' 8) == ????????00000001 ]]; }
