package io.capstan.client.shell.local;

import io.capstan.client.shell.CommandFailed;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The size of a server's heap as {@code --heap} takes it. */
final class LocalHeap {
  private static final Pattern FORM = Pattern.compile("(\\d{1,6})([mg])");
  private static final long MEBIBYTES_MIN = 128;

  private LocalHeap() {}

  /** The size in MiB; refuses what is no size, and what no server can live in. */
  static long mebibytes(String heap) {
    Matcher matcher = FORM.matcher(heap);
    long size = 0;
    if (matcher.matches()) {
      size = Long.parseLong(matcher.group(1)) * (matcher.group(2).equals("g") ? 1024 : 1);
    }
    if (size < MEBIBYTES_MIN) {
      throw CommandFailed.usage(
          "--heap " + heap + " is not a size of at least " + MEBIBYTES_MIN + "m",
          "write for example 768m or 2g");
    }
    return size;
  }
}
