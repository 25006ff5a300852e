package io.capstan.server.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.log.v1.Bootstrap;
import io.capstan.log.v1.MetadataCommand;
import io.capstan.v1.CreateKeyspaceRequest;
import io.capstan.v1.DropKeyspaceRequest;
import io.capstan.v1.Node;
import org.junit.jupiter.api.Test;

/** What another node may bring into the metadata's log. */
class ProposalsTest {
  private static final Node GOOD =
      Node.newBuilder()
          .setId("n4")
          .setIncarnation("0123456789abcdef")
          .setAddress("h4:7400")
          .setRaftAddress("h4:7500")
          .setAdminAddress("[::1]:7600")
          .setZone("z1")
          .setWeight(1000)
          .build();

  @Test
  void aWholeNodeAndANamedKeyspacePass() {
    Proposals.check(MetadataCommand.newBuilder().setAddNode(GOOD).build());
    var create = CreateKeyspaceRequest.newBuilder().setName("orders");
    Proposals.check(MetadataCommand.newBuilder().setCreateKeyspace(create).build());
    var drop = DropKeyspaceRequest.newBuilder().setName("orders");
    Proposals.check(MetadataCommand.newBuilder().setDropKeyspace(drop).build());
  }

  @Test
  void aCommandOfNoKnownKindIsRefused() {
    assertRefused(Failure.OPERATION_UNSUPPORTED, MetadataCommand.getDefaultInstance());
  }

  @Test
  void nobodyElseFormsTheCluster() {
    var bootstrap = Bootstrap.newBuilder().setClusterId("demo");
    assertRefused(
        Failure.INVALID_ARGUMENT, MetadataCommand.newBuilder().setBootstrap(bootstrap).build());
  }

  @Test
  void aNodeWithoutAProperIdIsRefused() {
    assertNodeRefused(GOOD.toBuilder().setId(""));
    assertNodeRefused(GOOD.toBuilder().setId("N.4"));
    assertNodeRefused(GOOD.toBuilder().setId("n".repeat(33)));
    assertNodeRefused(GOOD.toBuilder().setZone("z 1"));
  }

  @Test
  void aNodeWithoutItsDiskIsRefused() {
    assertNodeRefused(GOOD.toBuilder().clearIncarnation());
    assertNodeRefused(GOOD.toBuilder().setIncarnation("d4"));
  }

  @Test
  void aNodeThatCannotBeCalledIsRefused() {
    assertNodeRefused(GOOD.toBuilder().clearAddress());
    assertNodeRefused(GOOD.toBuilder().setAddress("h4"));
    assertNodeRefused(GOOD.toBuilder().setRaftAddress("h4:0"));
    assertNodeRefused(GOOD.toBuilder().setRaftAddress("h4:port"));
    assertNodeRefused(GOOD.toBuilder().setAdminAddress("h 4:7600"));
  }

  @Test
  void aWeightOutOfRangeIsRefused() {
    assertNodeRefused(GOOD.toBuilder().setWeight(0));
    assertNodeRefused(GOOD.toBuilder().setWeight(1001));
    assertNodeRefused(GOOD.toBuilder().setWeight(-1));
  }

  private static void assertNodeRefused(Node.Builder node) {
    assertRefused(Failure.INVALID_ARGUMENT, MetadataCommand.newBuilder().setAddNode(node).build());
  }

  private static void assertRefused(Failure failure, MetadataCommand command) {
    var refusal = assertThrows(CapstanException.class, () -> Proposals.check(command));
    assertEquals(failure, refusal.failure());
  }
}
