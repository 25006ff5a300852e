package io.capstan.jepsen.lab;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An object of JSON whose values are scalars, or objects of scalars, as texts.
 *
 * @param values by name; of an inner object {@code outer/inner}
 */
record FlatJson(Map<String, String> values) {
  private static final JsonFactory JSON = new JsonFactory();

  FlatJson {
    values = Map.copyOf(values);
  }

  /**
   * Reads one whole object.
   *
   * @throws IOException when the text is no such object, or goes on behind it
   */
  static FlatJson parse(String text) throws IOException {
    Map<String, String> values = new LinkedHashMap<>();
    try (JsonParser json = JSON.createParser(text)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("not an object");
      }
      read(json, "", values);
      if (json.nextToken() != null) {
        throw new IOException("more than one object");
      }
    }
    return new FlatJson(values);
  }

  private static void read(JsonParser json, String prefix, Map<String, String> values)
      throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = prefix + json.currentName();
      JsonToken token = json.nextToken();
      if (token == JsonToken.START_OBJECT) {
        read(json, name + "/", values);
      } else if (token.isScalarValue()) {
        values.put(name, json.getText());
      } else {
        throw new IOException("\"" + name + "\" is neither a scalar nor an object");
      }
    }
  }

  /**
   * The value of a field.
   *
   * @throws IOException when there is none
   */
  String text(String name) throws IOException {
    String value = values.get(name);
    if (value == null) {
      throw new IOException("\"" + name + "\" is missing");
    }
    return value;
  }

  /** The fields of an inner object. */
  Map<String, String> under(String name) {
    Map<String, String> inner = new LinkedHashMap<>();
    values.forEach(
        (key, value) -> {
          if (key.startsWith(name + "/")) {
            inner.put(key.substring(name.length() + 1), value);
          }
        });
    return inner;
  }
}
