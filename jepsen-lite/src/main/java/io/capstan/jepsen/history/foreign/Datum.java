package io.capstan.jepsen.history.foreign;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A value of EDN or JSON, without what histories do not need: tags and the kinds of sequences. */
public sealed interface Datum {

  /** A number, keyword (without its colon), symbol, boolean or nil, as written. */
  record Atom(String name) implements Datum {
    /** Stands for nil and null. */
    public static final Atom NIL = new Atom("nil");
  }

  /** A string. */
  record Text(String value) implements Datum {}

  /** A vector, list, set or array. */
  record Items(List<Datum> items) implements Datum {
    public Items {
      items = List.copyOf(items);
    }
  }

  /** A map or object, by the text of its keys. */
  record Table(Map<String, Datum> fields) implements Datum {
    public Table {
      fields = Map.copyOf(fields);
    }
  }

  /** As the value of an event: null for nil, a string bare, anything else as EDN. */
  default @Nullable String plain() {
    if (this instanceof Text text) {
      return text.value();
    }
    return equals(Atom.NIL) ? null : edn();
  }

  /** As EDN; equal data have equal texts, but for the order in maps and sets. */
  default String edn() {
    if (this instanceof Atom atom) {
      return atom.name();
    } else if (this instanceof Text text) {
      return '"' + text.value().replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    } else if (this instanceof Items items) {
      return items.items().stream().map(Datum::edn).collect(Collectors.joining(" ", "[", "]"));
    } else if (this instanceof Table table) {
      return table.fields().entrySet().stream()
          .sorted(Map.Entry.comparingByKey())
          .map(field -> field.getKey() + " " + field.getValue().edn())
          .collect(Collectors.joining(", ", "{", "}"));
    }
    throw new AssertionError("a new kind of datum: " + this);
  }
}
