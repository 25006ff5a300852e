package io.capstan.client.shell.data;

import io.capstan.client.shell.CommandFailed;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import picocli.CommandLine.Option;

/** How the keys on a command line are written: as text, unless an option says otherwise. */
public final class KeyForm {
  @Option(names = "--key-hex", description = "Keys are given in hexadecimal.")
  private boolean hex;

  @Option(names = "--key-base64", description = "Keys are given in base64.")
  private boolean base64;

  /** The bytes of a key as it was written. */
  byte[] bytes(String key) {
    return bytes(key, hex, base64);
  }

  /** The same, given which options there were. */
  public static byte[] bytes(String key, boolean hex, boolean base64) {
    if (hex && base64) {
      throw CommandFailed.usage(
          "--key-hex and --key-base64 exclude each other", "leave one of them out");
    }
    try {
      if (hex) {
        return HexFormat.of().parseHex(key);
      }
      return base64 ? Base64.getDecoder().decode(key) : key.getBytes(StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw CommandFailed.usage(
          "'" + key + "' is not " + (hex ? "hexadecimal" : "base64") + ": " + e.getMessage(),
          "keys that are text need no option");
    }
  }
}
