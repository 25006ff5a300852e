package io.capstan.jepsen.checker.model;

import io.capstan.jepsen.checker.model.TextStep.All;
import io.capstan.jepsen.checker.model.TextStep.Append;
import io.capstan.jepsen.checker.model.TextStep.Read;
import io.capstan.jepsen.history.Event;
import io.capstan.jepsen.history.Operation;
import io.capstan.jepsen.history.foreign.Datum;
import io.capstan.jepsen.history.foreign.EdnReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Lists that transactions append to and read, each key by itself: what one key sees of a
 * transaction happens at once. A list is the text of its elements, each with an end mark.
 */
record ListSpec() implements Spec<TextStep> {
  /** EDN has no way to write it bare. */
  private static final char END = '\0';

  @Override
  public Map<String, TextStep> steps(Operation operation) {
    Map<String, List<TextStep>> byKey = new LinkedHashMap<>();
    Event event = operation.acknowledged() ? operation.end() : operation.invoke();
    switch (operation.invoke().operation()) {
      case "txn" -> transaction(event, operation.acknowledged(), byKey);
      case "append" -> add(byKey, operation.invoke().key(), append(operation.invoke().value()));
      case "read", "r", "get" -> {
        if (operation.acknowledged()) {
          String value = event.value();
          Datum told = value == null ? Datum.Atom.NIL : EdnReader.parse(value);
          add(byKey, operation.invoke().key(), read(list(told)));
        }
      }
      default -> throw Values.unknownOperation("list-append", operation.invoke().operation());
    }
    return byKey.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, key -> together(key.getValue())));
  }

  private static TextStep together(List<TextStep> steps) {
    return steps.size() == 1 ? steps.get(0) : new All(steps);
  }

  private static void transaction(
      Event event, boolean acknowledged, Map<String, List<TextStep>> byKey) {
    for (Datum step : Values.sequence(event)) {
      if (!(step instanceof Datum.Items triple) || triple.items().size() != 3) {
        throw new IllegalArgumentException("a step wants [verb key value], not " + step.edn());
      }
      String verb = String.valueOf(triple.items().get(0).plain());
      String key = String.valueOf(triple.items().get(1).plain());
      Datum value = triple.items().get(2);
      if (verb.equals("append")) {
        add(byKey, key, append(value.plain()));
      } else if (!verb.equals("r") && !verb.equals("read")) {
        throw Values.unknownOperation("list-append", verb);
      } else if (acknowledged) {
        add(byKey, key, read(list(value)));
      }
    }
  }

  private static List<Datum> list(Datum value) {
    if (value instanceof Datum.Items items) {
      return items.items();
    } else if (value.equals(Datum.Atom.NIL)) {
      return List.of();
    }
    throw new IllegalArgumentException("a read of a list wants a sequence, not " + value.edn());
  }

  private static void add(Map<String, List<TextStep>> byKey, String key, TextStep step) {
    byKey.computeIfAbsent(key, absent -> new ArrayList<>()).add(step);
  }

  private static TextStep append(@Nullable String element) {
    return new Append(element + String.valueOf(END));
  }

  private static TextStep read(List<Datum> list) {
    return new Read(
        list.stream().map(element -> element.plain() + END).collect(Collectors.joining()));
  }

  @Override
  public Model<?, TextStep> model(List<TextStep> steps) {
    return new TextModel("", Watched.of(steps));
  }

  @Override
  public Model<?, TextStep> naive() {
    return new TextModel("", null);
  }
}
