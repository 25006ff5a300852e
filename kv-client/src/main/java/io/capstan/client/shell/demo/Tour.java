package io.capstan.client.shell.demo;

import io.capstan.client.shell.CommandFailed;
import io.capstan.client.shell.demo.Service.ServedBy;
import io.capstan.client.shell.local.RunningCluster;
import io.capstan.client.shell.local.RunningCluster.Leader;
import io.capstan.client.shell.local.RunningCluster.Look;
import io.capstan.runtime.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;

/**
 * The four acts, one after the other, as long as all is as expected: a later act builds on what the
 * earlier ones showed.
 *
 * <p>Thread safety: confined to one thread.
 */
final class Tour {
  private static final Duration PULSE = Duration.ofMillis(1_500);
  private static final Duration SILENCE_MAX = Duration.ofSeconds(2);
  private static final Duration SERVICE_MAX = Duration.ofSeconds(20);
  private static final Duration ARRIVAL_MAX = Duration.ofSeconds(15);
  private static final Duration CONVERGENCE_MAX = Duration.ofSeconds(30);
  private static final Duration DIGEST_STEP = Duration.ofSeconds(10);

  private final RunningCluster cluster;
  private final Layout layout;
  private final Visitor visitor;
  private final Report report;
  private final boolean stopping;
  private final Ticker ticker = Ticker.system();
  private final Written written = new Written();
  private final Set<String> stopped = new TreeSet<>();
  private String leader = "";
  private String first = "";
  private long eventNanos;

  /**
   * @param stopping false: nodes are left running, so that the tour must fail
   */
  Tour(RunningCluster cluster, Layout layout, Visitor visitor, Report report, boolean stopping) {
    this.cluster = cluster;
    this.layout = layout;
    this.visitor = visitor;
    this.report = report;
    this.stopping = stopping;
  }

  void run() {
    List<Runnable> acts = List.of(this::allUp, this::oneStopped, this::minority, this::healed);
    for (Runnable act : acts) {
      if (!report.isContradicted()) {
        act.run();
      }
    }
  }

  private void allUp() {
    Situation situation = situation(Act.ALL_UP);
    report.begin(situation);
    leader = leaderAmong(situation);
    visitor.goTo(another(situation, leader));
    ask(situation, List.of(Question.values()));
    report.end(situation);
  }

  private void oneStopped() {
    String before = leaderAmong(situation(Act.ALL_UP));
    first = before;
    stopped.add(first);
    Situation situation = situation(Act.ONE_STOPPED);
    report.begin(situation);
    Optional<Long> process = stop(first);
    Service service =
        service(situation, first + (stopping ? " was stopped" : " was left running"), before);
    report.saw(service);
    report.saw(silence(situation, first, process));
    leader = service.servedBy().map(ServedBy::node).orElse(before);
    visitor.goTo(another(situation, leader));
    ask(situation, List.of(Question.values()));
    report.end(situation);
  }

  /** The leader is left, so that it shows what a leader does that has lost its majority. */
  private void minority() {
    leader = leaderAmong(situation(Act.ONE_STOPPED));
    List<String> more =
        situation(Act.ONE_STOPPED).up().stream().filter(node -> !node.equals(leader)).toList();
    stopped.addAll(more);
    Situation situation = situation(Act.MINORITY);
    report.begin(situation);
    for (String node : more) {
      report.saw(silence(situation, node, stop(node)));
    }
    visitor.goTo(leader);
    ask(situation, List.of(Question.values()));
    report.end(situation);
  }

  private void healed() {
    Situation before = situation(Act.MINORITY);
    stopped.clear();
    Situation situation = situation(Act.HEALED);
    report.begin(situation);
    before.stopped().forEach(cluster::resume);
    eventNanos = ticker.nanos();
    report.saw(service(situation, "all went on", leader));
    visitor.goTo(first);
    ask(situation, List.of(Question.STRONG_GET_STRONG));
    tellFate(situation);
    layout.replicas().forEach(node -> report.saw(arrival(situation, node)));
    report.saw(convergence(situation));
    visitor.goTo(first);
    ask(situation, List.of(Question.values()));
    report.end(situation);
  }

