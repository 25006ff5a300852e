package io.capstan.client.shell;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code kv completion}: what makes bash or zsh complete the words after {@code kv}. */
@Command(
    name = "completion",
    description = "Prints the completion of kv for a command interpreter.",
    footer = {
      "%nExamples:",
      "  source <(kv completion bash)                       for this session",
      "  kv completion bash > ~/.local/share/bash-completion/completions/kv",
      "  echo 'source <(kv completion zsh)' >> ~/.zshrc"
    })
final class CompletionCommand implements Callable<Integer> {
  /** Marks the file for zsh's own search; the script itself loads bash's completion into zsh. */
  private static final String ZSH_HEADER = "#compdef kv";

  @Parameters(paramLabel = "bash|zsh", description = "The interpreter: ${COMPLETION-CANDIDATES}.")
  private Interpreter interpreter = Interpreter.bash;

  private final Terminal terminal;

  /** As they are called on the command line. */
  private enum Interpreter {
    bash,
    zsh
  }

  CompletionCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (interpreter == Interpreter.zsh) {
      terminal.out().println(ZSH_HEADER);
    }
    terminal.out().println(AutoComplete.bash("kv", Kv.commandLine(terminal, "")));
    return Exit.OK.code();
  }
}
