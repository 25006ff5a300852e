package io.capstan.server.config;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Where this node listens, and where others find it.
 *
 * @param host the name or address of the interface
 * @param advertisedHost what others call; may differ from {@code host} behind a wildcard or NAT
 * @param port of the data, admin and peer services
 * @param raftPort of the Raft groups
 * @param adminPort of health and metrics over HTTP
 * @param insecure whether the operator has agreed to unprotected connections
 */
public record ListenConfig(
    String host, String advertisedHost, int port, int raftPort, int adminPort, boolean insecure) {
  private static final int PORT_MAX = 65_535;
  private static final Pattern IPV4_LOOPBACK =
      Pattern.compile("127\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}");
  private static final Set<String> OTHER_LOOPBACKS = Set.of("localhost", "::1", "[::1]");
  private static final Set<String> WILDCARDS = Set.of("0.0.0.0", "::", "[::]");

  static final Setting<String> LISTEN =
      Setting.of(
          "listen",
          ValueTypes.host(),
          "127.0.0.1",
          "the name or address of the interface to listen on",
          "connections are not protected, so that nothing outside the machine may connect");

  static final Setting<Optional<String>> ADVERTISE =
      Setting.of(
          "advertise",
          ValueTypes.optionalHost(),
          "",
          "the host that peers and clients call; nothing: the one that is listened on",
          "they are the same unless listen is a wildcard or there is NAT");

  static final Setting<Integer> PORT =
      Setting.of(
          "port",
          ValueTypes.integer(1, PORT_MAX),
          "7400",
          "the port of the data, admin and peer services",
          "not registered for anything common");

  static final Setting<Integer> RAFT_PORT =
      Setting.of(
          "raft-port",
          ValueTypes.integer(1, PORT_MAX),
          "7500",
          "the port of the Raft groups, for peers only",
          "the Raft library listens on a port of its own");

  static final Setting<Integer> ADMIN_PORT =
      Setting.of(
          "admin-port",
          ValueTypes.integer(1, PORT_MAX),
          "7600",
          "the HTTP port of /metrics, /health and /ready",
          "apart from the data port, so that it can be closed to clients");

  static final Setting<Boolean> INSECURE =
      Setting.of(
          "insecure",
          ValueTypes.bool(),
          "false",
          "agree that anybody who reaches the ports may read and write everything",
          "connections are neither encrypted nor authenticated");

  static final Section SECTION =
      new Section(
          "Listening",
          List.of(LISTEN, ADVERTISE, PORT, RAFT_PORT, ADMIN_PORT, INSECURE),
          List.of());

  /**
   * Checks that the address is safe to listen on and possible to call, and the ports distinct.
   *
   * @throws ConfigException when not
   */
  public ListenConfig {
    requireAgreement(host, insecure);
    requireCallable(advertisedHost);
    requireDistinct(List.of(PORT, RAFT_PORT, ADMIN_PORT), List.of(port, raftPort, adminPort));
  }

  static ListenConfig of(Values values) {
    String host = values.get(LISTEN);
    return new ListenConfig(
        host,
        values.get(ADVERTISE).orElse(host),
        values.get(PORT),
        values.get(RAFT_PORT),
        values.get(ADMIN_PORT),
        values.get(INSECURE));
  }

  private static void requireAgreement(String host, boolean insecure) {
    boolean loopback = IPV4_LOOPBACK.matcher(host).matches() || OTHER_LOOPBACKS.contains(host);
    if (!loopback && !insecure) {
      throw new ConfigException(
          "%s is %s, which other machines can reach, but connections are neither encrypted nor"
                  .formatted(LISTEN.key(), host)
              + " authenticated. Listen on 127.0.0.1, or, in a network where everybody may read"
              + " and write everything, set "
              + INSECURE.flag()
              + "=true.");
    }
  }

  private static void requireCallable(String advertisedHost) {
    if (WILDCARDS.contains(advertisedHost)) {
      throw new ConfigException(
          "%s is a wildcard, which nobody can call. Set %s to this machine's name or address."
              .formatted(advertisedHost, ADVERTISE.flag()));
    }
  }

  private static void requireDistinct(List<Setting<Integer>> settings, List<Integer> ports) {
    for (int i = 1; i < ports.size(); i++) {
      int first = ports.indexOf(ports.get(i));
      if (first < i) {
        throw new ConfigException(
            "%s and %s are both %d. Give each its own port."
                .formatted(settings.get(first).key(), settings.get(i).key(), ports.get(i)));
      }
    }
  }
}
