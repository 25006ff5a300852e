package io.capstan.client.shell.interactive;

import com.google.protobuf.ByteString;
import io.capstan.ring.Token;
import io.capstan.session.SessionToken;
import io.capstan.v1.Keyspace;
import io.capstan.v1.Level;
import io.capstan.v1.Shard;
import java.util.List;
import java.util.stream.Collectors;

/** What a request does in a STRONG keyspace: one Raft group for each shard. */
record StrongExplanation(Explanation to, Sketch request, Keyspace keyspace, SessionToken session) {

  void explain() {
    request.bytes().ifPresentOrElse(this::explainKey, this::explainScan);
  }

  private void explainKey(byte[] key) {
    List<Shard> shards = to.view().shards();
    Shard shard = shards.get(to.view().shardOf(ByteString.copyFrom(key)));
    to.line(
        "key",
        "'%s' is in slice %d of %d, so in shard %d of %d",
        request.key(),
        Token.sliceOf(key),
        Token.SLICES,
        shard.getId(),
        shards.size());
    to.line("replicas", "%s; %s", String.join(", ", shard.getReplicasList()), leads(shard));
    if (request.isWrite()) {
      explainWrite(shard);
    } else {
      explainRead(shard);
    }
  }

  private static String leads(Shard shard) {
    return shard.getLeader().isEmpty() ? "no leader is known" : shard.getLeader() + " leads";
  }

  private void explainWrite(Shard shard) {
    int replicas = shard.getReplicasCount();
    int majority = replicas / 2 + 1;
    asksLeader(shard);
    to.line("level", "none: every write is linearizable");
    to.line(
        "quorum",
        "%d of %d replicas have it on disk before the answer; %d may be down",
        majority,
        replicas,
        replicas - majority);
  }

  private void explainRead(Shard shard) {
    Level level = Explanation.level(request, keyspace);
    if (level == Level.LEVEL_STRONG) {
      int replicas = shard.getReplicasCount();
      asksLeader(shard);
      to.line("level", "strong: as of now");
      to.line(
          "quorum",
          "%d of %d replicas confirm that the leader still leads",
          replicas / 2 + 1,
          replicas);
      return;
    }
    asksAnyone(shard, level == Level.LEVEL_SESSION);
    to.line("level", "%s", promise(level, shard));
    to.line("quorum", "1: the replica that is asked answers alone");
  }

  private void asksLeader(Shard shard) {
    if (shard.getLeader().isEmpty()) {
      to.line("asks", "%s, who says who leads", to.node(shard.getReplicas(0)));
    } else {
      to.line("asks", "%s, because it leads", to.node(shard.getLeader()));
    }
  }

  private void asksAnyone(Shard shard, boolean leaderLast) {
    List<String> replicas = shard.getReplicasList();
    String wanted = request.node().orElse("");
    if (replicas.contains(wanted)) {
      to.line("asks", "%s, as was asked for, then the others", to.node(wanted));
      return;
    }
    List<String> first =
        replicas.stream().filter(id -> !leaderLast || !id.equals(shard.getLeader())).toList();
    to.line(
        "asks",
        "%s, the less busy of two; then the others",
        Explanation.anyOf(first.stream().map(to::node).toList()));
  }

  private String promise(Level level, Shard shard) {
    return switch (level) {
      case LEVEL_BOUNDED ->
          "bounded: at most "
              + request.level().maxStaleness().map(bound -> bound.toMillis() + " ms").orElse("?")
              + " old, or refused";
      case LEVEL_EVENTUAL -> "eventual: whatever the replica has applied";
      default -> "session: " + floor(session.strongFloor(shard.getLineage()));
    };
  }

  private static String floor(long floor) {
    if (floor == SessionToken.READ_STRONG) {
      return "the session only knows that it saw this shard, so the leader answers";
    }
    return floor == 0
        ? "the session has seen nothing of this shard, so any state will do"
        : "a replica that has applied entry " + floor + ", which the session has seen";
  }

  private void explainScan() {
    List<Shard> shards = to.view().shards();
    Level level = Explanation.level(request, keyspace);
    to.line("key", "every key: %d of %d shards take part", shards.size(), shards.size());
    to.line(
        "leaders",
        "%s",
        shards.stream()
            .map(shard -> "shard " + shard.getId() + ": " + leads(shard))
            .collect(Collectors.joining(", ")));
    to.line(
        "asks",
        "%s of each shard, a page at a time, and merges by key",
        level == Level.LEVEL_STRONG ? "the leader" : "a replica");
    to.line("level", "%s for each page by itself", Explanation.name(level));
  }
}
