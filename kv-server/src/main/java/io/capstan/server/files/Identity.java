package io.capstan.server.files;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * Whose directory it is. Written once, when the directory is new, and never changed.
 *
 * <p>The disk incarnation tells one life of a node's disk from the next: a node that lost its disk
 * comes back under a new one, and what the old one voted for or acknowledged is not expected of it
 * (protocols.md R4).
 *
 * <p>As a file: one {@code name=value} per line in UTF-8, the last of them the CRC-32C of the bytes
 * above it, in 8 hexadecimal digits.
 *
 * @param clusterId the cluster it belongs to
 * @param nodeId the node it belongs to
 * @param incarnation of the disk, 16 hexadecimal digits
 * @param format of everything in the directory
 */
public record Identity(String clusterId, String nodeId, String incarnation, int format) {
  /** The format that this program writes, and the only one it reads. */
  public static final int FORMAT = 1;

  private static final Pattern INCARNATION = Pattern.compile("[0-9a-f]{16}");
  private static final String CHECKSUM = "checksum=";

  public Identity {
    if (!INCARNATION.matcher(incarnation).matches()) {
      throw new IllegalArgumentException(
          "incarnation \"" + incarnation + "\" is not 16 hexadecimal digits");
    }
  }

  /** The identity of a new directory, with an incarnation of its own. */
  public static Identity create(String clusterId, String nodeId, RandomGenerator random) {
    return new Identity(clusterId, nodeId, "%016x".formatted(random.nextLong()), FORMAT);
  }

  /** The name of this node's replicas in Raft groups (protocols.md R4). */
  public String peerId() {
    return nodeId + "." + incarnation;
  }

  /** As a file. */
  public byte[] toBytes() {
    String body =
        "format=%d\ncluster=%s\nnode=%s\nincarnation=%s\n"
            .formatted(format, clusterId, nodeId, incarnation);
    return (body + checksumLine(body)).getBytes(UTF_8);
  }

  /**
   * Reads a file.
   *
   * @return empty when the bytes are not those of an undamaged identity, of whatever format
   */
  public static Optional<Identity> parse(byte[] bytes) {
    String text = new String(bytes, UTF_8);
    int checksum = text.lastIndexOf(CHECKSUM);
    if (checksum < 0) {
      return Optional.empty();
    }
    String body = text.substring(0, checksum);
    if (!text.substring(checksum).equals(checksumLine(body))) {
      return Optional.empty();
    }
    return of(fields(body));
  }

  private static Optional<Identity> of(Map<String, String> fields) {
    try {
      return Optional.of(
          new Identity(
              fields.getOrDefault("cluster", ""),
              fields.getOrDefault("node", ""),
              fields.getOrDefault("incarnation", ""),
              Integer.parseInt(fields.getOrDefault("format", ""))));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Map<String, String> fields(String body) {
    Map<String, String> fields = new LinkedHashMap<>();
    body.lines()
        .forEach(
            line -> {
              int equals = Math.max(0, line.indexOf('='));
              fields.put(line.substring(0, equals), line.substring(equals + 1));
            });
    return fields;
  }

  private static String checksumLine(String body) {
    CRC32C crc = new CRC32C();
    crc.update(body.getBytes(UTF_8));
    return CHECKSUM + "%08x\n".formatted(crc.getValue());
  }
}
