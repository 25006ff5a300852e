package io.capstan.client.shell.interactive;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.capstan.client.routing.ClusterView;
import io.capstan.client.shell.data.SessionStore;
import io.capstan.session.SessionToken;
import io.capstan.v1.GetClusterResponse;
import io.capstan.v1.Keyspace;
import io.capstan.v1.KeyspaceOptions;
import io.capstan.v1.Level;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class PromptTest {
  private static final Optional<ClusterView> VIEW =
      Optional.of(
          new ClusterView(
              GetClusterResponse.newBuilder()
                  .addKeyspaces(Keyspace.newBuilder().setName("plain"))
                  .addKeyspaces(
                      Keyspace.newBuilder()
                          .setName("fresh")
                          .setOptions(
                              KeyspaceOptions.newBuilder().setDefaultLevel(Level.LEVEL_STRONG)))
                  .build()));

  @Test
  void itShowsTheKeyspaceAndTheLevelThatReadsAreServedAt() {
    assertEquals("capstan(plain @session)> ", prompt("plain", "", VIEW, false));
    assertEquals("capstan(fresh @strong)> ", prompt("fresh", "", VIEW, false));
    assertEquals("capstan(fresh @bounded:5s)> ", prompt("fresh", "bounded:5s", VIEW, false));
  }

  @Test
  void whatIsNotKnownIsNotGuessed() {
    assertEquals("capstan(plain @default)> ", prompt("plain", "", Optional.empty(), false));
    assertEquals("capstan(gone @default)> ", prompt("gone", "", VIEW, false));
  }

  @Test
  void aStarSaysThatASessionIsHeld() {
    assertEquals("capstan(plain @session*)> ", prompt("plain", "", VIEW, true));
  }

  private static String prompt(
      String keyspace, String level, Optional<ClusterView> view, boolean held) {
    ShellSettings settings = new ShellSettings(keyspace, true);
    settings.setLevel(level);
    return Prompt.of(settings, view, held ? Optional.of(new Empty()) : Optional.empty());
  }

  private static final class Empty implements SessionStore {
    @Override
    public SessionToken read() {
      return SessionToken.empty(0);
    }

    @Override
    public void merge(SessionToken seen) {
      throw new AssertionError("a prompt changes nothing");
    }
  }
}
