package io.capstan.jepsen.workload;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a client of each workload draws its next verb and value. Thread safety: stateless. */
interface Ask {
  /** A request without its key and node. */
  record Words(String operation, @Nullable String value) {}

  Words draw(Client client, String key);

  /** A read at the lane's own level. */
  static Words read(String verb) {
    return new Words(verb, null);
  }

  /** Reads, and changes of this kind, each with a value of its own. */
  private static Ask readsAnd(String read, String change) {
    return (client, key) -> client.reads() ? read(read) : new Words(change, client.value());
  }

  static Ask register() {
    return readsAnd("read", "write");
  }

  static Ask set() {
    return readsAnd("read", "add");
  }

  static Ask list() {
    return readsAnd("read", "append");
  }

  static Ask batch() {
    return readsAnd("read-all", "write-all");
  }

  /** A client compares with what it wrote last itself, which often is still there. */
  static Ask compareAndSet() {
    return (client, key) -> {
      String own = client.written(key);
      if (client.reads()) {
        return read("read");
      } else if (own == null || client.onceIn(2)) {
        return new Words("write", client.valueFor(key));
      }
      return new Words("cas", "[" + own + " " + client.valueFor(key) + "]");
    };
  }

  /** By 1 to 4, so that one that is done twice is seldom taken for another. */
  static Ask counter() {
    List<String> steps = List.of("1", "2", "3", "4");
    return (client, key) ->
        client.reads() ? read("read") : new Words("increment", client.anyOf(steps));
  }

  static Ask delete() {
    return (client, key) -> {
      if (client.reads()) {
        return read("read");
      }
      return client.onceIn(3) ? new Words("delete", null) : new Words("write", client.value());
    };
  }

  static Ask mixed() {
    return (client, key) ->
        client.reads()
            ? new Words("read", client.anyOf(Lane.LEVELS))
            : new Words("write", client.value());
  }
}
