package io.capstan.client.shell.output;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.Optional;

/** JSON as {@code --json} prints it: one object a line. */
public final class Json {
  private static final JsonFactory FACTORY = new JsonFactory();

  private Json() {}

  /** Writes the fields of an object. */
  @FunctionalInterface
  public interface Fields {
    void writeTo(JsonGenerator json) throws IOException;
  }

  /** Prints one object and a newline. */
  public static void print(PrintStream out, Fields fields) {
    out.println(text(fields));
  }

  /** One object as text. */
  public static String text(Fields fields) {
    var text = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(text)) {
      json.writeStartObject();
      fields.writeTo(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /** Writes {@code name} as text when the bytes are UTF-8, otherwise {@code name_base64}. */
  public static void bytesField(JsonGenerator json, String name, byte[] bytes) throws IOException {
    Optional<String> text = Bytes.utf8(bytes);
    if (text.isPresent()) {
      json.writeStringField(name, text.get());
    } else {
      json.writeStringField(name + "_base64", Base64.getEncoder().encodeToString(bytes));
    }
  }
}
