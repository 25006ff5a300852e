package io.capstan.client.shell.interactive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.client.Level;
import io.capstan.client.routing.ClusterView;
import io.capstan.client.shell.CommandFailed;
import io.capstan.ring.Token;
import io.capstan.session.SessionToken;
import io.capstan.v1.GetClusterResponse;
import io.capstan.v1.Keyspace;
import io.capstan.v1.KeyspaceOptions;
import io.capstan.v1.Mode;
import io.capstan.v1.Node;
import io.capstan.v1.Quorum;
import io.capstan.v1.Shard;
import io.capstan.v1.Slice;
import io.capstan.version.HybridTime;
import io.capstan.version.Stamp;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ExplanationTest {
  private static final List<String> REPLICAS = List.of("n2", "n3", "n1");
  private static final long LINEAGE = 7;
  private static final SessionToken EMPTY = SessionToken.empty(1);
  private static final Stamp STAMP = new Stamp(HybridTime.ofMillis(1), 0, 0, 0);

  private final GetClusterResponse.Builder cluster =
      GetClusterResponse.newBuilder()
          .setAnsweredBy("n1")
          .setEpoch(5)
          .addKeyspaces(Keyspace.newBuilder().setName("s").setMode(Mode.MODE_STRONG))
          .addShards(
              Shard.newBuilder().setLineage(LINEAGE).addAllReplicas(REPLICAS).setLeader("n3"));

  ExplanationTest() {
    for (String id : REPLICAS) {
      cluster.addNodes(Node.newBuilder().setId(id).setAddress(id + ":1"));
    }
    for (int slice = 0; slice < Token.SLICES; slice++) {
      cluster.addSliceReplicas(Slice.newBuilder().addAllReplicas(REPLICAS));
    }
  }

  @Test
  void aStrongWriteGoesToTheLeaderAndWaitsForAMajority() {
    assertEquals(
        List.of(
            "request   put in keyspace s, which is STRONG; nothing is sent",
            "key       'a' is in slice 133 of 256, so in shard 0 of 1",
            "replicas  n2, n3, n1; n3 leads",
            "asks      n3 (n3:1), because it leads",
            "level     none: every write is linearizable",
            "quorum    2 of 3 replicas have it on disk before the answer; 1 may be down",
            "cluster   as n1 describes it, epoch 5"),
        explain("put", "s", Level.KEYSPACE_DEFAULT, EMPTY));
  }

  @Test
  void aStrongReadGoesToTheLeaderAndASessionReadToTheOthersFirst() {
    has("asks      n3 (n3:1), because it leads", explain("get", "s", Level.STRONG, EMPTY));
    List<String> session = explain("get", "s", Level.SESSION, EMPTY);
    has("asks      n2 (n2:1) or n1 (n1:1), the less busy of two; then the others", session);
    has(
        "level     session: the session has seen nothing of this shard, so any state will do",
        session);
    List<String> seen = explain("get", "s", Level.SESSION, EMPTY.withStrong(LINEAGE, 42));
    has("level     session: a replica that has applied entry 42, which the session has seen", seen);
    List<String> bounded = explain("get", "s", Level.bounded(Duration.ofSeconds(2)), EMPTY);
    has("level     bounded: at most 2000 ms old, or refused", bounded);
  }

  @Test
  void whoLeadsMayNotBeKnown() {
    cluster.getShardsBuilder(0).setLeader("");
    List<String> put = explain("put", "s", Level.KEYSPACE_DEFAULT, EMPTY);
    has("replicas  n2, n3, n1; no leader is known", put);
    has("asks      n2 (n2:1), who says who leads", put);
  }

  @Test
  void anEventualRequestNeedsTheQuorumOfItsKeyspaceOrItsOwn() {
    eventual(KeyspaceOptions.newBuilder().setWriteQuorum(Quorum.QUORUM_ONE));
    has(
        "quorum    W = 1 of 3 replicas have it before the answer, on disk; 2 may be down",
        explain("put", "e", Level.KEYSPACE_DEFAULT, EMPTY));
    has(
        "quorum    R = 2 of 3 replicas answer, the highest stamp wins; 1 may be down",
        explain("get", "e", Level.SESSION, EMPTY));
    List<String> all = explain(sketch("get", "e", Level.SESSION, Optional.of("all")), EMPTY);
    has("quorum    R = 3 of 3 replicas answer, the highest stamp wins; 0 may be down", all);
  }

  @Test
  void aBoundedReadOverlapsEveryWrite() {
    eventual(KeyspaceOptions.newBuilder().setReadQuorum(Quorum.QUORUM_ONE));
    List<String> read = explain("get", "e", Level.bounded(Duration.ofSeconds(1)), EMPTY);
    has("quorum    R = 3 of 3 replicas answer, the highest stamp wins; 0 may be down", read);
  }

  @Test
  void whatAnEventualKeyspaceRefusesIsSaid() {
    eventual(KeyspaceOptions.newBuilder().setMinWrite(2).setSyncIntervalMillis(20));
    has(
        "refused   an EVENTUAL keyspace has no reads at level strong",
        explain("get", "e", Level.STRONG, EMPTY));
    has(
        "refused   cas needs an order of all writes, which only STRONG has",
        explain("cas", "e", Level.STRONG, EMPTY));
    Sketch one = sketch("put", "e", Level.KEYSPACE_DEFAULT, Optional.of("ONE"));
    has("refused   W = 1 is below the keyspace's min_write 2", explain(one, EMPTY));
    has(
        "quorum    W = 2 of 3 replicas have it before the answer, on disk within 20 ms; 1 may be down",
        explain("put", "e", Level.KEYSPACE_DEFAULT, EMPTY));
  }

  @Test
  void aScanTakesEveryShardOrSlice() {
    eventual(KeyspaceOptions.newBuilder());
    has("key       every key: 1 of 1 shards take part", explain("scan", "s", Level.STRONG, EMPTY));
    has(
        "key       every key: 256 of 256 slices take part",
        explain("scan", "e", Level.EVENTUAL, EMPTY));
  }

  @Test
  void aScanOfASessionThatHasSeenEventualRowsTakesAllReplicas() {
    eventual(KeyspaceOptions.newBuilder());
    has(
        "quorum    the rows of R = 2 of 3 replicas of each slice; 1 may be down",
        explain("scan", "e", Level.SESSION, EMPTY));
    SessionToken seen = EMPTY.withStamp(3, 1, STAMP);
    has(
        "quorum    all replicas, as the session has seen rows of EVENTUAL keyspaces; 0 may be down",
        explain("scan", "e", Level.SESSION, seen));
    Sketch one = sketch("scan", "e", Level.EVENTUAL, Optional.of("one"));
    has(
        "quorum    the rows of R = 1 of 3 replicas of each slice; 2 may be down",
        explain(one, seen));
    has(
        "refused   an EVENTUAL keyspace is not scanned at level strong",
        explain("scan", "e", Level.STRONG, seen));
  }

  @Test
  void aSessionThatHasSeenTooManyKeysReadsOthersFromAllReplicas() {
    eventual(KeyspaceOptions.newBuilder());
    SessionToken many = EMPTY;
    for (int key = 0; key <= 128; key++) {
      many = many.withStamp(3, key, STAMP);
    }
    has(
        "quorum    R = 3 of 3 replicas answer, the highest stamp wins; 0 may be down",
        explain("get", "e", Level.SESSION, many));
    has(
        "quorum    R = 2 of 3 replicas answer, the highest stamp wins; 1 may be down",
        explain("get", "e", Level.EVENTUAL, many));
  }

  @Test
  void aKeyspaceThatIsNotThereIsRefused() {
    assertThrows(CommandFailed.class, () -> explain("get", "gone", Level.STRONG, EMPTY));
  }

  private void eventual(KeyspaceOptions.Builder options) {
    cluster.addKeyspaces(
        Keyspace.newBuilder().setName("e").setMode(Mode.MODE_EVENTUAL).setOptions(options));
  }

  private List<String> explain(String verb, String keyspace, Level level, SessionToken session) {
    return explain(sketch(verb, keyspace, level, Optional.empty()), session);
  }

  private List<String> explain(Sketch request, SessionToken session) {
    return Explanation.of(request, new ClusterView(cluster.build()), session);
  }

  private static Sketch sketch(String verb, String keyspace, Level level, Optional<String> quorum) {
    Optional<byte[]> key =
        verb.equals("scan") ? Optional.empty() : Optional.of("a".getBytes(UTF_8));
    return new Sketch(verb, keyspace, "a", key, level, quorum, Optional.empty());
  }

  private static void has(String line, List<String> lines) {
    assertTrue(lines.contains(line), () -> line + "\nis not in\n" + String.join("\n", lines));
  }
}
