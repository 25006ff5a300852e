package io.capstan.client.shell.data;

import io.capstan.client.Answer;
import io.capstan.client.Keyspace;
import io.capstan.client.Value;
import io.capstan.client.shell.Exit;
import io.capstan.client.shell.Terminal;
import io.capstan.client.shell.output.Bytes;
import io.capstan.client.shell.output.Json;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code kv get}: one row's value, byte for byte. */
@Command(
    name = "get",
    description = "Prints the value of a key, byte for byte.",
    footer = {
      "%nExamples:",
      "  kv get greeting",
      "  kv get greeting --level strong --receipt",
      "  kv get greeting --json                      the version too, for kv cas, and the expiry",
      "  kv get photo > photo.jpg                    a newline is added on a terminal and in kv shell"
    })
public final class GetCommand implements Callable<Integer> {
  @Mixin private RequestFlags request;
  @Mixin private KeyForm form;

  @Parameters(paramLabel = "KEY", description = "The key.")
  private String key = "";

  private final Terminal terminal;

  public GetCommand(Terminal terminal) {
    this.terminal = terminal;
    this.request = new RequestFlags();
    this.form = new KeyForm();
  }

  @Override
  public Integer call() {
    byte[] bytes = form.bytes(key);
    return request.run(terminal, rows -> get(rows, bytes));
  }

  private int get(Keyspace rows, byte[] bytes) {
    Answer<Optional<Value>> answer = rows.get(bytes);
    Optional<Value> value = answer.value();
    new Answers(terminal, request.json())
        .print(
            answer.receipts(),
            json -> {
              Json.bytesField(json, "key", bytes);
              json.writeBooleanField("found", value.isPresent());
              if (value.isPresent()) {
                Json.bytesField(json, "value", value.get().bytes());
                json.writeStringField("version", Bytes.hex(value.get().version()));
                Optional<Instant> expiry = value.get().expiresAt();
                if (expiry.isPresent()) {
                  json.writeStringField("expires_at", expiry.get().toString());
                }
              }
            },
            () ->
                value.ifPresentOrElse(
                    this::printValue, () -> terminal.say("kv: there is no row '" + key + "'")));
    return (value.isPresent() ? Exit.OK : Exit.NOT_FOUND).code();
  }

  private void printValue(Value value) {
    terminal.out().write(value.bytes(), 0, value.bytes().length);
    if (terminal.interactive().out() || terminal.shared().isPresent()) {
      terminal.out().println();
    }
  }
}
