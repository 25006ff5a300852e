package io.capstan.client.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.HelpCommand;

class KvTest {
  @Test
  void theHelpOfEveryCommandMentionsEveryExitCode() {
    for (CommandLine command : everyCommand()) {
      String help = command.getUsageMessage();
      for (Exit exit : Exit.values()) {
        assertTrue(
            help.contains(exit.code() + "   " + exit.meaning()), () -> exit + " is not in " + help);
      }
    }
  }

  @Test
  void theHelpOfEveryCommandHasExamples() {
    for (CommandLine command : everyCommand()) {
      assertTrue(command.getUsageMessage().contains("Examples:"), command::getCommandName);
    }
  }

  @Test
  void theHelpOfEveryCommandDescribesEveryOption() {
    for (CommandLine command : everyCommand()) {
      for (var option : command.getCommandSpec().options()) {
        assertTrue(
            option.description().length > 0,
            () -> command.getCommandName() + " " + option.longestName());
      }
    }
  }

  @Test
  void noHelpShowsAVariableThatWasNotFilledIn() {
    for (CommandLine command : everyCommand()) {
      assertFalse(command.getUsageMessage().contains("${"), command::getUsageMessage);
    }
  }

  @Test
  void anUnknownCommandIsAUsageErrorWithASuggestion() {
    var terminal = CapturedTerminal.piped();
    assertEquals(2, terminal.kv("gte", "key"));
    assertEquals(
        "kv: unknown command 'gte'\n    did you mean 'get'? see: kv --help\n", terminal.err());
  }

  @Test
  void aWordThatIsNearToNothingGetsNoSuggestion() {
    var terminal = CapturedTerminal.piped();
    assertEquals(2, terminal.kv("keyspace", "frobnicate"));
    assertEquals("kv: unknown command 'frobnicate'\n    see: kv keyspace --help\n", terminal.err());
  }

  @Test
  void anUnknownOptionIsAUsageErrorWithASuggestion() {
    var terminal = CapturedTerminal.piped();
    assertEquals(2, terminal.kv("put", "key", "value", "--recepit"));
    assertTrue(terminal.err().contains("--receipt"), terminal.err());
    assertTrue(terminal.err().contains("kv put --help"), terminal.err());
  }

  @Test
  void aUsageErrorIsAnObjectWhenJsonIsAskedFor() {
    var terminal = CapturedTerminal.piped();
    assertEquals(2, terminal.kv("get", "--json", "--level", "sometimes", "key"));
    assertTrue(terminal.out().startsWith("{\"error\":{\"code\":\"INVALID_ARGUMENT\""));
    assertEquals("", terminal.err());
  }

  @Test
  void withoutACommandTheHelpIsShown() {
    var terminal = CapturedTerminal.piped();
    assertEquals(2, terminal.kv());
    assertTrue(terminal.out().contains("Usage: kv"), terminal.out());
  }

  @Test
  void helpOfACommandIsNoError() {
    var terminal = CapturedTerminal.piped();
    assertEquals(0, terminal.kv("help", "put"));
    assertTrue(terminal.out().contains("Usage: kv put"), terminal.out());
  }

  @Test
  void aCommandOfAnotherModuleRunsAndStandsInTheHelp() {
    var terminal = CapturedTerminal.piped();
    assertEquals(3, terminal.kv("added-by-test"));
    assertEquals("added\n", terminal.out());
    terminal.kv("help");
    assertTrue(terminal.out().contains("added-by-test"), terminal.out());
  }

  @Test
  void aBuiltInCommandIsBuiltAlone() {
    var commands = Kv.commandLine(CapturedTerminal.piped().terminal(), "get").getSubcommands();
    assertEquals(List.of("get"), List.copyOf(commands.keySet()));
  }

  @Test
  void anArgumentMayBeginWithAnAtSign() {
    var parsed =
        Kv.commandLine(CapturedTerminal.piped().terminal(), "put")
            .parseArgs("put", "key", "@no-such-file");
    assertEquals("@no-such-file", parsed.subcommand().matchedPositionalValue(1, ""));
  }

  @Test
  void anIncrementMayBeNegative() {
    var parsed =
        Kv.commandLine(CapturedTerminal.piped().terminal(), "incr").parseArgs("incr", "key", "-5");
    assertEquals(-5L, parsed.subcommand().<Long>matchedPositionalValue(1, 0L));
  }

  @Test
  void anIncrementTakesNoUnknownOptionForItsKey() {
    for (String[] words :
        List.of(
            new String[] {"incr", "--timout", "10"},
            new String[] {"incr", "key", "--timout"},
            new String[] {"incr", "-5"})) {
      var terminal = CapturedTerminal.piped();
      assertEquals(2, terminal.kv(words), () -> String.join(" ", words));
    }
  }

  @Test
  void aKeyThatBeginsWithAMinusGoesAfterTwoOfThem() {
    var terminal = CapturedTerminal.piped();
    assertEquals(5, terminal.kv("incr", "--server", "127.0.0.1:1", "--timeout", "1s", "--", "-5"));
  }

  @Test
  void outputThatCannotBeWrittenIsSaidAndHasAnExitCode() {
    var terminal = CapturedTerminal.printingTo(failing("No space left on device"));
    assertEquals(6, terminal.kv("version"));
    assertTrue(terminal.err().contains("No space left on device"), terminal.err());
  }

  @Test
  void aReaderThatHasGoneAwayIsNoFailure() {
    var terminal = CapturedTerminal.printingTo(failing("Broken pipe"));
    assertEquals(0, terminal.kv("version"));
    assertEquals("", terminal.err());
  }

  @Test
  void aFailureKeepsItsExitCodeWhenTheOutputIsLostToo() {
    var terminal = CapturedTerminal.printingTo(failing("No space left on device"));
    assertEquals(2, terminal.kv("get", "--json", "--level", "sometimes", "key"));
  }

  private static OutputStream failing(String reason) {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        throw new IOException(reason);
      }
    };
  }

  private static List<CommandLine> everyCommand() {
    List<CommandLine> all = new ArrayList<>();
    collect(Kv.commandLine(CapturedTerminal.piped().terminal(), "help"), all);
    return all;
  }

  private static void collect(CommandLine command, List<CommandLine> into) {
    boolean ours = !(command.getCommand() instanceof HelpCommand);
    if (ours && !command.getCommandName().equals("added-by-test")) {
      into.add(command);
    }
    command.getSubcommands().values().forEach(sub -> collect(sub, into));
  }
}
