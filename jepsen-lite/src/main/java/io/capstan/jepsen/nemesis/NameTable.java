package io.capstan.jepsen.nemesis;

import io.capstan.jepsen.cluster.NodePlan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The host names that one process knows.
 *
 * @param addresses by name
 */
record NameTable(Map<String, String> addresses) {
  private static final Path MACHINE = Path.of("/proc/sys/kernel/hostname");

  NameTable {
    addresses = Map.copyOf(addresses);
  }

  /** The address of a host; one that is not in the table is taken for an address. */
  String addressOf(String host) {
    return addresses.getOrDefault(host, host);
  }

  /**
   * Writes it in the form of {@code /etc/hosts}, with the names that every process may ask for: the
   * machine's and that of its loopback interface.
   */
  void write(Path file) {
    try {
      Map<String, String> all = new TreeMap<>(addresses);
      all.put("localhost", NodePlan.HOST);
      all.put(Files.readString(MACHINE).strip(), NodePlan.HOST);
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.writeString(
          file,
          all.entrySet().stream()
              .map(entry -> entry.getValue() + " " + entry.getKey() + "\n")
              .collect(Collectors.joining()));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the name table " + file, e);
    }
  }
}
