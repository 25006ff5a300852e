package io.capstan.jepsen.cluster;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How one server process is to be started.
 *
 * @param id its node id
 * @param ports where it listens
 * @param directory what belongs to it: {@code data/} for the server, {@code console.log}
 * @param settings further settings of the server, by key, such as {@code cluster-id}
 * @param hostsFile what the process resolves host names with, and with nothing else; empty: with
 *     what the machine does
 * @param launcher a program with its arguments that becomes the process (execve(2)), such as one
 *     that enters a namespace first; empty: none
 */
public record NodePlan(
    String id,
    Ports ports,
    Path directory,
    Map<String, String> settings,
    Optional<Path> hostsFile,
    List<String> launcher) {
  /** Where a node listens that has no place of its own. */
  public static final String HOST = "127.0.0.1";

  private static final String LISTEN = "listen";
  private static final String ADVERTISE = "advertise";
  private static final String INSECURE = "insecure";

  public NodePlan {
    settings = Map.copyOf(settings);
    launcher = List.copyOf(launcher);
  }

  /** A plan of a process that is started directly. */
  public NodePlan(
      String id,
      Ports ports,
      Path directory,
      Map<String, String> settings,
      Optional<Path> hostsFile) {
    this(id, ports, directory, settings, hostsFile, List.of());
  }

  /** Three distinct ports. */
  public record Ports(int client, int raft, int admin) {}

  /** Where clients and peers call the node, {@code host:port}. */
  public String address() {
    return host() + ":" + ports.client();
  }

  /** Where clients and peers find the node: a name or an address. */
  public String host() {
    return settings.getOrDefault(ADVERTISE, HOST);
  }

  /** The server's own directory. */
  public Path data() {
    return directory.resolve("data");
  }

  /** What the process writes to its standard output and error. */
  public Path console() {
    return directory.resolve("console.log");
  }

  /** The same with one setting more, or another value of it. */
  public NodePlan with(String key, String value) {
    Map<String, String> changed = new LinkedHashMap<>(settings);
    changed.put(key, value);
    return new NodePlan(id, ports, directory, changed, hostsFile, launcher);
  }

  /**
   * The same for a node that is called by a name.
   *
   * @param host the name
   * @param names the file, in the form of {@code /etc/hosts}, that the process resolves names with
   */
  public NodePlan named(String host, Path names) {
    return new NodePlan(
        id, ports, directory, with(ADVERTISE, host).settings(), Optional.of(names), launcher);
  }

  /**
   * The same for a node that listens and is called at an address of its own.
   *
   * @param address that the process has when the launcher has started it
   */
  public NodePlan at(String address, List<String> startedBy) {
    Map<String, String> there =
        with(LISTEN, address).with(ADVERTISE, address).with(INSECURE, "true").settings();
    return new NodePlan(id, ports, directory, there, hostsFile, startedBy);
  }

  /** The server's command line, without the program. */
  public List<String> arguments() {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("node-id", id);
    all.put("directory", data().toString());
    all.put(LISTEN, HOST);
    all.put("port", Integer.toString(ports.client()));
    all.put("raft-port", Integer.toString(ports.raft()));
    all.put("admin-port", Integer.toString(ports.admin()));
    all.putAll(settings);
    List<String> arguments = new ArrayList<>();
    all.forEach((key, value) -> arguments.add("--" + key + "=" + value));
    return arguments;
  }
}
