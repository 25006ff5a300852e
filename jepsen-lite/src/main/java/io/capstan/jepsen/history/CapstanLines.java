package io.capstan.jepsen.history;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The inverse of {@link HistoryWriter}; blank lines are skipped. */
final class CapstanLines {
  private static final JsonFactory JSON = new JsonFactory();
  private static final Set<String> FIELDS =
      Set.of("type", "process", "nanos", "node", "level", "operation", "key", "value", "receipt");

  private CapstanLines() {}

  static History read(Reader in) throws IOException {
    BufferedReader lines = new BufferedReader(in);
    List<Event> events = new ArrayList<>();
    List<Position> positions = new ArrayList<>();
    long number = 0;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      number++;
      if (!line.isBlank()) {
        events.add(event(number, line));
        positions.add(new Position(number, 1));
      }
    }
    return new History(events, positions, 0);
  }

  private static Event event(long number, String line) throws IOException {
    try (JsonParser json = JSON.createParser(line)) {
      return new Line(number, fields(number, json)).event();
    } catch (JsonProcessingException e) {
      Position at = new Position(number, e.getLocation().getColumnNr());
      throw new MalformedHistoryException(at, "not JSON: " + e.getOriginalMessage());
    }
  }

  private static Map<String, String> fields(long number, JsonParser json) throws IOException {
    Map<String, String> fields = new HashMap<>();
    require(json.nextToken() == JsonToken.START_OBJECT, number, json, "not an object");
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      require(FIELDS.contains(name), number, json, "unknown field \"" + name + "\"");
      JsonToken token = json.nextToken();
      boolean plain = token.isScalarValue() && token != JsonToken.VALUE_NULL;
      require(plain, number, json, "\"" + name + "\" is no text or number");
      boolean first = fields.put(name, json.getText()) == null;
      require(first, number, json, "\"" + name + "\" stands twice");
    }
    require(json.nextToken() == null, number, json, "more than one object");
    return fields;
  }

  private static void require(boolean holds, long number, JsonParser json, String problem) {
    if (!holds) {
      int column = Math.max(1, json.currentTokenLocation().getColumnNr());
      throw new MalformedHistoryException(new Position(number, column), problem);
    }
  }

  private record Line(long number, Map<String, String> fields) {
    Event event() {
      try {
        return new Event(
            type(),
            Integer.parseInt(field("process")),
            Long.parseLong(field("nanos")),
            field("node"),
            field("level"),
            field("operation"),
            field("key"),
            fields.get("value"),
            fields.getOrDefault("receipt", ""));
      } catch (MalformedHistoryException e) {
        throw e;
      } catch (IllegalArgumentException e) {
        throw refusal(e.getMessage());
      }
    }

    private Event.Type type() {
      String word = field("type");
      for (Event.Type type : Event.Type.values()) {
        if (type.word().equals(word)) {
          return type;
        }
      }
      throw refusal("type \"" + word + "\" is none of invoke, ok, fail, info");
    }

    private String field(String name) {
      String text = fields.get(name);
      if (text == null) {
        throw refusal("\"" + name + "\" is missing");
      }
      return text;
    }

    private MalformedHistoryException refusal(@Nullable String problem) {
      return new MalformedHistoryException(new Position(number, 1), String.valueOf(problem));
    }
  }
}
