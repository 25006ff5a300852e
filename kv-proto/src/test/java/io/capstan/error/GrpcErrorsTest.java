package io.capstan.error;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.v1.Error;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;

class GrpcErrorsTest {
  @Test
  void anErrorCrossesAStatusUnchanged() {
    for (Failure failure : Failure.values()) {
      Error sent =
          CapstanException.of(failure, "what was wrong")
              .withTryNode("n2")
              .withRetryAfterMillis(40)
              .error();
      StatusRuntimeException status = GrpcErrors.toStatus(sent);
      assertEquals(failure.grpcCode(), status.getStatus().getCode());
      assertEquals(sent, GrpcErrors.fromStatus(status).error());
      assertEquals(failure, GrpcErrors.fromStatus(status).failure());
    }
  }

  @Test
  void aBrokenConnectionLeavesTheOutcomeUnknown() {
    Status reset = Status.UNAVAILABLE.withCause(new IOException("Connection reset by peer"));
    assertEquals(Failure.OUTCOME_UNKNOWN, read(reset));
    assertEquals(Failure.OUTCOME_UNKNOWN, read(Status.UNAVAILABLE));
    assertEquals(Failure.OUTCOME_UNKNOWN, read(Status.CANCELLED));
    assertEquals(Failure.OUTCOME_UNKNOWN, read(Status.RESOURCE_EXHAUSTED));
    assertFalse(read(Status.DEADLINE_EXCEEDED).definite());
  }

  @Test
  void aConnectionThatWasNeverMadeIsDefinite() {
    for (Exception cause :
        List.of(
            new ConnectException("Connection refused"),
            new NoRouteToHostException("No route to host"),
            new UnknownHostException("nowhere"))) {
      Status status = Status.UNAVAILABLE.withCause(cause);
      assertEquals(Failure.UNAVAILABLE, read(status), cause::toString);
      assertTrue(read(status).definite());
    }
  }

  @Test
  void whatIsNoStatusMayHaveHappened() {
    assertEquals(
        Failure.OUTCOME_UNKNOWN,
        GrpcErrors.fromStatus(new IllegalStateException("a bug")).failure());
  }

  @Test
  void aTrailerThatIsNoErrorIsIgnored() {
    Metadata trailers = new Metadata();
    trailers.put(GrpcErrors.ERROR_KEY, new byte[] {0x0f});
    StatusRuntimeException status = Status.INTERNAL.asRuntimeException(trailers);
    assertEquals(Failure.OUTCOME_UNKNOWN, GrpcErrors.fromStatus(status).failure());
  }

  @Test
  void aCapstanExceptionIsFoundAmongTheCauses() {
    CapstanException cause = CapstanException.of(Failure.OVERLOADED, "queue full");
    assertSame(cause, GrpcErrors.fromStatus(new IllegalStateException(cause)));
  }

  @Test
  void onlyBugsHaveAStackTrace() {
    assertEquals(0, CapstanException.of(Failure.NOT_LEADER, "").getStackTrace().length);
    assertTrue(CapstanException.of(Failure.INTERNAL, "").getStackTrace().length > 0);
  }

  private static Failure read(Status status) {
    return GrpcErrors.fromStatus(status.asRuntimeException()).failure();
  }
}
