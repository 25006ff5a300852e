package io.capstan.jepsen.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** JSON by paths such as {@code lanes.0.name}. */
final class ParsedJson {
  private static final JsonFactory FACTORY = new JsonFactory();

  private final Map<String, String> leaves = new HashMap<>();

  ParsedJson(String text) throws IOException {
    try (JsonParser json = FACTORY.createParser(text)) {
      json.nextToken();
      read(json, "");
    }
  }

  private void read(JsonParser json, String path) throws IOException {
    if (json.currentToken() == JsonToken.START_OBJECT) {
      while (json.nextToken() != JsonToken.END_OBJECT) {
        String name = json.currentName();
        json.nextToken();
        read(json, path + "." + name);
      }
    } else if (json.currentToken() == JsonToken.START_ARRAY) {
      for (int i = 0; json.nextToken() != JsonToken.END_ARRAY; i++) {
        read(json, path + "." + i);
      }
    } else {
      leaves.put(path.substring(1), json.getText());
    }
  }

  /** The value as text; {@code null} when it is that. */
  String at(String path) {
    String found = leaves.get(path);
    if (found == null) {
      throw new AssertionError("no " + path + " in " + leaves.keySet());
    }
    return found;
  }

  List<String> all(String pathPattern) {
    List<String> found = new ArrayList<>();
    leaves.forEach(
        (path, value) -> {
          if (path.matches(pathPattern)) {
            found.add(value);
          }
        });
    return found;
  }
}
