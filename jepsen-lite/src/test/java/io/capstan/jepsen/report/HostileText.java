package io.capstan.jepsen.report;

import io.capstan.jepsen.checker.Verdict;
import io.capstan.jepsen.checker.linear.KeyFinding;
import io.capstan.jepsen.history.Event;
import io.capstan.jepsen.history.Operation;
import io.capstan.jepsen.nemesis.Injection;
import io.capstan.jepsen.nemesis.Link;
import io.capstan.jepsen.workload.Guarantee;
import io.capstan.jepsen.workload.Judgement;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Puts one text wherever a result has texts. */
final class HostileText {
  private HostileText() {}

  static Injection in(Injection fault, String text) {
    return new Injection(
        text,
        text,
        Set.of(new Link(text, text + "2")),
        Set.of(text),
        List.of(Set.of(text)),
        fault.injectedNanos(),
        fault.bitNanos(),
        fault.endedNanos(),
        fault.healedNanos(),
        Optional.of(text),
        Optional.of(text + "2"),
        text);
  }

  static List<Operation> in(List<Operation> operations, String text) {
    return operations.stream().map(one -> in(one, text)).toList();
  }

  static Judgement in(Judgement judgement, String text) {
    Map<Guarantee, Verdict> verdicts = new EnumMap<>(Guarantee.class);
    judgement
        .verdicts()
        .forEach((one, verdict) -> verdicts.put(one, new Verdict(verdict.kind(), text)));
    List<KeyFinding> findings =
        judgement.findings().stream().map(finding -> in(finding, text)).toList();
    return new Judgement(verdicts, findings, judgement.staleness());
  }

  private static KeyFinding in(KeyFinding finding, String text) {
    Verdict verdict = new Verdict(finding.verdict().kind(), text);
    Optional<KeyFinding.Witness> witness =
        finding
            .witness()
            .map(
                one ->
                    new KeyFinding.Witness(
                        one.failingEvents(), one.shortest(), in(one.conflict(), text)));
    return new KeyFinding(text, verdict, finding.operations(), text, finding.steps(), witness);
  }

  private static Operation in(Operation one, String text) {
    return new Operation(in(one.invoke(), text), in(one.end(), text), one.start(), one.finish());
  }

  private static Event in(Event one, String text) {
    return new Event(one.type(), one.process(), one.nanos(), text, text, text, text, text, text);
  }
}
