package io.capstan.client.shell.demo;

import io.capstan.client.Admin;
import io.capstan.client.shell.CommandFailed;
import io.capstan.client.shell.Terminal;
import io.capstan.client.shell.local.RunningCluster;
import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.v1.GetClusterResponse;
import io.capstan.v1.Keyspace;
import io.capstan.v1.KeyspaceOptions;
import io.capstan.v1.Mode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** The keyspaces of the demo, which are its own. */
final class DemoKeyspaces {
  static final String STRONG = "demo-strong";
  static final String EVENTUAL = "demo-eventual";
  private static final Duration CHANGE_MAX = Duration.ofSeconds(20);

  private final RunningCluster cluster;
  private final Admin admin;

  DemoKeyspaces(RunningCluster cluster, Admin admin) {
    this.cluster = cluster;
    this.admin = admin;
  }

  /** Makes them new and empty, known to every node. */
  void make() {
    dropIfThere(STRONG);
    dropIfThere(EVENTUAL);
    List<Keyspace> made =
        List.of(make(STRONG, Mode.MODE_STRONG), make(EVENTUAL, Mode.MODE_EVENTUAL));
    boolean known =
        cluster
            .await(
                CHANGE_MAX,
                () ->
                    cluster.nodes().stream().allMatch(node -> knows(node, made))
                        ? Optional.of(made)
                        : Optional.empty())
            .isPresent();
    if (!known) {
      throw CommandFailed.unavailable(
          "not every node knows of the new keyspaces after " + CHANGE_MAX.toSeconds() + " s",
          "see: kv status");
    }
  }

  private Keyspace make(String name, Mode mode) {
    return wait(admin.createKeyspace(name, mode, KeyspaceOptions.getDefaultInstance()));
  }

  private boolean knows(String node, List<Keyspace> made) {
    return cluster
        .view(node)
        .map(GetClusterResponse::getKeyspacesList)
        .filter(known -> known.containsAll(made))
        .isPresent();
  }

  /**
   * Tries again also when it is not known whether it was done, which {@link Admin} does not: to
   * drop twice does no harm.
   */
  private void dropIfThere(String name) {
    boolean gone =
        cluster
            .await(CHANGE_MAX, () -> isDropped(name) ? Optional.of(name) : Optional.empty())
            .isPresent();
    if (!gone) {
      throw CommandFailed.unavailable(
          "keyspace " + name + " could not be dropped",
          "see kv status; then: kv keyspace drop " + name + " --yes");
    }
  }

  private boolean isDropped(String name) {
    try {
      var unused = wait(admin.dropKeyspace(name));
      return true;
    } catch (CapstanException e) {
      if (e.failure() != Failure.KEYSPACE_UNKNOWN && !e.failure().retryable()) {
        throw e;
      }
      return e.failure() == Failure.KEYSPACE_UNKNOWN;
    }
  }

  /** Takes them away; warns when that fails. */
  void drop(Terminal terminal) {
    try {
      dropIfThere(STRONG);
      dropIfThere(EVENTUAL);
    } catch (CapstanException | CommandFailed e) {
      terminal.warn("the keyspaces of the demo may still be there: " + e.getMessage());
    }
  }

  private static <T> T wait(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().join();
    } catch (CompletionException e) {
      throw CapstanException.from(e);
    }
  }
}
