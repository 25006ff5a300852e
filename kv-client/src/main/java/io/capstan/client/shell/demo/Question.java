package io.capstan.client.shell.demo;

import io.capstan.client.Level;
import io.capstan.client.Level.Kind;
import io.capstan.client.Quorum;
import java.time.Duration;
import java.util.Optional;

/** A request that every act makes: a row of the closing table. */
enum Question {
  STRONG_PUT(RowName.STRONG, "put", Needs.MAJORITY),
  STRONG_GET_STRONG(RowName.STRONG, "get STRONG", Needs.MAJORITY, Kind.STRONG),
  STRONG_GET_SESSION(RowName.STRONG, "get SESSION", Needs.ONE, Kind.SESSION),
  /** What proves the bound is a leader that has a majority. */
  STRONG_GET_BOUNDED(RowName.STRONG, "get BOUNDED 1s", Needs.MAJORITY, Kind.BOUNDED),
  STRONG_GET_EVENTUAL(RowName.STRONG, "get EVENTUAL", Needs.ONE, Kind.EVENTUAL),
  PUT_ONE(RowName.ONE, "put ONE", Needs.ONE, Quorum.ONE),
  PUT_MAJORITY(RowName.MAJORITY, "put MAJORITY", Needs.MAJORITY, Quorum.MAJORITY),
  PUT_ALL(RowName.ALL, "put ALL", Needs.ALL, Quorum.ALL),
  GET_ONE(RowName.ONE, "get ONE", Needs.ONE, Kind.EVENTUAL, Quorum.ONE),
  GET_MAJORITY(RowName.MAJORITY, "get MAJORITY", Needs.MAJORITY, Kind.EVENTUAL, Quorum.MAJORITY),
  GET_ALL(RowName.ALL, "get ALL", Needs.ALL, Kind.EVENTUAL, Quorum.ALL),
  GET_SESSION(RowName.ONE, "get SESSION ONE", Needs.ONE, Kind.SESSION, Quorum.ONE),
  /** A write may have been acknowledged by any one replica, so that all are asked. */
  GET_BOUNDED(RowName.MAJORITY, "get BOUNDED 1s", Needs.ALL, Kind.BOUNDED),
  GET_STRONG(RowName.ONE, "get STRONG", Needs.MORE_THAN_ALL, Kind.STRONG);

  private final RowName row;
  private final String label;
  private final Needs needs;
  private final Optional<Kind> level;
  private final Quorum quorum;

  Question(RowName row, String label, Needs needs) {
    this(row, label, needs, Optional.empty(), Quorum.KEYSPACE_DEFAULT);
  }

  Question(RowName row, String label, Needs needs, Quorum quorum) {
    this(row, label, needs, Optional.empty(), quorum);
  }

  Question(RowName row, String label, Needs needs, Kind level) {
    this(row, label, needs, Optional.of(level), Quorum.KEYSPACE_DEFAULT);
  }

  Question(RowName row, String label, Needs needs, Kind level, Quorum quorum) {
    this(row, label, needs, Optional.of(level), quorum);
  }

  Question(RowName row, String label, Needs needs, Optional<Kind> level, Quorum quorum) {
    this.row = row;
    this.label = label;
    this.needs = needs;
    this.level = level;
    this.quorum = quorum;
  }

  /** Which row is written or read. */
  enum RowName {
    STRONG,
    ONE,
    MAJORITY,
    ALL
  }

  /** How many of N replicas must be up for an answer. */
  private enum Needs {
    ONE,
    MAJORITY,
    ALL,
    MORE_THAN_ALL
  }

  RowName row() {
    return row;
  }

  /** In the STRONG keyspace, or else in the EVENTUAL one. */
  boolean strong() {
    return row == RowName.STRONG;
  }

  /** The mode of its keyspace, as the table names it. */
  String mode() {
    return strong() ? "STRONG" : "EVENTUAL";
  }

  String label() {
    return label;
  }

  boolean isPut() {
    return level.isEmpty();
  }

  /** Of a read. */
  Level level() {
    Kind kind = level.orElseThrow();
    return kind == Kind.BOUNDED
        ? Level.bounded(Duration.ofSeconds(1))
        : new Level(kind, Optional.empty());
  }

  Quorum quorum() {
    return quorum;
  }

  /** How many replicas must be up so that it is served; more than there are: it never is. */
  int needs(int replicas) {
    return switch (needs) {
      case ONE -> 1;
      case MAJORITY -> replicas / 2 + 1;
      case ALL -> replicas;
      case MORE_THAN_ALL -> replicas + 1;
    };
  }

  /** Must a read see the last write that was acknowledged to the session? */
  boolean seesTheLatest() {
    return this != STRONG_GET_EVENTUAL && this != STRONG_GET_BOUNDED && this != GET_ONE;
  }
}
