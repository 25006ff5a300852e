package io.capstan.client.shell.admin;

import io.capstan.client.Admin;
import io.capstan.client.CapstanClient;
import io.capstan.client.NodeDigest;
import io.capstan.client.shell.CommandFailed;
import io.capstan.client.shell.Exit;
import io.capstan.client.shell.Terminal;
import io.capstan.v1.Node;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * {@code kv admin digest}: hashes every replica of every shard as it is right after one and the
 * same entry of the shard's log, and compares.
 */
@Command(
    name = "digest",
    description = "Compares what all replicas of every shard hold, at one entry of its log.",
    footer = {
      "%nExamples:",
      "  kv admin digest",
      "  kv admin digest --json",
      "%nExits with 0 when they are equal, 3 when they differ, 5 when a node does not answer",
      "or has not hashed a replica that it should have, or a shard has no leader. It may take",
      "1 minute, or --timeout."
    })
final class DigestCommand implements Callable<Integer> {
  @Mixin private AdminFlags flags = new AdminFlags();

  private final Terminal terminal;

  DigestCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    DigestComparison comparison =
        flags.ask(
            terminal,
            client ->
                client
                    .cluster()
                    .thenCompose(
                        view ->
                            digest(client, view.nodes())
                                .thenApply(all -> DigestComparison.of(all, view))));
    if (flags.json()) {
      comparison.printJson(terminal.out());
    } else {
      comparison.printTable(terminal.out());
    }
    return exit(comparison).code();
  }

  private Exit exit(DigestComparison comparison) {
    if (!comparison.missing().isEmpty()) {
      String missing =
          String.join(", ", comparison.missing().stream().map(Object::toString).toList());
      terminal.say("kv: not compared: " + missing);
      terminal.say("    their nodes answered without them; see: kv status");
    }
    if (comparison.different()) {
      return Exit.REFUSED;
    }
    return comparison.equal() ? Exit.OK : Exit.UNAVAILABLE;
  }

  /** Fails with the names of the nodes that do not answer: their replicas could not be compared. */
  private CompletionStage<List<NodeDigest>> digest(CapstanClient client, List<Node> nodes) {
    CompletionStage<List<String>> silent = CompletableFuture.completedFuture(List.of());
    for (Node node : nodes) {
      silent =
          silent.thenCombine(
              client.admin().nodeStatus(node.getId()).handle((status, failure) -> failure == null),
              (names, answered) -> answered ? names : with(names, node.getId()));
    }
    return silent.thenCompose(
        names -> {
          if (names.isEmpty()) {
            return client.admin().digest(flags.timeout().orElse(Admin.DIGEST_DEADLINE));
          }
          throw CommandFailed.unavailable(
              "no digest: " + String.join(", ", names) + " did not answer",
              "all nodes must be up; see: kv status");
        });
  }

  private static List<String> with(List<String> names, String name) {
    return Stream.concat(names.stream(), Stream.of(name)).toList();
  }
}
