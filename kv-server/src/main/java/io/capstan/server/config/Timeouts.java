package io.capstan.server.config;

import java.time.Duration;
import java.util.List;

/**
 * How long this node waits for what.
 *
 * @param requestDeadlineMax a request that names a longer deadline, or none, gets this one
 * @param sessionWaitMax a SESSION or BOUNDED read waits this long for the replica to catch up
 * @param termCheck one round of a STRONG read
 * @param freshnessInterval a follower asks this often how fresh it is
 * @param peerHello first call on a connection between nodes
 * @param peerCall any other call between nodes
 * @param join adding this node to a cluster, one attempt
 * @param diskCheckInterval the free disk space is looked at this often
 * @param drain a node that stops waits this long for what it has accepted
 */
public record Timeouts(
    Duration requestDeadlineMax,
    Duration sessionWaitMax,
    Duration termCheck,
    Duration freshnessInterval,
    Duration peerHello,
    Duration peerCall,
    Duration join,
    Duration diskCheckInterval,
    Duration drain) {
  static final Setting<Duration> REQUEST_DEADLINE_MAX =
      Setting.of(
          "timeout-request-max",
          ValueTypes.duration("100ms", "10min"),
          "30s",
          "the longest deadline of a request; a request that names none gets it",
          "far below the hour for which writes are remembered for retries");

  static final Setting<Duration> SESSION_WAIT_MAX =
      Setting.of(
          "timeout-session-wait",
          ValueTypes.duration("0", "1min"),
          "1s",
          "a SESSION or BOUNDED read waits this long for the replica to catch up",
          "a healthy follower is milliseconds behind; after this another replica is the better bet");

  static final Setting<Duration> TERM_CHECK =
      Setting.of(
          "timeout-term-check",
          ValueTypes.duration("10ms", "1min"),
          "500ms",
          "one round of a STRONG read",
          "shorter than an election, so that a lost message costs one more round");

  static final Setting<Duration> FRESHNESS_INTERVAL =
      Setting.of(
          "interval-freshness",
          ValueTypes.duration("10ms", "1min"),
          "200ms",
          "a follower asks the leader this often how fresh it is",
          "the least staleness bound that followers can meet; constant load on the leader");

  static final Setting<Duration> PEER_HELLO =
      Setting.of(
          "timeout-peer-hello",
          ValueTypes.duration("100ms", "1min"),
          "2s",
          "the first call on a connection between nodes",
          "includes connecting");

  static final Setting<Duration> PEER_CALL =
      Setting.of(
          "timeout-peer-call",
          ValueTypes.duration("100ms", "1min"),
          "5s",
          "a call between nodes that has no time limit of its own",
          "a change of the metadata survives an election meanwhile");

  static final Setting<Duration> JOIN =
      Setting.of(
          "timeout-join",
          ValueTypes.duration("1s", "10min"),
          "10s",
          "one attempt to be added to a cluster",
          "a change of the metadata, asked for through another node");

  static final Setting<Duration> DISK_CHECK_INTERVAL =
      Setting.of(
          "interval-disk-check",
          ValueTypes.duration("100ms", "1min"),
          "1s",
          "the free disk space is looked at this often",
          "the reserve outlasts a second of writes at full speed");

  static final Setting<Duration> DRAIN =
      Setting.of(
          "timeout-drain",
          ValueTypes.duration("0", "10min"),
          "10s",
          "a node that stops waits this long for what it has accepted",
          "within the 30 seconds that Kubernetes gives");

  static final Section SECTION =
      new Section(
          "Timeouts and intervals",
          List.of(
              REQUEST_DEADLINE_MAX,
              SESSION_WAIT_MAX,
              TERM_CHECK,
              FRESHNESS_INTERVAL,
              PEER_HELLO,
              PEER_CALL,
              JOIN,
              DISK_CHECK_INTERVAL,
              DRAIN),
          List.of(
              new Relation<>(
                  SESSION_WAIT_MAX,
                  REQUEST_DEADLINE_MAX,
                  "a read could not be tried at another replica"),
              new Relation<>(
                  TERM_CHECK, REQUEST_DEADLINE_MAX, "a STRONG read could not be tried again"),
              new Relation<>(
                  TERM_CHECK,
                  RaftConfig.ELECTION_TIMEOUT_MAX,
                  "a round that outlasts an election only holds up its reads"),
              new Relation<>(
                  RaftConfig.ELECTION_TIMEOUT_MAX,
                  PEER_CALL,
                  "a change of the metadata would fail with every election")));

  static Timeouts of(Values values) {
    return new Timeouts(
        values.get(REQUEST_DEADLINE_MAX),
        values.get(SESSION_WAIT_MAX),
        values.get(TERM_CHECK),
        values.get(FRESHNESS_INTERVAL),
        values.get(PEER_HELLO),
        values.get(PEER_CALL),
        values.get(JOIN),
        values.get(DISK_CHECK_INTERVAL),
        values.get(DRAIN));
  }
}
