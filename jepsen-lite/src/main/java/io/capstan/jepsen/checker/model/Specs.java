package io.capstan.jepsen.checker.model;

import io.capstan.jepsen.history.Event;
import io.capstan.jepsen.history.Format;
import io.capstan.jepsen.history.History;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The specs by name. */
public final class Specs {
  /** What {@link #named} knows. */
  public static final List<String> NAMES =
      List.of("register", "cas-register", "kv", "mutex", "counter", "set", "list-append");

  private Specs() {}

  /**
   * Finds a spec.
   *
   * @param initial what registers and keys hold at first; null: nothing
   * @throws IllegalArgumentException for a name that is not in {@link #NAMES}
   */
  public static Spec<?> named(String name, @Nullable String initial) {
    return switch (name) {
      case "register" -> TextSpec.register(initial);
      case "cas-register" -> TextSpec.casRegister(initial);
      case "kv" -> TextSpec.kv(initial);
      case "mutex" -> new MutexSpec();
      case "counter" -> new CounterSpec();
      case "set" -> new SetSpec();
      case "list-append" -> new ListSpec();
      default -> throw new IllegalArgumentException("model \"" + name + "\" is none of " + NAMES);
    };
  }

  /** The name of the spec that fits the operations of a history; register when there are none. */
  public static String guess(History history) {
    Set<String> verbs = history.events().stream().map(Event::operation).collect(Collectors.toSet());
    boolean sequences = history.events().stream().anyMatch(Specs::readsSequence);
    if (verbs.contains("acquire") || verbs.contains("lock")) {
      return "mutex";
    } else if (verbs.contains("txn") || (verbs.contains("append") && sequences)) {
      return "list-append";
    } else if (verbs.contains("append")) {
      return "kv";
    } else if (verbs.contains("add") || verbs.contains("increment")) {
      return sequences ? "set" : "counter";
    }
    return verbs.contains("cas") || verbs.contains("delete") ? "cas-register" : "register";
  }

  private static boolean readsSequence(Event event) {
    return event.type() == Event.Type.OK
        && Set.of("read", "r", "get").contains(event.operation())
        && event.value() != null
        && event.value().startsWith("[");
  }

  /**
   * What registers and keys hold at first in the histories that are found in a format: 0 in those
   * of Knossos and jepsen-in-java, nothing in logs of etcd tests and in our own. The keys of a
   * key-value history in a foreign format start as the empty text.
   */
  public static @Nullable String usualInitial(String name, Format format) {
    return switch (format) {
      case CAPSTAN, LOG -> null;
      case EDN, JSON -> name.equals("kv") ? "" : "0";
    };
  }
}
