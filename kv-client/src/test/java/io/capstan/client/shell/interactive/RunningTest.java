package io.capstan.client.shell.interactive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.client.shell.CapturedTerminal;
import java.util.OptionalInt;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class RunningTest {
  private final CapturedTerminal captured = CapturedTerminal.piped();

  @Test
  void aCommandGivesItsExitCodeAndItsOutput() {
    Running running =
        Running.start(
            captured.terminal(),
            own -> {
              own.out().println("out");
              own.say("err");
              return 3;
            });
    assertEquals(OptionalInt.of(3), running.await());
    assertEquals("out\n", captured.out());
    assertEquals("err\n", captured.err());
  }

  @Test
  void aStoppedCommandIsNotWaitedForAndPrintsNoMore() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    CountDownLatch over = new CountDownLatch(1);
    AtomicBoolean outIsShut = new AtomicBoolean();
    Running running =
        Running.start(
            captured.terminal(),
            own -> {
              own.out().println("before");
              begun.countDown();
              awaitUninterrupted(goOn);
              own.out().println("after");
              own.say("after");
              outIsShut.set(own.out().checkError());
              over.countDown();
              return 0;
            });
    assertTrue(begun.await(10, TimeUnit.SECONDS));
    running.stop();
    assertEquals(OptionalInt.empty(), running.await());
    goOn.countDown();
    assertTrue(over.await(10, TimeUnit.SECONDS));
    assertTrue(outIsShut.get(), "who prints without end sees that nobody reads");
    assertEquals("before\n", captured.out());
    assertEquals("", captured.err());
  }

  @Test
  void aStoppedCommandIsInterrupted() throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    Running running =
        Running.start(
            captured.terminal(),
            own -> {
              try {
                never.await();
              } catch (InterruptedException e) {
                interrupted.countDown();
              }
              return 0;
            });
    running.stop();
    assertTrue(interrupted.await(10, TimeUnit.SECONDS));
  }

  @Test
  void aBugInACommandIsNotSwallowed() {
    Running running =
        Running.start(
            captured.terminal(),
            own -> {
              throw new IllegalStateException("bug");
            });
    assertThrows(CompletionException.class, running::await);
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    boolean open = false;
    while (!open) {
      try {
        latch.await();
        open = true;
      } catch (InterruptedException stopped) {
        open = latch.getCount() == 0;
      }
    }
  }
}
