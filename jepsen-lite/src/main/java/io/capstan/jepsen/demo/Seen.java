package io.capstan.jepsen.demo;

import com.fasterxml.jackson.core.JsonGenerator;
import io.capstan.jepsen.demo.Result.Verdict;
import io.capstan.jepsen.nemesis.Link;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Something that was seen of the cluster as a whole.
 *
 * @param what it is, in a word
 * @param facts for programs: numbers, truth values and texts
 */
record Seen(
    int act, String what, String line, Optional<String> contradiction, Map<String, Object> facts)
    implements Observation {
  Seen {
    facts = new TreeMap<>(facts);
  }

  private static Seen of(
      int act, String what, String line, boolean expected, String instead, Map<String, ?> facts) {
    Optional<String> contradiction = expected ? Optional.empty() : Optional.of(instead);
    return new Seen(act, what, line, contradiction, new TreeMap<>(facts));
  }

  /**
   * The links that were to be cut.
   *
   * @param open those of them on which canaries went on to arrive
   * @param took until the last canary arrived; of no meaning when some are open
   */
  static Seen bite(Collection<Link> links, Collection<Link> open, Duration took) {
    return of(
        2,
        "bite",
        open.isEmpty()
            ? "%s are silent: no canary came later than %s after the cut"
                .formatted(names(links), Observation.millis(took))
            : "canaries go on to arrive on " + names(open),
        open.isEmpty(),
        "the links %s were to be cut, but canaries go on to arrive on %s"
            .formatted(names(links), names(open)),
        Map.of("links", names(links), "open", names(open), "last_canary_millis", took.toMillis()));
  }

  /** The same links, which were to be healed. */
  static Seen healing(Collection<Link> links, Collection<Link> silent, Duration took) {
    return of(
        3,
        "healing",
        silent.isEmpty()
            ? "%s have healed: a canary arrived on each %s after the healing"
                .formatted(names(links), Observation.millis(took))
            : "no canary arrives on " + names(silent),
        silent.isEmpty(),
        "the links %s were to heal within %s".formatted(names(silent), Observation.millis(took)),
        Map.of("links", names(links), "silent", names(silent), "millis", took.toMillis()));
  }

  private static String names(Collection<Link> links) {
    return links.stream().sorted().map(Link::toString).collect(Collectors.joining(", "));
  }

  /**
   * Who serves STRONG puts after the cut.
   *
   * @param before who led
   */
  static Seen successor(String before, Asked put) {
    String by = put.receipt().map(receipt -> receipt.getServedBy()).orElse("nobody");
    long term = put.receipt().map(receipt -> receipt.getTerm()).orElse(0L);
    String after = Observation.millis(put.took());
    return of(
        2,
        "successor",
        put.isServed()
            ? "%s serves a STRONG put after %s, as leader of term %d (before: %s)"
                .formatted(by, after, term, before)
            : "nobody has served a STRONG put after " + after,
        put.isServed() && !by.equals(before),
        "another node than %s was to lead, but %s served the STRONG put".formatted(before, by),
        Map.of("before", before, "leader", by, "term", term, "millis", put.took().toMillis()));
  }

  /** The same row as reads on both sides show it. */
  static Seen difference(Asked here, Asked there) {
    String both =
        "the row '%s' of the %s keyspace: %s beside %s (%s), %s beside %s (%s)"
            .formatted(
                here.question().key(),
                here.question().mode(),
                here.shown(),
                here.scene().beside(),
                here.question().label(),
                there.shown(),
                there.scene().beside(),
                there.question().label());
    boolean differ = !here.shown().equals(there.shown());
    return of(
        2,
        "difference",
        both,
        differ,
        "the sides were to differ in " + both,
        Map.of("row", here.question().key(), "here", here.shown(), "there", there.shown()));
  }

  /**
   * What became of the STRONG put on the minority's side.
   *
   * @param told how it ended
   * @param read of its row, at level STRONG, after the healing
   */
  static Seen fate(Asked told, Result read) {
    String value = told.scene().stage().value();
    Optional<String> found =
        read instanceof Result.Served served ? served.value() : Optional.of("(not served)");
    boolean happened = found.equals(Optional.of(value));
    boolean known = happened || found.equals(Optional.of(Stage.TOGETHER.value()));
    return of(
        3,
        "fate",
        "the STRONG put of '%s' beside %s, which ended as %s, has %s: its row is %s"
            .formatted(
                value,
                told.scene().beside(),
                told.verdict().word(),
                happened ? "happened" : "not happened",
                found.map(row -> "'" + row + "'").orElse("not there")),
        known && !(happened && told.verdict() == Verdict.REFUSED),
        "of the put of '%s', which ended as %s, the row was not to be %s"
            .formatted(value, told.verdict().word(), found.orElse("missing")),
        Map.of("told", told.verdict().word(), "happened", happened));
  }

  /** Whether all replicas became equal, by their digests. */
  static Seen equality(boolean equal, Duration took) {
    return of(
        3,
        "equality",
        "the replicas on all nodes are %s %s after the healing (digests compared)"
            .formatted(equal ? "equal" : "not equal", Observation.millis(took)),
        equal,
        "the replicas were to become equal within " + Observation.millis(took),
        Map.of("equal", equal, "millis", took.toMillis()));
  }

  /** The verdict on the run of the report card. */
  static Seen card(String verdict, String reason, String report) {
    return of(
        4,
        "report card",
        "the run is %s; its report: %s".formatted(verdict, report),
        verdict.equals("VALID"),
        "the run was to be VALID, but is %s: %s".formatted(verdict, reason),
        Map.of("verdict", verdict, "reason", reason, "report", report));
  }

  @Override
  public void writeTo(JsonGenerator json) throws IOException {
    json.writeStringField("saw", what);
    for (Map.Entry<String, Object> fact : facts.entrySet()) {
      json.writeObjectField(fact.getKey(), fact.getValue());
    }
  }
}
