package io.capstan.client.shell;

import io.capstan.client.shell.output.Json;
import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * What a person, or with {@code --json} a program, reads when a command fails: {@code kv:} and the
 * message, then a line that says what to do.
 */
final class ErrorReport implements IExecutionExceptionHandler, IParameterExceptionHandler {
  private static final String JSON = "--json";

  private final Terminal terminal;

  ErrorReport(Terminal terminal) {
    this.terminal = terminal;
  }

  /** One failure, ready to print. */
  private record Report(int exitCode, Failure failure, String message, String hint) {}

  @Override
  public int handleParseException(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    Optional<String> unknownCommand = unknownCommand(e);
    String message =
        unknownCommand.map(word -> "unknown command '" + word + "'").orElse(message(e));
    String hint = unknownCommand.map(word -> didYouMean(word, command)).orElse(helpOf(command));
    boolean json = Arrays.asList(args).contains(JSON);
    print(json, new Report(Exit.USAGE.code(), Failure.INVALID_ARGUMENT, message, hint));
    if (!json && unknownCommand.isEmpty()) {
      UnmatchedArgumentException.printSuggestions(e, command.getErr());
    }
    return Exit.USAGE.code();
  }

  /** The word that stands where a command should. */
  private static Optional<String> unknownCommand(ParameterException e) {
    if (e instanceof UnmatchedArgumentException unmatched
        && !e.getCommandLine().getSubcommands().isEmpty()) {
      return unmatched.getUnmatched().stream().findFirst().filter(word -> !word.startsWith("-"));
    }
    return Optional.empty();
  }

  private static String didYouMean(String word, CommandLine command) {
    return Spelling.nearest(word, command.getSubcommands().keySet())
        .map(near -> "did you mean '" + near + "'? ")
        .orElse("")
        .concat(helpOf(command));
  }

  private static String helpOf(CommandLine command) {
    return "see: " + command.getCommandSpec().qualifiedName() + " --help";
  }

  @Override
  public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
    Report report = report(e);
    print(asksForJson(parsed), report);
    if (report.failure() == Failure.INTERNAL) {
      e.printStackTrace(terminal.err());
    }
    return report.exitCode();
  }

  private static Report report(Throwable thrown) {
    if (thrown instanceof CompletionException && thrown.getCause() != null) {
      return report(thrown.getCause());
    }
    if (thrown instanceof CommandFailed failed) {
      return new Report(failed.exit().code(), failed.failure(), message(failed), failed.hint());
    }
    if (thrown instanceof CapstanException refused) {
      Failure failure = refused.failure();
      return new Report(failure.exitCode(), failure, message(refused), Hints.of(failure));
    }
    return new Report(
        Failure.INTERNAL.exitCode(),
        Failure.INTERNAL,
        "unexpected: " + thrown,
        "this is a bug; please report it with what follows");
  }

  private static String message(Throwable thrown) {
    String message = thrown.getMessage();
    // gRPC puts stack traces into the lines below the first.
    return message == null ? thrown.toString() : message.lines().findFirst().orElse("");
  }

  private void print(boolean json, Report report) {
    if (!json) {
      terminal.say("kv: " + report.message());
      terminal.say("    " + report.hint());
      return;
    }
    Json.print(
        terminal.out(),
        fields -> {
          fields.writeObjectFieldStart("error");
          fields.writeStringField("code", report.failure().name());
          fields.writeNumberField("number", report.failure().number());
          fields.writeStringField("message", report.message());
          fields.writeBooleanField("definite", report.failure().definite());
          fields.writeBooleanField("retryable", report.failure().retryable());
          fields.writeEndObject();
        });
  }

  private static boolean asksForJson(ParseResult parsed) {
    ParseResult innermost = parsed;
    while (innermost.hasSubcommand()) {
      innermost = innermost.subcommand();
    }
    return innermost.matchedOptionValue(JSON, false);
  }
}
