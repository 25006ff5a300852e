package io.capstan.server;

import io.capstan.server.config.HostPort;
import io.capstan.server.config.ListenConfig;
import io.capstan.server.config.RaftConfig;
import io.capstan.server.config.ServerConfig;
import io.capstan.server.config.StorageConfig;
import io.capstan.server.replication.raft.RaftSettings;
import io.capstan.server.replication.raft.ReadMode;
import io.capstan.server.replication.raft.ShardSettings;
import io.capstan.server.storage.RocksOptions;
import io.capstan.v1.Node;

/** What the configuration means for each part of the node. Pure. */
final class Tuning {
  /** What a client is told to wait when a queue is full. */
  private static final int RETRY_AFTER_MILLIS = 50;

  private Tuning() {}

  static RocksOptions strongRows(StorageConfig config) {
    RocksOptions usual = RocksOptions.STRONG;
    return new RocksOptions(
        config.memtableBytes(), usual.memtables(), config.blockCacheBytes(), usual.writeAheadLog());
  }

  static RocksOptions eventualRows(StorageConfig config) {
    RocksOptions usual = RocksOptions.EVENTUAL;
    return new RocksOptions(
        config.memtableBytes(), usual.memtables(), config.blockCacheBytes(), usual.writeAheadLog());
  }

  static RaftSettings raft(ServerConfig whole) {
    RaftConfig config = whole.raft();
    RaftSettings usual = RaftSettings.defaults();
    return usual
        .withListenHost(whole.listen().host())
        .withWaitersMax(whole.limits().shardWaiters())
        .withElections(
            new RaftSettings.Elections(
                config.electionTimeoutMin(),
                config.electionTimeoutMax(),
                config.firstElectionTimeoutMin(),
                config.firstElectionTimeoutMax()))
        .withLog(usual.log().withTotalBytesMax(config.logBytesMax()));
  }

  static ShardSettings shard(ServerConfig config) {
    return new ShardSettings(
        config.raft().readMode() == RaftConfig.ReadMode.TERM_CHECK
            ? ReadMode.TERM_CHECK
            : ReadMode.BARRIER,
        config.raft().batchOperations(),
        config.raft().batchBytes(),
        config.limits().shardQueueOperations(),
        Math.toIntExact(config.limits().shardQueueBytes()),
        config.limits().shardReads(),
        RETRY_AFTER_MILLIS,
        config.timeouts().termCheck(),
        config.timeouts().sessionWaitMax());
  }

  /** How this node introduces itself. */
  static Node introduction(ServerConfig config, String incarnation) {
    ListenConfig listen = config.listen();
    String host = listen.advertisedHost();
    return Node.newBuilder()
        .setId(config.node().id())
        .setIncarnation(incarnation)
        .setAddress(new HostPort(host, listen.port()).toString())
        .setRaftAddress(new HostPort(host, listen.raftPort()).toString())
        .setAdminAddress(new HostPort(host, listen.adminPort()).toString())
        .setZone(config.node().zone())
        .setWeight(config.node().weight())
        .build();
  }
}
