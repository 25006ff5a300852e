package io.capstan.server.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The types that settings have. Thread safety: all of them are immutable. */
final class ValueTypes {
  private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,32}");

  private ValueTypes() {}

  /** A whole number, bounds included. */
  static ValueType<Integer> integer(int min, int max) {
    return new ValueType<>(
        "whole number",
        min + " to " + max,
        text -> inRange(Integer.parseInt(text), min, max).intValue());
  }

  /** Per cent of a whole, the sign optional, bounds included. */
  static ValueType<Integer> percent(int min, int max) {
    return new ValueType<>(
        "percentage",
        min + "% to " + max + "%",
        text -> inRange(Integer.parseInt(withoutSuffix(text, "%")), min, max).intValue());
  }

  /** A number of bytes with a binary unit, bounds included. */
  static ValueType<Long> bytes(String min, String max) {
    long least = Quantities.parseBytes(min);
    long most = Quantities.parseBytes(max);
    return new ValueType<>(
        "number of bytes",
        "B, KiB, MiB or GiB, from " + min + " to " + max,
        text -> inRange(Quantities.parseBytes(text), least, most));
  }

  /** A length of time with its unit, bounds included. */
  static ValueType<Duration> duration(String min, String max) {
    Duration least = Quantities.parseDuration(min);
    Duration most = Quantities.parseDuration(max);
    return new ValueType<>(
        "duration",
        "ms, s, min or h, from " + min + " to " + max,
        text -> inRange(Quantities.parseDuration(text), least, most));
  }

  static ValueType<Boolean> bool() {
    return new ValueType<>("boolean", "true or false", ValueTypes::parseBoolean);
  }

  /** One of an enum's constants, written in lower case with dashes. */
  static <E extends Enum<E>> ValueType<E> oneOf(Class<E> constants) {
    List<E> all = List.of(constants.getEnumConstants());
    String allowed = all.stream().map(ValueTypes::spelled).collect(Collectors.joining(", "));
    return new ValueType<>(
        "choice",
        allowed,
        text ->
            all.stream()
                .filter(each -> spelled(each).equals(text))
                .findFirst()
                .orElseThrow(IllegalArgumentException::new));
  }

  /** A name of a node, zone or cluster. */
  static ValueType<String> name() {
    return new ValueType<>("name", "1 to 32 of a-z, 0-9 and -", ValueTypes::parseName);
  }

  /** A host name or address to listen on. */
  static ValueType<String> host() {
    return new ValueType<>("host", "a host name or an IP address", ValueTypes::parseHost);
  }

  /** A host, or nothing. */
  static ValueType<Optional<String>> optionalHost() {
    return new ValueType<>(
        "host",
        "a host name or an IP address, or nothing",
        text -> text.isEmpty() ? Optional.empty() : Optional.of(parseHost(text)));
  }

  static ValueType<Path> path() {
    return new ValueType<>("path", "a path in the file system", ValueTypes::parsePath);
  }

  static ValueType<HostPort> hostPort() {
    return new ValueType<>("address", "host:port with a port of 1 to 65535", HostPort::parse);
  }

  static ValueType<InitialNode> initialNode() {
    return new ValueType<>("node", "id=host:port", InitialNode::parse);
  }

  static ValueType<Fault> fault() {
    return new ValueType<>("fault", "name or name=argument", Fault::parse);
  }

  /** Elements separated by commas; an empty text is an empty list. */
  static <T> ValueType<List<T>> listOf(ValueType<T> element) {
    return new ValueType<>(
        "list of " + element.name() + "s",
        element.allowed() + ", separated by commas",
        text -> parseList(text, element));
  }

  private static <T> List<T> parseList(String text, ValueType<T> element) {
    if (text.isEmpty()) {
      return List.of();
    }
    return Arrays.stream(text.split(",", -1)).map(element::parse).toList();
  }

  private static String parseName(String text) {
    require(NAME.matcher(text).matches());
    return text;
  }

  private static String parseHost(String text) {
    require(!text.isEmpty() && text.chars().noneMatch(Character::isWhitespace));
    return text;
  }

  private static Path parsePath(String text) {
    require(!text.isEmpty());
    return Path.of(text);
  }

  private static boolean parseBoolean(String text) {
    require(text.equals("true") || text.equals("false"));
    return text.equals("true");
  }

  private static String withoutSuffix(String text, String suffix) {
    return text.endsWith(suffix) ? text.substring(0, text.length() - suffix.length()) : text;
  }

  private static String spelled(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static <C extends Comparable<C>> C inRange(C value, C min, C max) {
    require(value.compareTo(min) >= 0 && value.compareTo(max) <= 0);
    return value;
  }

  private static void require(boolean allowed) {
    if (!allowed) {
      throw new IllegalArgumentException();
    }
  }
}
