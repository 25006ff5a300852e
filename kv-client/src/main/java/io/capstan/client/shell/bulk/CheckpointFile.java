package io.capstan.client.shell.bulk;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.capstan.client.shell.CommandFailed;
import io.capstan.client.shell.bulk.Checkpoint.Target;
import io.capstan.client.shell.output.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A checkpoint in a file of its own, as one JSON object. The file is replaced as a whole, and only
 * when the new one is on the disk.
 *
 * <p>Thread safety: confined to one thread.
 */
record CheckpointFile(Path path) {
  private static final String FORMAT = "1";
  private static final String SUFFIX = ".capstan-load";
  private static final JsonFactory FACTORY = new JsonFactory();

  /** The one beside the file that is loaded. */
  static CheckpointFile beside(Path loaded) {
    return new CheckpointFile(loaded.resolveSibling(loaded.getFileName() + SUFFIX));
  }

  /** Empty when there is none; refuses what is no checkpoint. */
  Optional<Checkpoint> read() {
    try {
      return Optional.of(parse(Files.readString(path)));
    } catch (NoSuchFileException none) {
      return Optional.empty();
    } catch (IOException | IllegalArgumentException e) {
      throw CommandFailed.usage(
          "the checkpoint " + path + " cannot be used: " + e.getMessage(),
          "begin anew with --restart, or give another one with --checkpoint");
    }
  }

  void write(Checkpoint checkpoint) throws IOException {
    Path fresh = path.resolveSibling(path.getFileName() + ".new");
    byte[] bytes = text(checkpoint).getBytes(StandardCharsets.UTF_8);
    try (FileChannel file =
        FileChannel.open(
            fresh,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer left = ByteBuffer.wrap(bytes);
      while (left.hasRemaining()) {
        file.write(left);
      }
      file.force(true);
    }
    Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  void remove() throws IOException {
    Files.deleteIfExists(path);
  }

  private static String text(Checkpoint checkpoint) {
    return Json.text(
            json -> {
              json.writeStringField("format", FORMAT);
              json.writeStringField("cluster", checkpoint.target().cluster());
              json.writeStringField("keyspace", checkpoint.target().keyspace());
              json.writeNumberField("incarnation", checkpoint.target().incarnation());
              json.writeStringField("options", checkpoint.target().options());
              json.writeNumberField("file_bytes", checkpoint.file().bytes());
              json.writeStringField("head_sha256", checkpoint.file().head());
              json.writeStringField("tail_sha256", checkpoint.file().tail());
              json.writeNumberField("offset", checkpoint.progress().acknowledged().offset());
              json.writeNumberField("line", checkpoint.progress().acknowledged().line());
              json.writeNumberField("loaded", checkpoint.progress().loaded());
              json.writeNumberField("superseded", checkpoint.progress().superseded());
              json.writeNumberField("rejected", checkpoint.progress().rejected());
            })
        + "\n";
  }

  private static Checkpoint parse(String text) throws IOException {
    Map<String, String> fields = fields(text);
    if (!FORMAT.equals(fields.get("format"))) {
      throw new IllegalArgumentException("its format is not " + FORMAT);
    }
    return new Checkpoint(
        new Target(
            string(fields, "cluster"),
            string(fields, "keyspace"),
            (int) number(fields, "incarnation"),
            string(fields, "options")),
        new Fingerprint(
            number(fields, "file_bytes"),
            string(fields, "head_sha256"),
            string(fields, "tail_sha256")),
        new LoadProgress(
            new Position(number(fields, "offset"), number(fields, "line")),
            number(fields, "loaded"),
            number(fields, "superseded"),
            number(fields, "rejected")));
  }

  private static Map<String, String> fields(String text) throws IOException {
    Map<String, String> fields = new HashMap<>();
    try (JsonParser parser = FACTORY.createParser(text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IllegalArgumentException("it is no JSON object");
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        fields.put(name, parser.getText());
      }
    }
    return fields;
  }

  private static String string(Map<String, String> fields, String name) {
    String value = fields.get(name);
    if (value == null) {
      throw new IllegalArgumentException("it has no \"" + name + "\"");
    }
    return value;
  }

  private static long number(Map<String, String> fields, String name) {
    long value = Long.parseLong(string(fields, name));
    if (value < 0) {
      throw new IllegalArgumentException("its \"" + name + "\" is below 0");
    }
    return value;
  }
}
