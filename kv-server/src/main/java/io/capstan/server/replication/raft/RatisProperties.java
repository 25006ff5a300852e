package io.capstan.server.replication.raft;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.RaftConfigKeys;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.util.SizeInBytes;
import org.apache.ratis.util.TimeDuration;

/**
 * Our settings in Ratis's words, with the ones that are not for tuning because safety, or a known
 * fault of Ratis 3.3.0, decides them.
 */
final class RatisProperties {
  private static final SizeInBytes MESSAGE_BYTES_MAX = SizeInBytes.valueOf(8 << 20);
  private static final int BUFFER_SLACK_BYTES = 64 << 10;

  private RatisProperties() {}

  static RaftProperties of(RaftSettings settings, Path storage, Endpoint listen) {
    RaftProperties properties = new RaftProperties();
    RaftServerConfigKeys.setStorageDir(properties, List.of(storage.toFile()));
    network(properties, settings, listen);
    elections(properties, settings.elections());
    log(properties, settings.log());
    appender(properties, settings.log());
    reads(properties);
    snapshots(properties);
    bounds(properties);
    return properties;
  }

  private static void network(RaftProperties properties, RaftSettings settings, Endpoint listen) {
    RaftConfigKeys.Rpc.setType(properties, new CommitRpc());
    GrpcConfigKeys.Server.setHost(properties, listen.host());
    GrpcConfigKeys.Server.setPort(properties, listen.port());
    GrpcConfigKeys.setMessageSizeMax(properties, MESSAGE_BYTES_MAX);
    GrpcConfigKeys.setFlowControlWindow(properties, SizeInBytes.valueOf(4 << 20));
    // Heartbeats do not queue behind data.
    GrpcConfigKeys.Server.setHeartbeatChannel(properties, true);
    RaftServerConfigKeys.Rpc.setRequestTimeout(properties, duration(settings.requestTimeout()));
  }

  private static void elections(RaftProperties properties, RaftSettings.Elections timeouts) {
    RaftServerConfigKeys.Rpc.setTimeoutMin(properties, duration(timeouts.min()));
    RaftServerConfigKeys.Rpc.setTimeoutMax(properties, duration(timeouts.max()));
    RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMin(properties, duration(timeouts.firstMin()));
    RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMax(properties, duration(timeouts.firstMax()));
    RaftServerConfigKeys.LeaderElection.setPreVote(properties, true);
    // A leader that hears nobody, but is heard, steps down, and its requests for votes would hold
    // up the others: it leaves them the time that a follower needs at most to stand. The default of
    // 10 s leaves two of three nodes without a leader for that long. A leader whose JVM was paused
    // for longer than this steps down too (handleJvmPause in Ratis). Nothing depends on that: there
    // is no lease that a pause could outlive, and STRONG reads check the term.
    RaftServerConfigKeys.LeaderElection.setLeaderStepDownWaitTime(
        properties, duration(timeouts.max().multipliedBy(2)));
    // A suspended machine comes back as a follower; Ratis would close the server after a minute.
    RaftServerConfigKeys.setCloseThreshold(properties, TimeDuration.valueOf(10, TimeUnit.MINUTES));
  }

  private static void log(RaftProperties properties, RaftSettings.Log limits) {
    RaftServerConfigKeys.Log.setSegmentSizeMax(properties, bytes(limits.segmentBytesMax()));
    RaftServerConfigKeys.Log.setPreallocatedSize(properties, bytes(limits.preallocatedBytes()));
    RaftServerConfigKeys.Log.setSegmentCacheNumMax(properties, limits.cachedSegmentsMax());
    RaftServerConfigKeys.Log.setSegmentCacheSizeMax(properties, bytes(limits.cachedBytesMax()));
    RaftServerConfigKeys.Log.setWriteBufferSize(
        properties, bytes(limits.entryBytesMax() + BUFFER_SLACK_BYTES));
    RaftServerConfigKeys.Log.setForceSyncNum(properties, 512);
    // A metadata entry per commit would double the rounds.
    RaftServerConfigKeys.Log.setLogMetadataEnabled(properties, false);
    // Never drop entries silently: refuse to start, and rebuild the replica from its peers.
    RaftServerConfigKeys.Log.setCorruptionPolicy(
        properties, RaftServerConfigKeys.Log.CorruptionPolicy.EXCEPTION);
    // Both acknowledge entries that are not on disk.
    RaftServerConfigKeys.Log.setAsyncFlushEnabled(properties, false);
    RaftServerConfigKeys.Log.setUnsafeFlushEnabled(properties, false);
    // Narrows the window between an append and a vote (protocols.md R3).
    RaftServerConfigKeys.Log.setAppendEntriesComposeEnabled(properties, false);
  }

  private static void appender(RaftProperties properties, RaftSettings.Log limits) {
    RaftServerConfigKeys.Log.Appender.setBufferByteLimit(properties, bytes(limits.entryBytesMax()));
    RaftServerConfigKeys.Log.Appender.setWaitTimeMin(properties, TimeDuration.ZERO);
    // The default reaches a returned peer only after up to 5 s.
    RaftServerConfigKeys.Log.Appender.setRetryPolicy(properties, "1ms,10, 100ms,50, 500ms,1000");
    RaftServerConfigKeys.Log.Appender.setInstallSnapshotEnabled(properties, false);
  }

  /** Reads never go through Ratis: its ReadIndex serves old state on a deposed leader. */
  private static void reads(RaftProperties properties) {
    RaftServerConfigKeys.Read.setOption(properties, RaftServerConfigKeys.Read.Option.DEFAULT);
    RaftServerConfigKeys.Read.setLeaderLeaseEnabled(properties, false);
    RaftServerConfigKeys.Read.setTimeout(properties, TimeDuration.ONE_SECOND);
  }

  /** Whole logs are kept: no snapshot, so no purge. */
  private static void snapshots(RaftProperties properties) {
    RaftServerConfigKeys.Snapshot.setAutoTriggerEnabled(properties, false);
    RaftServerConfigKeys.Snapshot.setTriggerWhenStopEnabled(properties, false);
    RaftServerConfigKeys.Log.setPurgeUptoSnapshotIndex(properties, false);
  }

  private static void bounds(RaftProperties properties) {
    // We keep our own request memory; Ratis's has no bound but time.
    RaftServerConfigKeys.RetryCache.setExpiryTime(
        properties, TimeDuration.valueOf(10, TimeUnit.SECONDS));
    RaftServerConfigKeys.Write.setElementLimit(properties, 64);
    RaftServerConfigKeys.Write.setByteLimit(properties, SizeInBytes.valueOf(32 << 20));
    RaftServerConfigKeys.ThreadPool.setClientCached(properties, true);
    RaftServerConfigKeys.ThreadPool.setClientSize(properties, 4);
    RaftServerConfigKeys.ThreadPool.setServerCached(properties, true);
    RaftServerConfigKeys.ThreadPool.setServerSize(properties, 4);
  }

  private static SizeInBytes bytes(int bytes) {
    return SizeInBytes.valueOf(bytes);
  }

  private static TimeDuration duration(Duration duration) {
    return TimeDuration.valueOf(duration.toMillis(), TimeUnit.MILLISECONDS);
  }
}
