package io.capstan.client.shell.bulk;

import static com.fasterxml.jackson.core.JsonToken.VALUE_STRING;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Rows of lines that are a JSON object each. A member is found by its name, or by its name and
 * {@code _base64} when its bytes are no text. Text is taken as UTF-8; a number, an object and an
 * array as they are written.
 *
 * @param key name of the key's member
 * @param value name of the value's member; null: the value is the whole line
 */
record JsonRows(String key, @Nullable String value) implements RowMaker {
  private static final String BASE64 = "_base64";
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .build();

  @Override
  public LoadedLine rowOf(TextRecord record) {
    if (!record.problem().isEmpty()) {
      return LoadedLine.rejected(record, record.problem());
    }
    var members = new Members(record.text());
    try (JsonParser parser = FACTORY.createParser(record.text())) {
      members.read(parser);
    } catch (JsonProcessingException e) {
      return LoadedLine.rejected(record, "bad JSON: " + e.getOriginalMessage());
    } catch (UnfitMember e) {
      return LoadedLine.rejected(record, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new UncheckedIOException("bytes in memory cannot be read", e);
    }
    return members.row(record);
  }

  /** A member that has no bytes to load. */
  private static final class UnfitMember extends Exception {
    private static final long serialVersionUID = 1;

    UnfitMember(String message) {
      super(message, null, false, false);
    }
  }

  /** The two members of one line. */
  private final class Members {
    private final byte[] line;
    private byte @Nullable [] keyBytes;
    private byte @Nullable [] valueBytes;

    Members(byte[] line) {
      this.line = line;
    }

    void read(JsonParser parser) throws IOException, UnfitMember {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new UnfitMember("the line is no JSON object");
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        take(name, parser);
      }
      if (parser.nextToken() != null) {
        throw new UnfitMember("there is text behind the JSON object");
      }
    }

    private void take(String name, JsonParser parser) throws IOException, UnfitMember {
      if (name.equals(key) || name.equals(key + BASE64)) {
        keyBytes = once(keyBytes, name, bytes(name, !name.equals(key), parser));
      }
      if (value != null && (name.equals(value) || name.equals(value + BASE64))) {
        valueBytes = once(valueBytes, name, bytes(name, !name.equals(value), parser));
      }
      parser.skipChildren();
    }

    private byte[] once(byte @Nullable [] before, String name, byte[] bytes) throws UnfitMember {
      if (before != null) {
        throw new UnfitMember("\"" + name + "\" is there as text and as base64");
      }
      return bytes;
    }

    private byte[] bytes(String name, boolean base64, JsonParser parser)
        throws IOException, UnfitMember {
      if (base64) {
        return fromBase64(name, parser.hasToken(VALUE_STRING) ? parser.getText() : "?");
      }
      return switch (parser.currentToken()) {
        case VALUE_STRING -> utf8(name, parser.getText());
        case VALUE_NULL -> throw new UnfitMember("\"" + name + "\" is null");
        case START_OBJECT, START_ARRAY -> asWritten(parser);
        default -> utf8(name, parser.getText());
      };
    }

    /** Leaves the parser at the end of the object or array. */
    private byte[] asWritten(JsonParser parser) throws IOException {
      int from = (int) parser.currentTokenLocation().getByteOffset();
      parser.skipChildren();
      return Arrays.copyOfRange(line, from, (int) parser.currentLocation().getByteOffset());
    }

    LoadedLine row(TextRecord record) {
      if (keyBytes == null) {
        return LoadedLine.rejected(record, "no member \"" + key + "\"");
      }
      if (value == null) {
        return LoadedLine.of(record, keyBytes, line);
      }
      return valueBytes == null
          ? LoadedLine.rejected(record, "no member \"" + value + "\"")
          : LoadedLine.of(record, keyBytes, valueBytes);
    }
  }

  private static byte[] fromBase64(String name, String text) throws UnfitMember {
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new UnfitMember("\"" + name + "\" is no base64");
    }
  }

  private static byte[] utf8(String name, String text) throws UnfitMember {
    try {
      ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
      byte[] bytes = new byte[encoded.remaining()];
      encoded.get(bytes);
      return bytes;
    } catch (CharacterCodingException e) {
      throw new UnfitMember("\"" + name + "\" has half a surrogate pair, which is no text");
    }
  }
}
