package io.capstan.jepsen.history;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.Writer;

/**
 * Writes events as JSON lines: one object a line, every field of {@link Event} under its name, the
 * type in lower case, {@code value} left out when it is null, and {@code receipt} when it is empty.
 *
 * <p>Thread safety: safe for use by several threads; lines are written in the order of the calls.
 */
public final class HistoryWriter implements AutoCloseable {
  private static final JsonFactory JSON = new JsonFactory();

  private final Writer out;

  /** Writes to a stream that {@link #close} closes. */
  public HistoryWriter(Writer out) {
    this.out = out;
  }

  public synchronized void write(Event event) throws IOException {
    // The generator buffers a line, leaves the stream open, and leaves it to others to flush it.
    JsonGenerator json =
        JSON.createGenerator(out)
            .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
            .disable(JsonGenerator.Feature.FLUSH_PASSED_TO_STREAM);
    try (json) {
      json.writeStartObject();
      json.writeStringField("type", event.type().word());
      json.writeNumberField("process", event.process());
      json.writeNumberField("nanos", event.nanos());
      json.writeStringField("node", event.node());
      json.writeStringField("level", event.level());
      json.writeStringField("operation", event.operation());
      json.writeStringField("key", event.key());
      String value = event.value();
      if (value != null) {
        json.writeStringField("value", value);
      }
      if (!event.receipt().isEmpty()) {
        json.writeStringField("receipt", event.receipt());
      }
      json.writeEndObject();
    }
    out.write('\n');
  }

  /** Hands what was written to the operating system, which keeps it when this process dies. */
  public synchronized void flush() throws IOException {
    out.flush();
  }

  @Override
  public synchronized void close() throws IOException {
    out.close();
  }
}
