package io.capstan.jepsen.run;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.capstan.jepsen.history.MalformedHistoryException;
import io.capstan.jepsen.history.Position;
import java.io.IOException;
import java.io.Reader;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * An object of a JSON text, whose fields are asked for by name and kind. What is missing or of
 * another kind is refused with the place of the object.
 */
final class JsonObject {
  private static final JsonFactory JSON = new JsonFactory();

  private final Position at;

  /** Texts, Longs, Booleans, Lists of these, and objects. */
  private final Map<String, Object> fields;

  private JsonObject(Position at, Map<String, Object> fields) {
    this.at = at;
    this.fields = fields;
  }

  /**
   * Reads a text that is one object.
   *
   * @throws MalformedHistoryException with line and column, for anything else
   */
  static JsonObject read(Reader in) throws IOException {
    try (JsonParser json = JSON.createParser(in)) {
      json.nextToken();
      if (!(value(json) instanceof JsonObject read)) {
        throw new MalformedHistoryException(place(json), "an object is wanted");
      } else if (json.nextToken() != null) {
        throw new MalformedHistoryException(place(json), "more than one object");
      }
      return read;
    } catch (JsonProcessingException e) {
      Position at = new Position(e.getLocation().getLineNr(), e.getLocation().getColumnNr());
      throw new MalformedHistoryException(at, "not JSON: " + e.getOriginalMessage());
    }
  }

  private static Position place(JsonParser json) {
    var at = json.currentTokenLocation();
    return new Position(Math.max(1, at.getLineNr()), Math.max(1, at.getColumnNr()));
  }

  private static Object value(JsonParser json) throws IOException {
    JsonToken token = json.currentToken();
    if (token == null) {
      throw new MalformedHistoryException(place(json), "the text ends");
    }
    return switch (token) {
      case START_OBJECT -> object(json);
      case START_ARRAY -> array(json);
      case VALUE_STRING -> json.getText();
      case VALUE_NUMBER_INT -> json.getLongValue();
      case VALUE_TRUE, VALUE_FALSE -> json.getBooleanValue();
      default -> throw new MalformedHistoryException(place(json), "not expected: " + token);
    };
  }

  private static JsonObject object(JsonParser json) throws IOException {
    Position at = place(json);
    Map<String, Object> fields = new LinkedHashMap<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      fields.put(name, value(json));
    }
    return new JsonObject(at, fields);
  }

  private static List<Object> array(JsonParser json) throws IOException {
    List<Object> values = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      values.add(value(json));
    }
    return values;
  }

  String text(String name) {
    return optionalText(name).orElseThrow(() -> missing(name));
  }

  Optional<String> optionalText(String name) {
    return of(String.class, name);
  }

  long number(String name) {
    return optionalNumber(name).orElseThrow(() -> missing(name));
  }

  OptionalLong optionalNumber(String name) {
    Optional<Long> number = of(Long.class, name);
    return number.isPresent() ? OptionalLong.of(number.get()) : OptionalLong.empty();
  }

  boolean flag(String name) {
    return of(Boolean.class, name).orElseThrow(() -> missing(name));
  }

  List<String> texts(String name) {
    return list(String.class, name, list(name));
  }

  List<List<String>> textLists(String name) {
    List<List<String>> lists = new ArrayList<>();
    for (Object one : list(name)) {
      lists.add(list(String.class, name, cast(List.class, name, one)));
    }
    return lists;
  }

  List<JsonObject> objects(String name) {
    return list(JsonObject.class, name, list(name));
  }

  /** Makes of a field's text what it stands for. */
  <T> T parsed(String name, Function<String, T> parser) {
    return parse(name, text(name), parser);
  }

  /** The same of a list of texts. */
  <T> List<T> parsedAll(String name, Function<String, T> parser) {
    return texts(name).stream().map(text -> parse(name, text, parser)).toList();
  }

  private <T> T parse(String name, String text, Function<String, T> parser) {
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException | DateTimeException e) {
      throw new MalformedHistoryException(at, "\"%s\": %s".formatted(name, e.getMessage()));
    }
  }

  private List<?> list(String name) {
    return of(List.class, name).orElseThrow(() -> missing(name));
  }

  private <T> List<T> list(Class<T> kind, String name, List<?> values) {
    List<T> all = new ArrayList<>();
    values.forEach(one -> all.add(cast(kind, name, one)));
    return all;
  }

  private <T> Optional<T> of(Class<T> kind, String name) {
    Object value = fields.get(name);
    return value == null ? Optional.empty() : Optional.of(cast(kind, name, value));
  }

  private <T> T cast(Class<T> kind, String name, Object value) {
    if (!kind.isInstance(value)) {
      throw new MalformedHistoryException(at, "\"" + name + "\" is of another kind");
    }
    return kind.cast(value);
  }

  private MalformedHistoryException missing(String name) {
    return new MalformedHistoryException(at, "\"" + name + "\" is missing");
  }
}
