package io.capstan.client.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.OptionSpec;

class ErrorReportTest {
  private final CapturedTerminal terminal = CapturedTerminal.piped();

  @ParameterizedTest
  @EnumSource
  void everyFailureEndsWithItsExitCodeAMessageAndAHint(Failure failure) {
    assertEquals(failure.exitCode(), fail(CapstanException.of(failure, "the reason")));
    String[] lines = terminal.err().split("\n", -1);
    assertTrue(lines[0].startsWith("kv: "), lines[0]);
    assertTrue(lines[0].contains("the reason"), lines[0]);
    assertFalse(lines[1].isBlank());
    assertEquals("", terminal.out());
  }

  @ParameterizedTest
  @EnumSource
  void everyExitCodeOfAFailureIsOneThatTheHelpExplains(Failure failure) {
    assertTrue(Arrays.stream(Exit.values()).anyMatch(exit -> exit.code() == failure.exitCode()));
  }

  @Test
  void onlyTheFirstLineOfAMessageIsShown() {
    fail(CapstanException.of(Failure.UNAVAILABLE, "refused\n\tat some.where(Some.java:1)"));
    assertEquals(2, terminal.err().lines().count());
  }

  @Test
  void theCauseOfAFailedStageCounts() {
    var thrown = CapstanException.of(Failure.DISK_FULL, "no room");
    assertEquals(Failure.DISK_FULL.exitCode(), fail(new CompletionException(thrown)));
  }

  @Test
  void jsonCarriesWhatAProgramNeeds() {
    fail(CapstanException.of(Failure.OUTCOME_UNKNOWN, "no answer"), "--json");
    assertEquals(
        "{\"error\":{\"code\":\"OUTCOME_UNKNOWN\",\"number\":40,"
            + "\"message\":\"OUTCOME_UNKNOWN: no answer\",\"definite\":false,\"retryable\":true}}\n",
        terminal.out());
    assertEquals("", terminal.err());
  }

  @Test
  void aCommandThatFailedSaysWhatToDo() {
    assertEquals(5, fail(CommandFailed.unavailable("no cluster", "start one")));
    assertEquals("kv: no cluster\n    start one\n", terminal.err());
  }

  @Test
  void aBugIsShownWithItsStackTrace() {
    assertEquals(Failure.INTERNAL.exitCode(), fail(new IllegalStateException("broken")));
    assertTrue(terminal.err().contains("\tat "), terminal.err());
  }

  private int fail(RuntimeException thrown, String... words) {
    var command = new CommandLine(new Failing(thrown));
    command.getCommandSpec().addOption(OptionSpec.builder("--json").type(boolean.class).build());
    return command
        .setExecutionExceptionHandler(new ErrorReport(terminal.terminal()))
        .execute(words);
  }

  @Command
  private static final class Failing implements Callable<Integer> {
    private final RuntimeException thrown;

    Failing(RuntimeException thrown) {
      this.thrown = thrown;
    }

    @Override
    public Integer call() {
      throw thrown;
    }
  }
}
