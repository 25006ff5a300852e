package io.capstan.client.shell.interactive;

import io.capstan.client.Level;
import io.capstan.client.shell.CommandFailed;
import io.capstan.client.shell.data.KeyForm;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.ParseResult;

/**
 * A request as its command line describes it, before anything is sent.
 *
 * @param verb the command
 * @param key as it was typed; empty for a scan
 * @param bytes the key itself; empty for a scan
 * @param quorum as it was typed; empty: the keyspace's
 * @param node which to ask first; empty: none in particular
 */
record Sketch(
    String verb,
    String keyspace,
    String key,
    Optional<byte[]> bytes,
    Level level,
    Optional<String> quorum,
    Optional<String> node) {

  private static final List<String> WITH_A_KEY = List.of("put", "get", "del", "cas", "incr");
  private static final String SCAN = "scan";

  /**
   * Reads it off a parsed command line.
   *
   * @param shellNode the node that the shell was told to ask first
   * @throws CommandFailed when it is not a request for rows
   */
  static Sketch of(ParseResult command, Optional<String> shellNode) {
    String verb = command.commandSpec().name();
    boolean keyed = WITH_A_KEY.contains(verb);
    if (!keyed && !verb.equals(SCAN)) {
      throw CommandFailed.usage(
          "'" + verb + "' asks for no rows: no shard takes part",
          "explain knows " + String.join(", ", WITH_A_KEY) + " and " + SCAN);
    }
    String key = keyed ? command.matchedPositionalValue(0, "") : "";
    return new Sketch(
        verb,
        value(command, "--keyspace", "strong"),
        key,
        keyed ? Optional.of(bytes(command, key)) : Optional.empty(),
        value(command, "--level", Level.KEYSPACE_DEFAULT),
        Optional.ofNullable(command.matchedOptionValue("--quorum", (Object) null))
            .map(Object::toString),
        Optional.ofNullable(command.matchedOptionValue("--node", (String) null))
            .or(() -> shellNode));
  }

  boolean isWrite() {
    return !verb.equals("get") && !verb.equals(SCAN);
  }

  /** What was said, or what the shell says where nothing was. */
  private static <T> T value(ParseResult command, String option, T unless) {
    T value = command.commandSpec().findOption(option).getValue();
    return value == null ? unless : value;
  }

  private static byte[] bytes(ParseResult command, String key) {
    return KeyForm.bytes(
        key, command.hasMatchedOption("--key-hex"), command.hasMatchedOption("--key-base64"));
  }
}
