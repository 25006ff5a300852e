package io.capstan.server.config;

import io.capstan.ring.Member;
import java.nio.file.Path;
import java.util.List;

/**
 * Who this node is.
 *
 * @param id unique in the cluster, for ever
 * @param directory where everything that the node keeps is
 * @param zone nodes of one zone may fail together
 * @param weight the node's share of the replicas, relative to the other nodes' weights
 * @param faults to serve with, for tests of Capstan itself
 */
public record NodeConfig(String id, Path directory, String zone, int weight, List<Fault> faults) {
  static final Setting<String> ID =
      Setting.required(
          "node-id",
          ValueTypes.name(),
          "this node's id, unique in the cluster",
          "only the operator knows it; it is written into the directory and never changes");

  static final Setting<Path> DIRECTORY =
      Setting.of(
          "directory",
          ValueTypes.path(),
          "capstan-data",
          "the directory of this node's identity, rows, Raft logs and log files",
          "works without root; production names a disk of its own");

  static final Setting<String> ZONE =
      Setting.of(
          "zone",
          ValueTypes.name(),
          "default",
          "the failure domain; replicas go to distinct zones while there are any",
          "one zone is a cluster without failure domains");

  static final Setting<Integer> WEIGHT =
      Setting.of(
          "weight",
          ValueTypes.integer(1, Member.WEIGHT_MAX),
          "100",
          "this node's share of the replicas, relative to the other nodes'",
          "leaves room below and above for smaller and larger machines");

  static final Setting<List<Fault>> FAULTS =
      Setting.of(
          "faults",
          ValueTypes.listOf(ValueTypes.fault()),
          "",
          "faults to serve with, for tests of Capstan itself; a release has none and refuses them",
          "a node with a fault breaks its promises");

  static final Section SECTION =
      new Section("Node", List.of(ID, DIRECTORY, ZONE, WEIGHT, FAULTS), List.of());

  public NodeConfig {
    faults = List.copyOf(faults);
  }

  static NodeConfig of(Values values) {
    return new NodeConfig(
        values.get(ID),
        values.get(DIRECTORY),
        values.get(ZONE),
        values.get(WEIGHT),
        values.get(FAULTS));
  }
}
