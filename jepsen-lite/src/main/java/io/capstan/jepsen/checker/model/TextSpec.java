package io.capstan.jepsen.checker.model;

import io.capstan.jepsen.checker.model.TextStep.Append;
import io.capstan.jepsen.checker.model.TextStep.CompareAndSet;
import io.capstan.jepsen.checker.model.TextStep.Outcome;
import io.capstan.jepsen.checker.model.TextStep.Read;
import io.capstan.jepsen.checker.model.TextStep.Write;
import io.capstan.jepsen.history.Event;
import io.capstan.jepsen.history.Operation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Registers and keys. A read of nil tells nothing, unless a key starts as nil.
 *
 * @param verbs the operations that it knows
 * @param initial what a key holds at first
 */
public record TextSpec(String name, Set<String> verbs, @Nullable String initial)
    implements Spec<TextStep> {
  private static final Set<String> REGISTER =
      Set.of("read", "get", "r", "read-all", "write", "put", "w", "write-all");
  private static final Set<String> CAS_REGISTER = with(REGISTER, "cas", "delete");
  private static final Set<String> KV = with(CAS_REGISTER, "append");

  public static TextSpec register(@Nullable String initial) {
    return new TextSpec("register", REGISTER, initial);
  }

  public static TextSpec casRegister(@Nullable String initial) {
    return new TextSpec("cas-register", CAS_REGISTER, initial);
  }

  public static TextSpec kv(@Nullable String initial) {
    return new TextSpec("kv", KV, initial);
  }

  private static Set<String> with(Set<String> some, String... more) {
    return Stream.concat(some.stream(), Stream.of(more)).collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public Map<String, TextStep> steps(Operation operation) {
    Event invoke = operation.invoke();
    if (!verbs.contains(invoke.operation())) {
      throw Values.unknownOperation(name, invoke.operation());
    }
    return step(operation).map(step -> Map.of(invoke.key(), step)).orElse(Map.of());
  }

  private Optional<TextStep> step(Operation operation) {
    String value = operation.invoke().value();
    return switch (operation.invoke().operation()) {
      case "read", "get", "r", "read-all" -> read(operation);
      case "write", "put", "w", "write-all" -> Optional.of(new Write(value));
      case "delete" -> Optional.of(new Write(null));
      case "append" -> Optional.of(new Append(value == null ? "" : value));
      case "cas" -> Optional.of(compareAndSet(operation));
      default -> throw new AssertionError("a verb without a meaning: " + operation);
    };
  }

  private Optional<TextStep> read(Operation operation) {
    String value = operation.end().value();
    boolean tells = operation.acknowledged() && (value != null || initial == null);
    return tells ? Optional.of(new Read(value)) : Optional.empty();
  }

  private static TextStep compareAndSet(Operation operation) {
    List<@Nullable String> pair = Values.items(operation.invoke());
    if (pair.size() != 2) {
      throw new IllegalArgumentException(
          "a cas wants [from to], not " + operation.invoke().value());
    }
    boolean missed = "false".equals(operation.end().value());
    Outcome answered = missed ? Outcome.MISSED : Outcome.SWAPPED;
    Outcome outcome = operation.acknowledged() ? answered : Outcome.UNKNOWN;
    return new CompareAndSet(pair.get(0), pair.get(1), outcome);
  }

  @Override
  public Model<?, TextStep> model(List<TextStep> steps) {
    return new TextModel(initial, Watched.of(steps));
  }

  @Override
  public Model<?, TextStep> naive() {
    return new TextModel(initial, null);
  }
}
