package io.capstan.jepsen.nemesis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.jepsen.cluster.Node;
import io.capstan.jepsen.nemesis.NodeDisk.Condition;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DiskActionTest {
  /** What happened to the node and its disk. */
  private final List<String> done = new ArrayList<>();

  private final Set<Condition> met = EnumSet.noneOf(Condition.class);
  private long nanos;

  private DiskAction action(Condition condition) {
    return new DiskAction(
        () -> nanos, node(), disk(), condition, node -> done.add("await " + node.id()));
  }

  private NodeDisk disk() {
    return new NodeDisk() {
      @Override
      public void set(Condition condition) {
        done.add(condition.name());
      }

      @Override
      public boolean wasMet(Condition condition) {
        return met.contains(condition);
      }
    };
  }

  private Node node() {
    return new Node() {
      @Override
      public String id() {
        return "n1";
      }

      @Override
      public void start() {
        done.add("start");
      }

      @Override
      public boolean isAlive() {
        return true;
      }

      @Override
      public boolean isPaused() {
        return false;
      }

      @Override
      public void kill() {
        done.add("kill");
      }

      @Override
      public void pause() {
        done.add("pause");
      }

      @Override
      public void resume() {
        done.add("resume");
      }

      @Override
      public String tail(int lines) {
        return "";
      }
    };
  }

  @Test
  void itBitesSinceTheNodeHasMetTheDiskSo() {
    DiskAction action = action(Condition.FULL);
    action.inject();
    met.add(Condition.WELL);
    assertEquals(OptionalLong.empty(), action.bitesSince());
    nanos = 5;
    met.add(Condition.FULL);
    assertEquals(OptionalLong.of(5), action.bitesSince());
    nanos = 6;
    assertEquals(OptionalLong.of(5), action.bitesSince());
  }

  @Test
  void itBitesNoMoreWhenTheDiskIsNoLongerSo() {
    DiskAction action = action(Condition.SLOW);
    action.inject();
    met.add(Condition.SLOW);
    assertEquals(OptionalLong.of(0), action.bitesSince());
    met.remove(Condition.SLOW);
    assertEquals(OptionalLong.empty(), action.bitesSince());
  }

  @Test
  void aNodeWhoseDiskFailedIsStartedAnewOnceTheDiskIsWell() {
    for (Condition failed : List.of(Condition.FULL, Condition.FSYNC_FAILS)) {
      done.clear();
      DiskAction action = action(failed);
      action.inject();
      action.end();
      assertEquals(List.of(failed.name(), "WELL", "kill", "start", "await n1"), done);
    }
  }

  @Test
  void aNodeWhoseDiskWasSlowGoesOn() {
    DiskAction action = action(Condition.SLOW);
    action.inject();
    action.end();
    assertEquals(List.of("SLOW", "WELL"), done);
  }

  @Test
  void itHasHealedSinceTheNodeHasMetTheDiskWell() {
    DiskAction action = action(Condition.SLOW);
    action.inject();
    met.add(Condition.SLOW);
    action.end();
    assertEquals(OptionalLong.empty(), action.healedSince());
    nanos = 9;
    met.add(Condition.WELL);
    assertEquals(OptionalLong.of(9), action.healedSince());
    assertTrue(action.nodes().contains("n1"));
  }
}