  private void ask(Situation situation, List<Question> questions) {
    questions.forEach(question -> report.saw(visitor.ask(situation, question, written)));
  }

  private Situation situation(Act act) {
    return new Situation(act, layout.replicas(), stopped);
  }

  /** Stops a node, if nodes are to be stopped at all; gives its process. */
  private Optional<Long> stop(String node) {
    Optional<Long> process = stopping ? Optional.of(cluster.pause(node)) : Optional.empty();
    eventNanos = ticker.nanos();
    return process;
  }

  /** Looks again for a while: the threads of a process do not stop at one moment. */
  private Silence silence(Situation situation, String node, Optional<Long> process) {
    Look look =
        cluster
            .await(
                SILENCE_MAX, () -> Optional.of(cluster.look(node)).filter(seen -> !seen.answered()))
            .orElseGet(() -> cluster.look(node));
    return new Silence(situation.act(), node, process, look.answered(), look.took());
  }

  private Service service(Situation situation, String event, String before) {
    List<String> tries = new ArrayList<>();
    Optional<ServedBy> servedBy = Optional.empty();
    while (servedBy.isEmpty() && sinceEvent().compareTo(SERVICE_MAX) < 0) {
      Result result = visitor.pulse(situation.act().value(), PULSE);
      if (result instanceof Result.Served served) {
        var receipt = served.receipt().served();
        servedBy = Optional.of(new ServedBy(receipt.getServedBy(), receipt.getTerm()));
      } else if (result instanceof Result.Failed failed) {
        tries.add(failed.failure().name());
      }
    }
    return new Service(situation, event, before, tries, servedBy, sinceEvent());
  }

  /** Who leads the demo's shard among the nodes that are up; waits until somebody does. */
  private String leaderAmong(Situation situation) {
    return cluster
        .await(SERVICE_MAX, () -> cluster.leader(layout.shard(), situation.up()))
        .map(Leader::node)
        .orElseThrow(
            () ->
                CommandFailed.unavailable(
                    "nobody leads the demo's shard with " + situation.nodes(), "see: kv status"));
  }

  private static String another(Situation situation, String than) {
    return situation.up().stream().filter(node -> !node.equals(than)).findFirst().orElse(than);
  }

  /** Only what was not served has a fate; the read before shows it. */
  private void tellFate(Situation situation) {
    Optional<Verdict> told =
        report.summary().last(Act.MINORITY, Question.STRONG_PUT).map(Asked::verdict);
    Optional<Asked> read = report.summary().last(Act.HEALED, Question.STRONG_GET_STRONG);
    if (told.isPresent() && read.isPresent() && read.get().result() instanceof Result.Served row) {
      report.saw(new Fate(situation.act(), told.get(), Act.MINORITY.value(), row.value()));
    }
  }

  private Arrival arrival(Situation situation, String node) {
    String value = Act.MINORITY.value();
    boolean found =
        cluster
            .await(ARRIVAL_MAX, () -> visitor.own(node, Question.GET_ONE).filter(value::equals))
            .isPresent();
    return new Arrival(situation.act(), node, value, found, sinceEvent());
  }

  private Convergence convergence(Situation situation) {
    boolean equal =
        cluster
            .await(CONVERGENCE_MAX, () -> areEqual() ? Optional.of(true) : Optional.empty())
            .isPresent();
    return new Convergence(situation.act(), layout.replicas(), equal, sinceEvent());
  }

  private boolean areEqual() {
    try {
      return Convergence.isReached(
          visitor.admin().digest(DIGEST_STEP).toCompletableFuture().join(),
          layout.replicas(),
          layout.shard(),
          layout.slices());
    } catch (CompletionException notYet) {
      return false;
    }
  }

  private Duration sinceEvent() {
    return Duration.ofNanos(ticker.nanos() - eventNanos);
  }
}
