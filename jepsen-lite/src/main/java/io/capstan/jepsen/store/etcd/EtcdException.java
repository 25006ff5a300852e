package io.capstan.jepsen.store.etcd;

import java.util.Set;

/** A request to etcd that was not answered, or refused. */
final class EtcdException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** gRPC's INVALID_ARGUMENT: etcd checks a request before it proposes it. */
  private static final int INVALID_ARGUMENT = 3;

  /**
   * Refusals of what was not handed to Raft: no leader is known, the version is not agreed on yet,
   * too much waits to be applied, Raft itself took nothing in. Tempting, and not among them: {@code
   * request timed out}, {@code server stopped} and {@code leader changed} leave open what becomes
   * of a proposal, and {@code database space exceeded} is also said of a write that was applied.
   */
  private static final Set<String> NOT_PROPOSED =
      Set.of(
          "etcdserver: no leader",
          "etcdserver: not capable",
          "etcdserver: too many requests",
          "raft proposal dropped");

  private final boolean definite;

  private EtcdException(String message, boolean definite) {
    super(message, null, false, false);
    this.definite = definite;
  }

  /** It was not sent. */
  static EtcdException notSent(String why) {
    return new EtcdException("not sent: " + why, true);
  }

  /** It may have been sent, and there is no answer. */
  static EtcdException noAnswer(String why) {
    return new EtcdException("no answer: " + why, false);
  }

  /**
   * etcd has refused it, or given up.
   *
   * @param code of gRPC, as etcd gives it
   * @param message etcd's own
   */
  static EtcdException refused(int code, String message) {
    return new EtcdException(message, code == INVALID_ARGUMENT || NOT_PROPOSED.contains(message));
  }

  /** The same of a request that has no effect, so that nothing is open. */
  EtcdException withoutEffect() {
    return new EtcdException(String.valueOf(getMessage()), true);
  }

  /** Whether what was asked certainly has not happened, and will not. */
  boolean definite() {
    return definite;
  }
}
