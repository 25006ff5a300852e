package io.capstan.client.shell.interactive;

import io.capstan.client.shell.CommandFailed;
import io.capstan.ring.Token;
import io.capstan.session.SessionToken;
import io.capstan.v1.GetClusterResponse;
import io.capstan.v1.Keyspace;
import io.capstan.v1.KeyspaceOptions;
import io.capstan.v1.Level;
import io.capstan.v1.Quorum;
import java.util.List;
import java.util.Locale;

/** What a request does in an EVENTUAL keyspace: N replicas of a slice, of which R or W answer. */
record EventualExplanation(
    Explanation to, Sketch request, Keyspace keyspace, SessionToken session) {
  private static final String SEEN_MAYBE =
      "session: it has seen too many keys to know this one, so all replicas answer";

  void explain() {
    request.bytes().ifPresentOrElse(this::explainKey, this::explainScan);
  }

  private void explainKey(byte[] key) {
    int slice = Token.sliceOf(key);
    GetClusterResponse cluster = to.view().toProto();
    if (slice >= cluster.getSliceReplicasCount()) {
      throw CommandFailed.unavailable(
          to.view().answeredBy() + " does not say who holds the slices", "see: kv status");
    }
    List<String> replicas = cluster.getSliceReplicas(slice).getReplicasList();
    to.line("key", "'%s' is in slice %d of %d", request.key(), slice, Token.SLICES);
    to.line("replicas", "%s: N = %d, none leads", String.join(", ", replicas), replicas.size());
    if (request.verb().equals("cas") || request.verb().equals("incr")) {
      to.line("refused", "%s needs an order of all writes, which only STRONG has", request.verb());
      return;
    }
    asks(replicas);
    if (request.isWrite()) {
      explainWrite(replicas.size());
    } else {
      explainRead(key, replicas.size());
    }
  }

  private void asks(List<String> replicas) {
    String wanted = request.node().orElse("");
    if (replicas.contains(wanted)) {
      to.line("asks", "%s, as was asked for, which asks the other replicas", to.node(wanted));
    } else {
      to.line(
          "asks",
          "%s, the less busy of two, which asks the other replicas",
          Explanation.anyOf(replicas.stream().map(to::node).toList()));
    }
  }

  private void explainWrite(int replicas) {
    KeyspaceOptions options = keyspace.getOptions();
    int needed = needed(options.getWriteQuorum(), replicas);
    to.line("level", "none: the write with the highest stamp wins");
    if (needed < options.getMinWrite()) {
      to.line(
          "refused", "W = %d is below the keyspace's min_write %d", needed, options.getMinWrite());
      return;
    }
    to.line(
        "quorum",
        "W = %d of %d replicas have it before the answer%s; %d may be down",
        needed,
        replicas,
        options.getSyncIntervalMillis() == 0
            ? ", on disk"
            : ", on disk within " + options.getSyncIntervalMillis() + " ms",
        replicas - needed);
  }

  private void explainRead(byte[] key, int replicas) {
    Level level = Explanation.level(request, keyspace);
    if (level == Level.LEVEL_STRONG) {
      to.line("refused", "an EVENTUAL keyspace has no reads at level strong");
      return;
    }
    boolean seenMaybe = level == Level.LEVEL_SESSION && mayHaveSeen(key);
    int needed = seenMaybe ? replicas : readQuorum(level, replicas);
    to.line("level", "%s", seenMaybe ? SEEN_MAYBE : promise(level));
    to.line(
        "quorum",
        "R = %d of %d replicas answer, the highest stamp wins; %d may be down",
        needed,
        replicas,
        replicas - needed);
  }

  /** The session has seen so many keys that it cannot tell whether this is one of them. */
  private boolean mayHaveSeen(byte[] key) {
    return session.exact(keyspace.getIncarnation(), Token.of(key)).isEmpty()
        && session.evicted().isPresent();
  }

  private static String promise(Level level) {
    return switch (level) {
      case LEVEL_BOUNDED -> "bounded: one of those asked has every acknowledged write";
      case LEVEL_EVENTUAL -> "eventual: whatever those asked have";
      default -> "session: more are asked until what the session has seen of the key is there";
    };
  }

  private int readQuorum(Level level, int replicas) {
    KeyspaceOptions options = keyspace.getOptions();
    int needed = needed(options.getReadQuorum(), replicas);
    return level == Level.LEVEL_BOUNDED
        ? Math.max(needed, replicas - Math.max(1, options.getMinWrite()) + 1)
        : needed;
  }

  private int needed(Quorum usual, int replicas) {
    String asked = request.quorum().orElse("").toUpperCase(Locale.ROOT);
    boolean keyspaceDecides = asked.isEmpty() || asked.equals("KEYSPACE_DEFAULT");
    String meant = keyspaceDecides ? usual.name().substring("QUORUM_".length()) : asked;
    return switch (meant) {
      case "ONE" -> 1;
      case "ALL" -> replicas;
      default -> replicas / 2 + 1;
    };
  }

  private void explainScan() {
    Level level = Explanation.level(request, keyspace);
    if (level == Level.LEVEL_STRONG) {
      to.line("refused", "an EVENTUAL keyspace is not scanned at level strong");
      return;
    }
    GetClusterResponse cluster = to.view().toProto();
    int slices = cluster.getSliceReplicasCount();
    to.line("key", "every key: %d of %d slices take part", slices, slices);
    to.line("asks", "a node for each set of replicas, a page at a time, and merges by key");
    to.line("level", "%s for each page by itself", Explanation.name(level));
    if (level == Level.LEVEL_SESSION && session.hasStamps()) {
      to.line(
          "quorum",
          "all replicas, as the session has seen rows of EVENTUAL keyspaces; 0 may be down");
      return;
    }
    int replicas = slices == 0 ? 0 : cluster.getSliceReplicas(0).getReplicasCount();
    int needed = readQuorum(level, replicas);
    to.line(
        "quorum",
        "the rows of R = %d of %d replicas of each slice; %d may be down",
        needed,
        replicas,
        replicas - needed);
  }
}
