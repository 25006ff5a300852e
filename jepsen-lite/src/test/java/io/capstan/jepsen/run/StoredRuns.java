package io.capstan.jepsen.run;

import io.capstan.jepsen.checker.run.Sufficiency;
import io.capstan.jepsen.history.Event;
import io.capstan.jepsen.history.HistoryWriter;
import io.capstan.jepsen.nemesis.Injection;
import io.capstan.jepsen.nemesis.Link;
import io.capstan.jepsen.nemesis.Nemesis;
import io.capstan.jepsen.workload.Guarantee;
import io.capstan.jepsen.workload.Lane;
import io.capstan.jepsen.workload.LaneHistory;
import io.capstan.jepsen.workload.WorkloadStore;
import io.capstan.jepsen.workload.WorkloadStore.Flaw;
import io.capstan.jepsen.workload.Workloads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Runs of a simulated store on two lanes under two faults, and their files. */
public final class StoredRuns {
  /** Later than any request but the last reads. */
  private static final long QUIET_NANOS = 1_000_000_000_000L;

  private static final int OPERATIONS = 300;
  private static final int PROCESSES_PER_LANE = 1_000;

  private static final Lane STRONG =
      new Lane(
          "strong",
          "STRONG keyspace",
          "STRONG",
          Set.of(Guarantee.LINEARIZABLE, Guarantee.NO_LOST_WRITES),
          Optional.of(Duration.ofNanos(1_500_000_001)),
          true,
          false,
          false,
          Set.of(Lane.SESSION, Lane.STRONG));

  private static final Lane EVENTUAL =
      new Lane(
          "eventual-one",
          "EVENTUAL keyspace",
          "ONE",
          Set.of(Guarantee.CONVERGENCE),
          Optional.empty(),
          false,
          true,
          true);

  private static final Plan PLAN =
      new Plan(
          "capstan",
          "proxy",
          "register",
          List.of("strong", "eventual-one"),
          3,
          5,
          100,
          Duration.ofSeconds(30),
          7,
          List.of(
              new Plan.Step(
                  "partition-leader", Duration.ofSeconds(4), Duration.ofSeconds(8), List.of()),
              new Plan.Step("kill", Duration.ofSeconds(15), Duration.ofSeconds(7), List.of())));

  private StoredRuns() {}

  /** A run whose lane {@code strong} has a flaw; the other is honest. */
  public static StoredRun run(Flaw flaw) {
    List<Event> events = new ArrayList<>(events(STRONG, flaw, 0));
    events.addAll(events(EVENTUAL, Flaw.NONE, PROCESSES_PER_LANE));
    events.sort(Comparator.comparingLong(Event::nanos));
    long end =
        events.stream()
            .mapToLong(Event::nanos)
            .filter(one -> one < QUIET_NANOS)
            .max()
            .orElseThrow();
    Run.Recorded recorded =
        new Run.Recorded(
            events, List.of(cut(end), kill(end)), QUIET_NANOS, true, List.of("n1", "n2", "n3"));
    Facts facts =
        Facts.of(
            "Capstan test",
            Instant.parse("2026-01-02T03:04:05.678Z"),
            new Sufficiency(100, 10, 1),
            List.of(STRONG, EVENTUAL),
            recorded);
    return new StoredRun(PLAN, facts, recorded);
  }

  private static List<Event> events(Lane lane, Flaw flaw, int firstProcess) {
    LaneHistory history = WorkloadStore.run(lane, Workloads.named("register"), flaw, 3, OPERATIONS);
    List<Event> events = new ArrayList<>();
    for (Event event : history.history().events()) {
      boolean last = events.size() >= history.quietFrom();
      events.add(
          new Event(
              event.type(),
              firstProcess + event.process(),
              event.nanos() + (last ? QUIET_NANOS : 0),
              event.node(),
              lane.name(),
              event.operation(),
              event.key(),
              event.value(),
              event.type() == Event.Type.OK ? "version 1" : ""));
    }
    return events;
  }

  private static Nemesis.Outcome cut(long end) {
    Link link = new Link("n1", "n2");
    Injection injection =
        new Injection(
            "partition-leader",
            "n1 | n2 n3",
            Set.of(link, new Link("n1", "n3"), new Link("n2", "n1"), new Link("n3", "n1")),
            Set.of(),
            List.of(Set.of("n2", "n3"), Set.of("n1")),
            end / 8,
            OptionalLong.of(end / 6),
            end / 3,
            OptionalLong.of(end / 2),
            Optional.of("n1"),
            Optional.of("n2"),
            "4 of 4 links silent");
    return new Nemesis.Outcome(
        injection,
        List.of(new Nemesis.LinkTimes(0, link, OptionalLong.of(end / 6), OptionalLong.empty())));
  }

  private static Nemesis.Outcome kill(long end) {
    Injection injection =
        new Injection(
            "kill",
            "n3",
            Set.of(),
            Set.of("n3"),
            List.of(),
            end / 2,
            OptionalLong.empty(),
            end / 2 + 1,
            OptionalLong.empty(),
            Optional.empty(),
            Optional.empty(),
            "");
    return new Nemesis.Outcome(injection, List.of());
  }

  /** Writes what a run leaves. */
  public static RunDirectory write(StoredRun run, Path root) throws IOException {
    RunDirectory directory = new RunDirectory(Files.createDirectories(root));
    directory.writePlan(directory.plan(), run.plan());
    directory.writeFacts(run.facts());
    try (HistoryWriter out = new HistoryWriter(Files.newBufferedWriter(directory.history()))) {
      for (Event event : run.recorded().events()) {
        out.write(event);
      }
    }
    return directory;
  }
}
