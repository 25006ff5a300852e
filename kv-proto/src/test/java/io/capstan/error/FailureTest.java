package io.capstan.error;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.v1.ErrorCode;
import io.grpc.Status;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class FailureTest {
  @Test
  void everyErrorCodeHasAFailureOfItsNameAndNumber() {
    for (ErrorCode code : ErrorCode.values()) {
      if (code == ErrorCode.UNRECOGNIZED || code == ErrorCode.ERROR_CODE_UNSPECIFIED) {
        continue;
      }
      Failure failure = Failure.of(code);
      assertEquals(code, failure.proto());
      assertEquals("ERROR_CODE_" + failure.name(), code.name());
      assertEquals(code.getNumber(), failure.number());
    }
    assertEquals(ErrorCode.values().length - 2, Failure.values().length);
  }

  @Test
  void aCodeOfALaterReleaseIsInternalAndMayHaveHappened() {
    assertEquals(Failure.INTERNAL, Failure.of(ErrorCode.UNRECOGNIZED));
    assertEquals(Failure.INTERNAL, Failure.of(ErrorCode.ERROR_CODE_UNSPECIFIED));
    assertFalse(Failure.INTERNAL.definite());
  }

  @Test
  void onlyTheseMayHaveHappened() {
    assertEquals(
        Arrays.asList(
            Failure.OUTCOME_UNKNOWN,
            Failure.DEADLINE_EXCEEDED,
            Failure.INTERNAL,
            Failure.DUPLICATE_EXPIRED),
        Arrays.stream(Failure.values()).filter(failure -> !failure.definite()).toList());
  }

  @Test
  void theExitCodeFollowsFromCertaintyAndRetry() {
    for (Failure failure : Failure.values()) {
      if (!failure.definite()) {
        assertEquals(4, failure.exitCode(), failure.name());
      } else if (failure.retryable()) {
        assertEquals(5, failure.exitCode(), failure.name());
      } else {
        assertTrue(failure.exitCode() == 2 || failure.exitCode() == 3, failure.name());
      }
    }
  }

  @Test
  void noFailureLooksLikeSuccess() {
    for (Failure failure : Failure.values()) {
      assertNotEquals(Status.Code.OK, failure.grpcCode());
      assertFalse(failure.meaning().isBlank());
    }
  }
}
