package io.capstan.client.shell.data;

import io.capstan.client.Answer;
import io.capstan.client.Keyspace;
import io.capstan.client.WriteResult;
import io.capstan.client.shell.Exit;
import io.capstan.client.shell.Terminal;
import io.capstan.client.shell.output.Bytes;
import io.capstan.client.shell.output.Json;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code kv put}: writes one row. */
@Command(
    name = "put",
    description = "Writes the value of a key.",
    footer = {
      "%nExamples:",
      "  kv put greeting hello",
      "  kv put photo --file photo.jpg",
      "  date | kv put now",
      "  kv put otp 481516 --ttl 30s",
      "  kv put limit -- -5             a value that begins with - goes after --",
      "%nIn an EVENTUAL keyspace the write with the latest stamp holds, and that may be an earlier",
      "one of a client whose clock is ahead. Then the answer is superseded, and the exit code 0."
    })
public final class PutCommand implements Callable<Integer> {
  private static final String SUPERSEDED =
      "superseded: a later write of this key holds; this value was not kept";

  @Mixin private RequestFlags request;
  @Mixin private KeyForm form;
  @Mixin private ValueInput input;
  @Mixin private TtlFlag ttl;

  @Parameters(index = "0", paramLabel = "KEY", description = "The key.")
  private String key = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "VALUE",
      description = "The value; - or nothing takes it from standard input.")
  private @Nullable String value;

  private final Terminal terminal;

  public PutCommand(Terminal terminal) {
    this.terminal = terminal;
    this.request = new RequestFlags();
    this.form = new KeyForm();
    this.input = new ValueInput();
    this.ttl = new TtlFlag();
  }

  @Override
  public Integer call() {
    byte[] bytes = form.bytes(key);
    byte[] content = input.read(value, terminal);
    return request.run(terminal, rows -> put(rows, bytes, content));
  }

  private int put(Keyspace rows, byte[] bytes, byte[] content) {
    Answer<WriteResult.Put> answer = rows.put(bytes, content, ttl.ttl());
    String version = Bytes.hex(answer.value().version());
    boolean superseded = answer.value().superseded();
    var answers = new Answers(terminal, request.json());
    answers.print(
        answer.receipts(),
        json -> {
          Json.bytesField(json, "key", bytes);
          json.writeStringField("version", version);
          if (superseded) {
            json.writeBooleanField("superseded", true);
          }
        },
        () -> answers.line(superseded ? SUPERSEDED : "version " + version));
    return Exit.OK.code();
  }
}
