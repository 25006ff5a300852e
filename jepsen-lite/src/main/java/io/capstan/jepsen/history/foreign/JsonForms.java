package io.capstan.jepsen.history.foreign;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.capstan.jepsen.history.MalformedHistoryException;
import io.capstan.jepsen.history.Position;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Objects of JSON, one after another, or in one array. Thread safety: for one thread. */
public final class JsonForms implements Forms {
  private static final JsonFactory JSON = new JsonFactory();

  private final JsonParser json;
  private boolean begun;

  public JsonForms(Reader in) throws IOException {
    json = JSON.createParser(in);
  }

  @Override
  public @Nullable Form next() throws IOException {
    try {
      JsonToken token = json.nextToken();
      if (!begun && token == JsonToken.START_ARRAY) {
        token = json.nextToken();
      }
      begun = true;
      if (token == JsonToken.END_ARRAY) {
        token = json.nextToken();
      }
      return token == null ? null : new Form(position(json.currentTokenLocation()), datum(token));
    } catch (JsonProcessingException e) {
      throw new MalformedHistoryException(
          position(e.getLocation()), "not JSON: " + e.getOriginalMessage());
    }
  }

  private static Position position(@Nullable JsonLocation location) {
    return location == null
        ? new Position(1, 1)
        : new Position(Math.max(1, location.getLineNr()), Math.max(1, location.getColumnNr()));
  }

  /** Jackson itself refuses what is nested too deep. */
  private Datum datum(JsonToken token) throws IOException {
    return switch (token) {
      case START_OBJECT -> new Datum.Table(fields());
      case START_ARRAY -> new Datum.Items(items());
      case VALUE_STRING -> new Datum.Text(json.getText());
      case VALUE_NULL -> Datum.Atom.NIL;
      default -> new Datum.Atom(json.getText());
    };
  }

  private Map<String, Datum> fields() throws IOException {
    Map<String, Datum> fields = new HashMap<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      fields.put(name, datum(json.nextToken()));
    }
    return fields;
  }

  private List<Datum> items() throws IOException {
    List<Datum> items = new ArrayList<>();
    for (JsonToken token = json.nextToken();
        token != JsonToken.END_ARRAY;
        token = json.nextToken()) {
      items.add(datum(token));
    }
    return items;
  }
}
