package io.capstan.server.membership;

import io.capstan.log.v1.Bootstrap;
import io.capstan.log.v1.ClusterMetadata;
import io.capstan.log.v1.MetadataCommand;
import io.capstan.v1.CreateKeyspaceRequest;
import io.capstan.v1.DropKeyspaceRequest;
import io.capstan.v1.Mode;
import io.capstan.v1.Node;
import java.util.List;

/** Members, commands and states for tests. */
final class Clusters {
  static final String ID = "demo";

  private Clusters() {}

  /** The node {@code nK} with disk {@code dK}, at {@code hK:7400}. */
  static Node node(int number) {
    return Node.newBuilder()
        .setId("n" + number)
        .setIncarnation("d" + number)
        .setAddress("h" + number + ":7400")
        .setRaftAddress("h" + number + ":7500")
        .setZone("z" + number)
        .setWeight(100)
        .build();
  }

  static List<Node> three() {
    return List.of(node(1), node(2), node(3));
  }

  static MetadataCommand bootstrap() {
    return MetadataCommand.newBuilder()
        .setBootstrap(
            Bootstrap.newBuilder()
                .setClusterId(ID)
                .addAllNodes(three())
                .setStrongShards(4)
                .setReplication(3))
        .build();
  }

  static MetadataCommand add(Node node) {
    return MetadataCommand.newBuilder().setAddNode(node).build();
  }

  static MetadataCommand create(String name) {
    return MetadataCommand.newBuilder()
        .setCreateKeyspace(
            CreateKeyspaceRequest.newBuilder().setName(name).setMode(Mode.MODE_STRONG))
        .build();
  }

  static MetadataCommand drop(String name) {
    return MetadataCommand.newBuilder()
        .setDropKeyspace(DropKeyspaceRequest.newBuilder().setName(name))
        .build();
  }

  /** The state of a cluster that has just formed. */
  static ClusterMetadata formed() {
    return MetadataTransition.apply(ClusterMetadata.getDefaultInstance(), bootstrap())
        .getMetadata();
  }
}
