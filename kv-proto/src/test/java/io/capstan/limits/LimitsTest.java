package io.capstan.limits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class LimitsTest {
  @Test
  void theLimitsAreTheDocumentedOnes() {
    assertEquals(4096, Limits.KEY_BYTES_MAX);
    assertEquals(1_048_576, Limits.VALUE_BYTES_MAX);
    assertEquals(512, Limits.BATCH_OPERATIONS_MAX);
    assertEquals(4_194_304, Limits.FRAME_BYTES_MAX);
    assertEquals(1000, Limits.SCAN_ROWS_MAX);
    assertEquals(1_048_576, Limits.SCAN_BYTES_MAX);
    assertEquals(64, Limits.KEYSPACE_NAME_MAX);
    assertEquals(1024, Limits.SESSION_WINDOW);
    assertEquals(315_360_000_000L, Limits.TTL_MILLIS_MAX);
  }

  @Test
  void whatIsAtItsLimitPasses() {
    Limits.checkKey(1);
    Limits.checkKey(4096);
    Limits.checkValue(0);
    Limits.checkValue(1 << 20);
    Limits.checkBatch(512);
    Limits.checkFrame(4 << 20);
    Limits.checkScanRows(1000);
    Limits.checkTtl(0);
    Limits.checkTtl(315_360_000_000L);
    Limits.checkKeyspaceName("a".repeat(64));
    Limits.checkKeyspaceName("orders-2_eu");
  }

  @Test
  void whatIsOverItsLimitIsRefusedWithBothNumbers() {
    refused(
        Failure.LIMIT_EXCEEDED, "4097, limit KEY_BYTES_MAX = 4096", () -> Limits.checkKey(4097));
    refused(
        Failure.LIMIT_EXCEEDED,
        "1048577, limit VALUE_BYTES_MAX = 1048576",
        () -> Limits.checkValue((1 << 20) + 1));
    refused(Failure.LIMIT_EXCEEDED, "BATCH_OPERATIONS_MAX", () -> Limits.checkBatch(513));
    refused(Failure.LIMIT_EXCEEDED, "FRAME_BYTES_MAX", () -> Limits.checkFrame((4 << 20) + 1));
    refused(Failure.LIMIT_EXCEEDED, "SCAN_ROWS_MAX", () -> Limits.checkScanRows(1001));
    refused(
        Failure.LIMIT_EXCEEDED,
        "315360000001, limit TTL_MILLIS_MAX = 315360000000",
        () -> Limits.checkTtl(315_360_000_001L));
    refused(
        Failure.LIMIT_EXCEEDED,
        "KEYSPACE_NAME_MAX",
        () -> Limits.checkKeyspaceName("a".repeat(65)));
  }

  @Test
  void whatIsMalformedIsInvalid() {
    refused(Failure.INVALID_ARGUMENT, "empty", () -> Limits.checkKey(0));
    refused(Failure.INVALID_ARGUMENT, "empty", () -> Limits.checkBatch(0));
    refused(Failure.INVALID_ARGUMENT, "-1 rows", () -> Limits.checkScanRows(-1));
    refused(Failure.INVALID_ARGUMENT, "-1 ms", () -> Limits.checkTtl(-1));
    for (String name : new String[] {"", "9lives", "Orders", "a b", "a/b", "é"}) {
      refused(Failure.INVALID_ARGUMENT, name, () -> Limits.checkKeyspaceName(name));
    }
  }

  private static void refused(Failure failure, String inMessage, Executable check) {
    CapstanException thrown = assertThrows(CapstanException.class, check);
    assertEquals(failure, thrown.failure());
    assertTrue(thrown.error().getMessage().contains(inMessage), thrown.getMessage());
  }
}
