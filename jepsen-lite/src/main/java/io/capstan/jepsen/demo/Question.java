package io.capstan.jepsen.demo;

import io.capstan.client.Level;
import io.capstan.client.Level.Kind;
import io.capstan.client.Quorum;
import java.time.Duration;
import java.util.Optional;

/** A request that is made on both sides of the partition: a row of the closing table. */
enum Question {
  STRONG_PUT("put", 2),
  STRONG_GET_STRONG("get STRONG", 2, Kind.STRONG),
  STRONG_GET_SESSION("get SESSION", 1, Kind.SESSION),
  /** What proves the bound is a leader that has a majority. */
  STRONG_GET_BOUNDED("get BOUNDED 1s", 2, Kind.BOUNDED),
  STRONG_GET_EVENTUAL("get EVENTUAL", 1, Kind.EVENTUAL),
  /** With the token of a session that has seen what the majority wrote. */
  STRONG_GET_CARRIED("get SESSION that saw more", 2, Kind.SESSION),
  PUT_ONE("one", "put ONE", 1, Quorum.ONE, Optional.empty()),
  PUT_MAJORITY("majority", "put MAJORITY", 2, Quorum.MAJORITY, Optional.empty()),
  PUT_ALL("all", "put ALL", 3, Quorum.ALL, Optional.empty()),
  GET_ONE("one", "get ONE", 1, Quorum.ONE, Optional.of(Kind.EVENTUAL)),
  GET_MAJORITY("majority", "get MAJORITY", 2, Quorum.MAJORITY, Optional.of(Kind.EVENTUAL));

  private static final String REGISTER = "register";

  private static final Duration BOUND = Duration.ofSeconds(1);

  private final String key;
  private final String label;
  private final int needs;
  private final Quorum quorum;
  private final Optional<Kind> kind;

  Question(String label, int needs) {
    this(REGISTER, label, needs, Quorum.KEYSPACE_DEFAULT, Optional.empty());
  }

  Question(String label, int needs, Kind kind) {
    this(REGISTER, label, needs, Quorum.KEYSPACE_DEFAULT, Optional.of(kind));
  }

  Question(String key, String label, int needs, Quorum quorum, Optional<Kind> kind) {
    this.key = key;
    this.label = label;
    this.needs = needs;
    this.quorum = quorum;
    this.kind = kind;
  }

  String key() {
    return key;
  }

  String label() {
    return label;
  }

  /** How many of the three replicas must be in reach so that it is served. */
  int needs() {
    return needs;
  }

  Quorum quorum() {
    return quorum;
  }

  /** Of a read; empty: it is a put. */
  Optional<Level> level() {
    return kind.map(
        of -> of == Kind.BOUNDED ? Level.bounded(BOUND) : new Level(of, Optional.empty()));
  }

  boolean isPut() {
    return kind.isEmpty();
  }

  /** In the STRONG keyspace, or else in the EVENTUAL one. */
  boolean isStrong() {
    return key.equals(REGISTER);
  }

  /** The mode of its keyspace. */
  String mode() {
    return isStrong() ? "STRONG" : "EVENTUAL";
  }

  /** May a read miss the last write that its session knows of? */
  boolean mayLag() {
    return this == STRONG_GET_BOUNDED || this == STRONG_GET_EVENTUAL || this == GET_ONE;
  }

  @Override
  public String toString() {
    return mode() + " " + label;
  }
}
