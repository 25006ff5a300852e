package io.capstan.client.shell.local;

import io.capstan.client.shell.CommandFailed;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * The text form of {@link LocalCluster}: Java properties, sorted, without the date that {@link
 * Properties#store} adds.
 */
final class ClusterFile {
  private static final String ID = "cluster.id";
  private static final String CREATED = "created";
  private static final String STRONG_SHARDS = "strong.shards";
  private static final String HEAP = "heap";
  private static final String NODE = "node.";
  private static final String SETTING = "set.";

  private ClusterFile() {}

  static String write(LocalCluster cluster) {
    Map<String, String> lines = new TreeMap<>();
    lines.put(ID, cluster.id());
    lines.put(CREATED, cluster.created().toString());
    lines.put(STRONG_SHARDS, Integer.toString(cluster.strongShards()));
    lines.put(HEAP, cluster.heap());
    cluster.nodes().forEach(node -> lines.put(NODE + node.id(), node.endpoints()));
    cluster.settings().forEach((key, value) -> lines.put(SETTING + key, value));
    return properties("A local Capstan cluster, made by kv up.", lines);
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @param source names the file in messages
   */
  static LocalCluster read(String text, String source) {
    Properties lines = new Properties();
    try {
      lines.load(new StringReader(text));
      return new LocalCluster(
          required(lines, ID),
          Instant.parse(required(lines, CREATED)),
          nodes(lines),
          Integer.parseInt(required(lines, STRONG_SHARDS)),
          required(lines, HEAP),
          settings(lines));
    } catch (IOException | IllegalArgumentException | DateTimeParseException e) {
      throw CommandFailed.usage(
          source + " cannot be read: " + e.getMessage(),
          "repair the file, or move the directory away and run: kv up");
    }
  }

  /** Java properties with escapes where they are needed, in the order of the map. */
  static String properties(String comment, Map<String, String> lines) {
    var text = new StringBuilder("# " + comment + "\n");
    lines.forEach((key, value) -> text.append(property(key, value)).append('\n'));
    return text.toString();
  }

  private static String property(String key, String value) {
    Properties one = new Properties();
    one.setProperty(key, value);
    var text = new StringWriter();
    try {
      one.store(text, null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString().lines().filter(line -> !line.startsWith("#")).findFirst().orElseThrow();
  }

  private static String required(Properties lines, String key) {
    String value = lines.getProperty(key);
    if (value == null) {
      throw new IllegalArgumentException("'" + key + "' is missing");
    }
    return value;
  }

  private static List<LocalNode> nodes(Properties lines) {
    List<LocalNode> nodes = new ArrayList<>();
    for (int i = 1; lines.containsKey(NODE + "n" + i); i++) {
      nodes.add(LocalNode.parse("n" + i, lines.getProperty(NODE + "n" + i)));
    }
    if (nodes.isEmpty()) {
      throw new IllegalArgumentException("'" + NODE + "n1' is missing");
    }
    return nodes;
  }

  private static Map<String, String> settings(Properties lines) {
    Map<String, String> settings = new TreeMap<>();
    for (String key : lines.stringPropertyNames()) {
      if (key.startsWith(SETTING)) {
        settings.put(key.substring(SETTING.length()), lines.getProperty(key));
      }
    }
    return settings;
  }
}
