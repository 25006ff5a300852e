package io.capstan.client.shell.demo;

import com.fasterxml.jackson.core.JsonGenerator;
import io.capstan.client.Receipt;
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
 * @param situation in which it was made
 * @param through the node that was asked first, where any replica may answer
 * @param values what a read may show; of a put: empty
 * @param took from the request to its end
 */
record Asked(
    Situation situation,
    Question question,
    String through,
    Set<Optional<String>> values,
    Result result,
    Duration took)
    implements Observation {
  Asked {
    values = Set.copyOf(values);
  }

  @Override
  public Act act() {
    return situation.act();
  }

  Verdict verdict() {
    return Result.verdict(result, question.isPut());
  }

  /** The receipt of an answer; empty: there was none. */
  Optional<io.capstan.v1.Receipt> receipt() {
    return result instanceof Result.Served served
        ? Optional.of(served.receipt().served())
        : Optional.empty();
  }

  /** How the closing table shows it. */
  String cell() {
    return contradiction().isEmpty() ? outcome() : outcome() + " (unexpected)";
  }

  private String outcome() {
    return result instanceof Result.Failed failed && verdict() == Verdict.REFUSED
        ? verdict().word() + " " + failed.failure()
        : verdict().word();
  }

  @Override
  public String line() {
    return String.format(
        Locale.ROOT,
        "%-8s  %-15s  %-7s  %s; %s",
        question.mode(),
        question.label(),
        verdict().word(),
        result instanceof Result.Failed failed
            ? failed.failure() + ": " + failed.reason()
            : shown((Result.Served) result),
        Observation.millis(took));
  }

  private String shown(Result.Served served) {
    String grounds = ReceiptLine.of(served.receipt().served(), question);
    return question.isPut() ? grounds : shown(served.value()) + " from " + grounds;
  }

  private static String shown(Optional<String> value) {
    return value.map(v -> "'" + v + "'").orElse("no row");
  }

  @Override
  public Optional<String> contradiction() {
    if (verdict() == Verdict.SERVED) {
      return situation.serves(question)
          ? contradiction((Result.Served) result)
          : Optional.of(
              request() + " was not to be served with " + situation.nodes() + ", but was");
    }
    return situation.serves(question)
        ? Optional.of(
            request()
                + " was to be served with "
                + situation.nodes()
                + ", but was not: "
                + outcome())
        : Optional.empty();
  }

  private Optional<String> contradiction(Result.Served served) {
    io.capstan.v1.Receipt receipt = served.receipt().served();
    Set<String> involved = new TreeSet<>(receipt.getReplicasList());
    involved.add(receipt.getServedBy());
    involved.retainAll(situation.stopped());
    if (!involved.isEmpty()) {
      return Optional.of(
          request()
              + " was to do without "
              + String.join(", ", involved)
              + ", but the receipt names it");
    }
    if (question.isPut()) {
      return Optional.empty();
    }
    if (receipt.getLevelGiven() != question.level().kind().proto()) {
      return Optional.of(request() + " was served at another level: " + receipt.getLevelGiven());
    }
    return values.contains(served.value())
        ? Optional.empty()
        : Optional.of(
            request()
                + " was to give "
                + String.join(" or ", values.stream().map(Asked::shown).sorted().toList())
                + ", but gave "
                + shown(served.value()));
  }

  private String request() {
    return question.mode() + " " + question.label();
  }

  @Override
  public void writeTo(JsonGenerator json) throws IOException {
    json.writeStringField("saw", "request");
    json.writeStringField("keyspace_mode", question.mode());
    json.writeStringField("request", question.label());
    json.writeStringField("through", through);
    json.writeStringField("outcome", verdict().word());
    json.writeNumberField("elapsed_millis", took.toMillis());
    if (result instanceof Result.Failed failed) {
      json.writeStringField("code", failed.failure().name());
      json.writeStringField("message", failed.message());
    } else if (result instanceof Result.Served served) {
      writeTo(json, served.value(), served.receipt());
    }
  }

  private void writeTo(JsonGenerator json, Optional<String> value, Receipt receipt)
      throws IOException {
    if (!question.isPut()) {
      json.writeStringField("value", value.orElse(null));
    }
    json.writeObjectFieldStart("receipt");
    ReceiptText.writeTo(json, receipt);
    json.writeEndObject();
  }
}
