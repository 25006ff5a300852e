package io.capstan.jepsen.run;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.jepsen.history.Event;
import io.capstan.jepsen.history.Operation;
import io.capstan.jepsen.history.Recorder;
import io.capstan.jepsen.workload.Reply;
import io.capstan.jepsen.workload.Request;
import io.capstan.jepsen.workload.Workloads;
import io.capstan.runtime.Ticker;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LoadTest {
  private static final int CLIENTS = 3;
  private static final int ENOUGH = 60;
  private static final Plan PLAN = FakeStore.plan(CLIENTS, 1_000);

  private final FakeStore store = new FakeStore();
  private final Recorder recorder = new Recorder(Ticker.system());
  private final Load load =
      new Load(
          store,
          Workloads.named("register"),
          FakeStore.LANE,
          PLAN,
          List.of("n1", "n2", "n3"),
          recorder,
          new AtomicInteger());

  private void runUntil(CountDownLatch asked) throws InterruptedException {
    load.start();
    assertTrue(asked.await(30, SECONDS));
    load.stop();
  }

  private List<Operation> operations() {
    return Operation.of(recorder.events());
  }

  @Test
  void everyRequestIsRecordedWithItsEnd() throws InterruptedException {
    CountDownLatch asked = new CountDownLatch(ENOUGH);
    List<Request> received = new CopyOnWriteArrayList<>();
    store.answering(
        honest ->
            request -> {
              received.add(request);
              asked.countDown();
              return honest.call(request);
            });
    runUntil(asked);

    assertEquals(received.size(), load.asked().size());
    assertEquals(received.size(), operations().size());
    assertEquals(received.size(), recorder.count(Event.Type.INVOKE));
    assertEquals(received.size(), recorder.count(Event.Type.OK));
    assertTrue(operations().stream().allMatch(Operation::acknowledged));
    assertEquals(
        CLIENTS, operations().stream().map(one -> one.invoke().process()).distinct().count());
    assertTrue(received.stream().allMatch(one -> one.key().startsWith("strong:")));
  }

  @Test
  void aProcessWhoseRequestMayHaveHappenedAsksNoMoreAndItsClientGoesOnAsAnother()
      throws InterruptedException {
    CountDownLatch asked = new CountDownLatch(ENOUGH);
    AtomicInteger calls = new AtomicInteger();
    store.answering(
        honest ->
            request -> {
              asked.countDown();
              return calls.incrementAndGet() % 4 == 0
                  ? Reply.info("a time-out")
                  : honest.call(request);
            });
    runUntil(asked);

    List<Operation> unknown = operations().stream().filter(Operation::unknown).toList();
    assertTrue(unknown.size() >= ENOUGH / 4, () -> unknown.size() + " of unknown end");
    for (Operation last : unknown) {
      assertTrue(
          operations().stream()
              .filter(one -> one.invoke().process() == last.invoke().process())
              .allMatch(one -> one.start() <= last.start()),
          last::toString);
    }
    assertEquals(0, store.clients.get());
  }

  @Test
  void aProcessThatWasRefusedGoesOn() throws InterruptedException {
    CountDownLatch asked = new CountDownLatch(ENOUGH);
    store.answering(
        honest ->
            request -> {
              asked.countDown();
              return Reply.fail("no");
            });
    runUntil(asked);
    assertEquals(
        CLIENTS, operations().stream().map(one -> one.invoke().process()).distinct().count());
  }

  @Test
  void stopWaitsForTheRepliesToAll() throws Exception {
    CountDownLatch asked = new CountDownLatch(CLIENTS);
    CountDownLatch answered = new CountDownLatch(1);
    store.answering(
        honest ->
            request -> {
              asked.countDown();
              await(answered);
              return honest.call(request);
            });
    load.start();
    assertTrue(asked.await(30, SECONDS));
    CompletableFuture<Void> stopped = CompletableFuture.runAsync(load::stop);
    assertThrows(TimeoutException.class, () -> stopped.get(200, MILLISECONDS));

    answered.countDown();
    stopped.get(30, SECONDS);
    assertEquals(CLIENTS, operations().size());
    assertTrue(operations().stream().allMatch(Operation::acknowledged));
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aClientThatFailsInAWayThatNoReplyHasIsTold() throws InterruptedException {
    CountDownLatch asked = new CountDownLatch(1);
    IllegalArgumentException bug = new IllegalArgumentException("a bug");
    store.answering(
        honest ->
            request -> {
              asked.countDown();
              throw bug;
            });
    load.start();
    assertTrue(asked.await(30, SECONDS));
    IllegalStateException told = assertThrows(IllegalStateException.class, load::stop);
    assertSame(bug, told.getCause());
  }
}
