package io.capstan.client.shell.local;

import io.capstan.client.shell.CommandFailed;
import io.capstan.client.shell.Exit;
import io.capstan.client.shell.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kv logs}: the end of what the nodes of a local cluster printed. */
@Command(
    name = "logs",
    description = "Shows the end of the nodes' logs.",
    footer = {
      "%nExamples:",
      "  kv logs            the last 50 lines of every node",
      "  kv logs n2 -n 200  more of one node",
      "  kv logs n2 -f      goes on showing what n2 logs, until Ctrl-C"
    })
public final class LogsCommand implements Callable<Integer> {
  @Parameters(paramLabel = "NODE", arity = "0..1", description = "Which node: all.")
  private @Nullable String node;

  @Option(
      names = {"-n", "--lines"},
      paramLabel = "N",
      defaultValue = "50",
      description = "How many lines: ${DEFAULT-VALUE}.")
  private int lines;

  @Option(
      names = {"-f", "--follow"},
      description = "Goes on until Ctrl-C.")
  private boolean follow;

  @Mixin private DirectoryFlag flag = new DirectoryFlag();

  private final Terminal terminal;

  public LogsCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    if (lines < 0) {
      throw CommandFailed.usage("-n " + lines + " is below 0", "try: kv logs -n 50");
    }
    ClusterDirectory directory = flag.choose(terminal);
    LocalCluster cluster = directory.require();
    List<LocalNode> chosen = node == null ? cluster.nodes() : List.of(cluster.node(node));
    List<LogTail> tails = new ArrayList<>();
    for (LocalNode each : chosen) {
      Path log = directory.consoleLog(each);
      tails.add(new LogTail(log));
      print(each, log, chosen.size() > 1);
    }
    if (follow) {
      follow(tails);
    }
    return Exit.OK.code();
  }

  private void print(LocalNode each, Path log, boolean heading) throws IOException {
    if (heading) {
      terminal.out().println("==> " + each.id() + "  " + log);
    }
    if (Files.exists(log)) {
      LogTail.last(log, lines).forEach(terminal.out()::println);
    } else {
      terminal.warn(each.id() + " has not logged anything yet");
    }
    terminal.out().flush();
  }

  private void follow(List<LogTail> tails) throws IOException {
    Poll poll = Poll.system();
    while (poll.pause()) {
      for (LogTail tail : tails) {
        tail.copyNew(terminal.out());
      }
    }
  }
}
