package io.capstan.client.shell.data;

import io.capstan.client.Answer;
import io.capstan.client.Keyspace;
import io.capstan.client.WriteResult;
import io.capstan.client.shell.CommandFailed;
import io.capstan.client.shell.Exit;
import io.capstan.client.shell.Terminal;
import io.capstan.client.shell.output.Bytes;
import io.capstan.client.shell.output.Json;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kv incr}: adds to a number. */
@Command(
    name = "incr",
    description = "Adds to a row that holds a decimal number, and prints the sum.",
    footer = {
      "%nExamples:",
      "  kv incr visits             a row that does not exist counts as 0",
      "  kv incr stock -5"
    })
public final class IncrementCommand implements Callable<Integer> {
  private static final Pattern NEGATIVE = Pattern.compile("-\\d+");

  @Mixin private RequestFlags request;
  @Mixin private KeyForm form;

  @Parameters(index = "0", paramLabel = "KEY", description = "The key.")
  private String key = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "DELTA",
      defaultValue = "1",
      description = "What to add, from -2^63 to 2^63-1: ${DEFAULT-VALUE}.")
  private long delta = 1;

  @Spec private CommandSpec spec = CommandSpec.create();
  private final Terminal terminal;

  public IncrementCommand(Terminal terminal) {
    this.terminal = terminal;
    this.request = new RequestFlags();
    this.form = new KeyForm();
  }

  @Override
  public Integer call() {
    requireKey();
    byte[] bytes = form.bytes(key);
    return request.run(terminal, rows -> increment(rows, bytes));
  }

  /**
   * A negative number is no option, and so could be taken for the key where the key was left out.
   */
  private void requireKey() {
    List<String> words = spec.commandLine().getParseResult().originalArgs();
    if (NEGATIVE.matcher(key).matches() && !words.contains("--")) {
      throw CommandFailed.usage(
          "the key is missing before " + key, "a key that begins with - goes after --");
    }
  }

  private int increment(Keyspace rows, byte[] bytes) {
    Answer<WriteResult.Increment> answer = rows.increment(bytes, delta);
    var answers = new Answers(terminal, request.json());
    answers.print(
        answer.receipts(),
        json -> {
          Json.bytesField(json, "key", bytes);
          json.writeNumberField("value", answer.value().value());
          json.writeStringField("version", Bytes.hex(answer.value().version()));
        },
        () -> answers.line(Long.toString(answer.value().value())));
    return Exit.OK.code();
  }
}
