package io.capstan.jepsen.nemesis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Messages a, b, c and so on, in a time that stands still. */
class MessageStreamTest {
  private static final int HELD_MILLIS = 50;

  private final EmbeddedChannel time = new EmbeddedChannel();
  private final List<String> went = new ArrayList<>();

  /** Sends as many messages as there are fates. */
  private MessageStream send(Fate... fates) {
    time.freezeTime();
    Iterator<Fate> drawn = List.of(fates).iterator();
    MessageStream stream =
        new MessageStream(
            time.eventLoop(),
            drawn::next,
            message -> went.add(new String(message, UTF_8)),
            copy -> went.add("again " + new String(copy, UTF_8)));
    for (int i = 0; i < fates.length; i++) {
      stream.message(Character.toString('a' + i).getBytes(UTF_8));
    }
    return stream;
  }

  private void pass(int millis) {
    time.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
    time.runPendingTasks();
  }

  private void end(MessageStream stream) {
    stream.end(() -> went.add("end"));
  }

  @Test
  void aMessageThatComesLaterChangesPlacesWithTheNextThatGoes() {
    end(send(Fate.LATER, Fate.ONCE, Fate.LATER, Fate.LATER, Fate.LATER, Fate.LOST, Fate.ONCE));
    assertEquals(List.of("b", "a", "d", "c", "g", "e", "end"), went);
  }

  @Test
  void aMessageThatComesTwiceComesBeforeTheNextOne() {
    end(send(Fate.TWICE, Fate.TWICE, Fate.LOST, Fate.ONCE));
    assertEquals(List.of("a", "a", "b", "b", "d", "end"), went);
  }

  @Test
  void whatIsHeldGoesWithoutANextOneWhenItsTimeIsOver() {
    MessageStream later = send(Fate.LATER);
    pass(HELD_MILLIS - 1);
    assertEquals(List.of(), went);
    pass(1);
    assertEquals(List.of("a"), went);
    MessageStream twice = send(Fate.TWICE);
    assertEquals(List.of("a", "a"), went);
    pass(HELD_MILLIS);
    assertEquals(List.of("a", "a", "a"), went);
    end(later);
    end(twice);
    assertEquals(List.of("a", "a", "a", "end", "end"), went);
  }

  @Test
  void theOnlyMessageOfACallIsRepeatedElsewhere() {
    end(send(Fate.TWICE));
    assertEquals(List.of("a", "again a", "end"), went);
  }

  @Test
  void theEndTravelsWithTheLastMessage() {
    end(send(Fate.LATER));
    assertEquals(List.of("a", "end"), went);
    went.clear();
    end(send(Fate.LOST, Fate.LOST));
    assertEquals(List.of(), went);
    end(send());
    assertEquals(List.of("end"), went);
  }

  @Test
  void whatIsHeldDoesNotGoAfterTheCallWasCancelled() {
    send(Fate.LATER).cancel();
    pass(HELD_MILLIS);
    assertEquals(List.of(), went);
  }
}
