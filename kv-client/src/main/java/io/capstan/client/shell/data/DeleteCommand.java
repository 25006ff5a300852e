package io.capstan.client.shell.data;

import io.capstan.client.Answer;
import io.capstan.client.Keyspace;
import io.capstan.client.WriteResult;
import io.capstan.client.shell.Exit;
import io.capstan.client.shell.Terminal;
import io.capstan.client.shell.output.Bytes;
import io.capstan.client.shell.output.Json;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code kv del}: deletes one row. */
@Command(
    name = "del",
    description = "Deletes a key; exits with 1 when there was none.",
    footer = {
      "%nExamples:",
      "  kv del greeting",
      "%nIn an EVENTUAL keyspace a write with a later stamp may be there: then the answer is",
      "superseded, and nothing is deleted."
    })
public final class DeleteCommand implements Callable<Integer> {
  private static final String SUPERSEDED =
      "superseded: a later write of this key holds; nothing was deleted";

  @Mixin private RequestFlags request;
  @Mixin private KeyForm form;

  @Parameters(paramLabel = "KEY", description = "The key.")
  private String key = "";

  private final Terminal terminal;

  public DeleteCommand(Terminal terminal) {
    this.terminal = terminal;
    this.request = new RequestFlags();
    this.form = new KeyForm();
  }

  @Override
  public Integer call() {
    byte[] bytes = form.bytes(key);
    return request.run(terminal, rows -> delete(rows, bytes));
  }

  private int delete(Keyspace rows, byte[] bytes) {
    Answer<WriteResult.Delete> answer = rows.delete(bytes);
    boolean existed = answer.value().existed();
    byte[] version = answer.value().version();
    boolean superseded = answer.value().superseded();
    var answers = new Answers(terminal, request.json());
    answers.print(
        answer.receipts(),
        json -> {
          Json.bytesField(json, "key", bytes);
          json.writeBooleanField("existed", existed);
          if (version.length > 0) {
            json.writeStringField("version", Bytes.hex(version));
          }
          if (superseded) {
            json.writeBooleanField("superseded", true);
          }
        },
        () -> answers.line(superseded ? SUPERSEDED : existed ? "deleted" : "there was no row"));
    return (existed || superseded ? Exit.OK : Exit.NOT_FOUND).code();
  }
}
