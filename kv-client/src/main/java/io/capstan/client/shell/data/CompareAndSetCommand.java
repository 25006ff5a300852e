package io.capstan.client.shell.data;

import io.capstan.client.Answer;
import io.capstan.client.CasOutcome;
import io.capstan.client.Expected;
import io.capstan.client.Keyspace;
import io.capstan.client.shell.CommandFailed;
import io.capstan.client.shell.Exit;
import io.capstan.client.shell.Terminal;
import io.capstan.client.shell.output.Bytes;
import io.capstan.client.shell.output.Json;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kv cas}: writes one row if it is still as expected. */
@Command(
    name = "cas",
    description = "Writes a key only if it is still in a version, or does not exist.",
    footer = {
      "%nExamples:",
      "  kv cas lock --absent worker-7 --ttl 30s",
      "  kv cas lock --version 0a1b2c worker-8      the version is in kv get lock --json",
      "  kv cas lock --version 0a1b2c --delete",
      "%nExits with 3 when the row was not as expected, and shows the version that it is in."
    })
public final class CompareAndSetCommand implements Callable<Integer> {
  @Mixin private RequestFlags request;
  @Mixin private KeyForm form;
  @Mixin private ValueInput input;
  @Mixin private TtlFlag ttl;

  @ArgGroup(multiplicity = "1")
  private Expectation expectation = new Expectation();

  @Option(names = "--delete", description = "Deletes the row instead of writing a value.")
  private boolean delete;

  @Parameters(index = "0", paramLabel = "KEY", description = "The key.")
  private String key = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "VALUE",
      description = "The value; - or nothing takes it from standard input.")
  private @Nullable String value;

  private final Terminal terminal;

  public CompareAndSetCommand(Terminal terminal) {
    this.terminal = terminal;
    this.request = new RequestFlags();
    this.form = new KeyForm();
    this.input = new ValueInput();
    this.ttl = new TtlFlag();
  }

  private static final class Expectation {
    @Option(names = "--version", paramLabel = "HEX", description = "The row is in this version.")
    private @Nullable String version;

    @Option(names = "--absent", description = "There is no row.")
    private boolean absent;

    Expected expected() {
      if (absent || version == null) {
        return Expected.absent();
      }
      try {
        return Expected.version(HexFormat.of().parseHex(version));
      } catch (IllegalArgumentException e) {
        throw CommandFailed.usage(
            "--version '" + version + "' is not hexadecimal", "see: kv get KEY --json");
      }
    }
  }

  @Override
  public Integer call() {
    byte[] bytes = form.bytes(key);
    Expected expected = expectation.expected();
    if (delete && (value != null || input.hasFile())) {
      throw CommandFailed.usage("--delete takes no value", "leave one of them out");
    }
    if (delete && ttl.given()) {
      throw CommandFailed.usage("--delete takes no --ttl", "leave one of them out");
    }
    byte @Nullable [] content = delete ? null : input.read(value, terminal);
    return request.run(terminal, rows -> compareAndSet(rows, bytes, expected, content));
  }

  private int compareAndSet(
      Keyspace rows, byte[] bytes, Expected expected, byte @Nullable [] content) {
    Answer<CasOutcome> answer =
        content == null
            ? rows.compareAndDelete(bytes, expected)
            : rows.compareAndSet(bytes, expected, content, ttl.ttl());
    CasOutcome outcome = answer.value();
    Optional<String> version = outcome.version().map(Bytes::hex);
    var answers = new Answers(terminal, request.json());
    answers.print(
        answer.receipts(),
        json -> {
          Json.bytesField(json, "key", bytes);
          json.writeBooleanField("applied", outcome.applied());
          if (version.isPresent()) {
            json.writeStringField("version", version.get());
          }
        },
        () -> answers.line(describe(outcome.applied(), version)));
    return (outcome.applied() ? Exit.OK : Exit.REFUSED).code();
  }

  private static String describe(boolean applied, Optional<String> version) {
    return (applied ? "applied; " : "not applied; ")
        + version.map(hex -> "the row is in version " + hex).orElse("there is no row");
  }
}
