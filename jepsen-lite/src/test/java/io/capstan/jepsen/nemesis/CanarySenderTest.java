package io.capstan.jepsen.nemesis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CanarySenderTest {
  private static final int BOUND = 256;

  private final CountedCalls calls = new CountedCalls();
  private final CanarySender sender = new CanarySender(0, new Link("n1", "n2"), calls, () -> 0);

  private void send(int times) {
    for (int i = 0; i < times; i++) {
      sender.send();
    }
  }

  @Test
  void aLinkThatLetsNothingThroughIsSentNoMoreThanABound() {
    send(3 * BOUND);
    assertEquals(BOUND, calls.sent);
  }

  @Test
  void whatArrivesMakesRoomAlsoForWhatWasLostBeforeIt() {
    send(BOUND);
    sender.arrived(100);
    send(BOUND);
    assertEquals(BOUND + 100, calls.sent);
  }

  @Test
  void afterTheHealingAsManyMayBeUnderwayAgain() {
    send(BOUND);
    sender.healed();
    send(2 * BOUND);
    assertEquals(2 * BOUND, calls.sent);
  }

  /** Calls that take every message and answer nothing. */
  private static final class CountedCalls extends ManagedChannel {
    private int sent;

    @Override
    public <Q, R> ClientCall<Q, R> newCall(MethodDescriptor<Q, R> method, CallOptions options) {
      return new ClientCall<>() {
        @Override
        public void start(Listener<R> listener, Metadata headers) {}

        @Override
        public void request(int messages) {}

        @Override
        public void cancel(String message, Throwable cause) {}

        @Override
        public void halfClose() {}

        @Override
        public void sendMessage(Q message) {
          sent++;
        }
      };
    }

    @Override
    public String authority() {
      return "nowhere";
    }

    @Override
    public ManagedChannel shutdown() {
      return this;
    }

    @Override
    public boolean isShutdown() {
      return false;
    }

    @Override
    public boolean isTerminated() {
      return false;
    }

    @Override
    public ManagedChannel shutdownNow() {
      return this;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
      return true;
    }
  }
}
