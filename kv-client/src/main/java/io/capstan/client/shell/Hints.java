package io.capstan.client.shell;

import io.capstan.error.Failure;

/** What a user of {@code kv} can do about each failure; one line each. */
final class Hints {
  private Hints() {}

  static String of(Failure failure) {
    return switch (failure) {
      case KEYSPACE_UNKNOWN, KEYSPACE_GONE -> "see: kv keyspace list";
      case KEYSPACE_EXISTS -> "choose another name, or see: kv keyspace describe NAME";
      case CROSS_SHARD -> "write the keys one by one, or choose keys of one shard";
      case NOT_A_NUMBER -> "increment works on rows that hold a decimal number; see: kv get KEY";
      case LEVEL_UNSUPPORTED, OPERATION_UNSUPPORTED -> "see: kv keyspace describe NAME";
      case OUTCOME_UNKNOWN, DEADLINE_EXCEEDED ->
          "a write may have happened or may happen yet: read the row before you write it again";
      case UNAVAILABLE, NOT_LEADER, NOT_A_REPLICA, EPOCH_STALE, REPLICA_FAILED ->
          "is the cluster up, and asked where it is? see: kv status   (more time: --timeout 30s)";
      case NOT_CAUGHT_UP, BOUND_NOT_MET ->
          "try again, another --node, or a weaker --level; see: kv status";
      case OVERLOADED -> "try again a little later";
      case DISK_FULL -> "free disk space on the nodes; see: kv status";
      case CORRUPT_ROW -> "read from another node with --node; see: kv admin digest";
      case TOKEN_MALFORMED, TOKEN_FOREIGN -> "remove the session file, or run with --session none";
      case INTERNAL -> "this is a bug; the nodes' logs have the details: kv logs";
      default -> "see: kv help";
    };
  }
}
