package io.capstan.limits;

import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import java.util.regex.Pattern;

/**
 * The bounds on what one request may carry, and the checks that hold them.
 *
 * <p>A check throws {@link CapstanException}: {@link Failure#LIMIT_EXCEEDED} for what is too big,
 * with the name of the limit and both numbers, {@link Failure#INVALID_ARGUMENT} for what is
 * malformed.
 */
public final class Limits {
  /** The longest key, in bytes. The shortest has one byte. */
  public static final int KEY_BYTES_MAX = 4096;

  /** The longest value, in bytes. */
  public static final int VALUE_BYTES_MAX = 1 << 20;

  /** The most reads or writes in one batch. */
  public static final int BATCH_OPERATIONS_MAX = 512;

  /** The largest frame of a pipeline, and the largest batch, asked or answered, in bytes. */
  public static final int FRAME_BYTES_MAX = 4 << 20;

  /** The most rows in one page of a scan. */
  public static final int SCAN_ROWS_MAX = 1000;

  /** Where a page of a scan ends early, in bytes of keys and values. */
  public static final int SCAN_BYTES_MAX = 1 << 20;

  /** The longest name of a keyspace, in characters. */
  public static final int KEYSPACE_NAME_MAX = 64;

  /** How far a request's sequence number may run ahead of its session's first incomplete one. */
  public static final int SESSION_WINDOW = 1024;

  /** The longest life that a write may give its row, in milliseconds: ten years of 365 days. */
  public static final long TTL_MILLIS_MAX = 3650L * 24 * 60 * 60 * 1000;

  private static final Pattern KEYSPACE_NAME = Pattern.compile("[a-z][a-z0-9_-]*");

  private Limits() {}

  public static void checkKey(int bytes) {
    if (bytes == 0) {
      throw invalid("the key is empty; a key has 1 to " + KEY_BYTES_MAX + " bytes");
    }
    checkAtMost("key bytes", bytes, "KEY_BYTES_MAX", KEY_BYTES_MAX);
  }

  public static void checkValue(int bytes) {
    checkAtMost("value bytes", bytes, "VALUE_BYTES_MAX", VALUE_BYTES_MAX);
  }

  /** A row's time to live, in milliseconds; 0 is for ever. */
  public static void checkTtl(long millis) {
    if (millis < 0) {
      throw invalid("the ttl is " + millis + " ms; it is 0 (for ever) to " + TTL_MILLIS_MAX);
    }
    checkAtMost("ttl milliseconds", millis, "TTL_MILLIS_MAX", TTL_MILLIS_MAX);
  }

  public static void checkBatch(int operations) {
    if (operations == 0) {
      throw invalid("the batch is empty; a batch has 1 to " + BATCH_OPERATIONS_MAX + " operations");
    }
    checkAtMost("batch operations", operations, "BATCH_OPERATIONS_MAX", BATCH_OPERATIONS_MAX);
  }

  /** What the rows of one batch get come to so far. */
  public static void checkBatchAnswer(long bytes) {
    if (bytes > FRAME_BYTES_MAX) {
      throw CapstanException.of(
          Failure.LIMIT_EXCEEDED,
          "batch answer bytes: more than FRAME_BYTES_MAX = %d; get fewer keys at once"
              .formatted(FRAME_BYTES_MAX));
    }
  }

  public static void checkFrame(int bytes) {
    checkAtMost("frame bytes", bytes, "FRAME_BYTES_MAX", FRAME_BYTES_MAX);
  }

  public static void checkScanRows(int rows) {
    if (rows < 0) {
      throw invalid("the scan asks for " + rows + " rows");
    }
    checkAtMost("scan rows", rows, "SCAN_ROWS_MAX", SCAN_ROWS_MAX);
  }

  /** Names have lower-case ASCII letters, digits, '-' and '_', and start with a letter. */
  public static void checkKeyspaceName(String name) {
    checkAtMost("keyspace name characters", name.length(), "KEYSPACE_NAME_MAX", KEYSPACE_NAME_MAX);
    if (!KEYSPACE_NAME.matcher(name).matches()) {
      throw invalid(
          "the keyspace name \""
              + name
              + "\" does not start with a-z or has other characters than a-z, 0-9, '-', '_'");
    }
  }

  private static void checkAtMost(String what, long seen, String limit, long max) {
    if (seen > max) {
      throw CapstanException.of(
          Failure.LIMIT_EXCEEDED, what + ": " + seen + ", limit " + limit + " = " + max);
    }
  }

  private static CapstanException invalid(String message) {
    return CapstanException.of(Failure.INVALID_ARGUMENT, message);
  }
}
