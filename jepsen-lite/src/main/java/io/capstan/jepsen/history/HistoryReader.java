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

/** The inverse of {@link HistoryWriter}. Thread safety: stateless. */
public final class HistoryReader {
  private static final JsonFactory JSON = new JsonFactory();
  private static final Set<String> FIELDS =
      Set.of("type", "process", "nanos", "node", "level", "operation", "key", "value");

  private HistoryReader() {}

  /**
   * Reads all events; blank lines are skipped.
   *
   * @throws MalformedHistoryException for the first line that is no event
   */
  public static List<Event> read(Reader in) throws IOException {
    BufferedReader lines = new BufferedReader(in);
    List<Event> events = new ArrayList<>();
    long number = 0;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      number++;
      if (!line.isBlank()) {
        events.add(event(number, line));
      }
    }
    return events;
  }

  private static Event event(long number, String line) throws IOException {
    try (JsonParser json = JSON.createParser(line)) {
      return new Line(number, fields(number, json)).event();
    } catch (JsonProcessingException e) {
      throw new MalformedHistoryException(number, "not JSON: " + e.getOriginalMessage());
    }
  }

  private static Map<String, String> fields(long number, JsonParser json) throws IOException {
    Map<String, String> fields = new HashMap<>();
    if (json.nextToken() != JsonToken.START_OBJECT) {
      throw new MalformedHistoryException(number, "not an object");
    }
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      if (!FIELDS.contains(name)) {
        throw new MalformedHistoryException(number, "unknown field \"" + name + "\"");
      }
      JsonToken token = json.nextToken();
      if (!token.isScalarValue() || token == JsonToken.VALUE_NULL) {
        throw new MalformedHistoryException(number, "\"" + name + "\" is no text or number");
      }
      if (fields.put(name, json.getText()) != null) {
        throw new MalformedHistoryException(number, "\"" + name + "\" stands twice");
      }
    }
    if (json.nextToken() != null) {
      throw new MalformedHistoryException(number, "more than one object");
    }
    return fields;
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
            fields.get("value"));
      } catch (IllegalArgumentException e) {
        throw new MalformedHistoryException(number, String.valueOf(e.getMessage()));
      }
    }

    private Event.Type type() {
      String word = field("type");
      for (Event.Type type : Event.Type.values()) {
        if (type.word().equals(word)) {
          return type;
        }
      }
      throw new MalformedHistoryException(
          number, "type \"" + word + "\" is none of invoke, ok, fail, info");
    }

    private String field(String name) {
      String text = fields.get(name);
      if (text == null) {
        throw new MalformedHistoryException(number, "\"" + name + "\" is missing");
      }
      return text;
    }
  }
}
