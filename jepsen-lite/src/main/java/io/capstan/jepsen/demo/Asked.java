package io.capstan.jepsen.demo;

import com.fasterxml.jackson.core.JsonGenerator;
import io.capstan.client.shell.data.ReceiptText;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A request, and what came of it.
 *
 * @param took from the request to its end
 */
record Asked(Scene scene, Question question, Result result, Duration took) implements Observation {
  @Override
  public int act() {
    return scene.stage().act();
  }

  Result.Verdict verdict() {
    return result.verdict(question.isPut());
  }

  boolean isServed() {
    return verdict() == Result.Verdict.OK;
  }

  /** Of an answer; empty: there was none. */
  Optional<io.capstan.v1.Receipt> receipt() {
    return result instanceof Result.Served served
        ? Optional.of(served.receipt().served())
        : Optional.empty();
  }

  /** What a read showed, for a person. */
  String shown() {
    return result instanceof Result.Served served ? shown(served.value()) : "nothing";
  }

  private static String shown(Optional<String> value) {
    return value.map(v -> "'" + v + "'").orElse("no row");
  }

  /** How the closing table shows it. */
  String cell() {
    return contradiction().isEmpty() ? outcome() : outcome() + " (unexpected)";
  }

  private String outcome() {
    return result instanceof Result.Failed failed && verdict() == Result.Verdict.REFUSED
        ? verdict().word() + " " + failed.failure()
        : verdict().word();
  }

  @Override
  public String line() {
    return String.format(
        Locale.ROOT,
        "beside %s: %-8s %-14s  %-7s  %s; %s",
        scene.beside(),
        question.mode(),
        question.label(),
        verdict().word(),
        result instanceof Result.Failed failed
            ? failed.failure() + ": " + failed.reason()
            : (question.isPut() ? "'" + scene.stage().value() + "' by " : shown() + " from ")
                + receipt().map(receipt -> ReceiptLine.of(receipt, question)).orElse(""),
        Observation.millis(took));
  }

  @Override
  public Optional<String> contradiction() {
    String where = " beside " + scene.beside();
    if (result instanceof Result.Served served) {
      return scene.stage().serves(question)
          ? contradiction(served).map(what -> question + where + what)
          : Optional.of(question + where + " was not to be served, but was");
    }
    Result.Failed failed = (Result.Failed) result;
    if (scene.stage().serves(question)) {
      return Optional.of(question + where + " was to be served, but was not: " + outcome());
    }
    return failed.isOfPartition()
        ? Optional.empty()
        : Optional.of(
            question + where + " was to fail for want of replicas, but did by " + failed.failure());
  }

  private Optional<String> contradiction(Result.Served served) {
    io.capstan.v1.Receipt receipt = served.receipt().served();
    Set<String> involved = new TreeSet<>(receipt.getReplicasList());
    involved.add(receipt.getServedBy());
    involved.retainAll(scene.unreachable());
    if (!involved.isEmpty()) {
      return Optional.of(
          " was to do without " + String.join(", ", involved) + ", but the receipt names it");
    }
    if (question.isPut()) {
      return Optional.empty();
    }
    if (receipt.getLevelGiven() != question.level().orElseThrow().kind().proto()) {
      return Optional.of(" was served at another level: " + receipt.getLevelGiven());
    }
    Set<Optional<String>> allowed = scene.stage().mayShow(question);
    return allowed.contains(served.value())
        ? Optional.empty()
        : Optional.of(
            " was to give "
                + String.join(" or ", allowed.stream().map(Asked::shown).sorted().toList())
                + ", but gave "
                + shown());
  }

  @Override
  public void writeTo(JsonGenerator json) throws IOException {
    json.writeStringField("saw", "request");
    json.writeStringField("stage", scene.stage().column());
    json.writeStringField("beside", scene.beside());
    json.writeStringField("keyspace_mode", question.mode());
    json.writeStringField("request", question.label());
    json.writeStringField("outcome", verdict().word());
    json.writeNumberField("took_millis", took.toMillis());
    if (result instanceof Result.Failed failed) {
      json.writeStringField("code", failed.failure().name());
      json.writeStringField("message", failed.message());
    } else if (result instanceof Result.Served served) {
      if (!question.isPut()) {
        json.writeStringField("value", served.value().orElse(null));
      }
      json.writeObjectFieldStart("receipt");
      ReceiptText.writeTo(json, served.receipt());
      json.writeEndObject();
    }
  }
}
