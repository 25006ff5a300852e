package io.capstan.server;

import io.capstan.log.v1.Bootstrap;
import io.capstan.log.v1.MetadataCommand;
import io.capstan.server.config.ClusterConfig;
import io.capstan.server.config.HostPort;
import io.capstan.server.membership.Formation;
import io.capstan.server.membership.Joining;
import io.capstan.server.membership.MembershipView;
import io.capstan.server.membership.MetadataFollower;
import io.capstan.server.membership.MetadataGroup;
import io.capstan.server.replication.raft.GroupSpec;
import io.capstan.server.replication.raft.RaftGroup;
import io.capstan.server.replication.raft.RaftHost;
import io.capstan.server.transport.PeerClient;
import io.capstan.v1.Node;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a node gets into its cluster, and stays informed of it: by forming it with the other first
 * nodes, by joining it, or, when it has been in it before, from its own disk.
 *
 * <p>Thread safety: {@link #start} is called once; what follows happens on {@code background}.
 */
final class ClusterEntry {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterEntry.class);
  private static final int METADATA_REPLICAS_MAX = 5;
  private static final long BOOTSTRAP_MILLIS = 50;
  private static final long POLL_MILLIS = 500;

  private final ClusterConfig config;
  private final Node self;
  private final RaftHost host;
  private final ReplicaStates states;
  private final MembershipView view;
  private final MetadataGroup metadata;
  private final MetadataFollower follower;
  private final PeerClient peers;
  private final ScheduledExecutorService scheduler;
  private final Executor background;

  ClusterEntry(
      ClusterConfig config,
      Node self,
      RaftHost host,
      ReplicaStates states,
      MembershipView view,
      MetadataGroup metadata,
      MetadataFollower follower,
      PeerClient peers,
      ScheduledExecutorService scheduler,
      Executor background) {
    this.config = config;
    this.self = self;
    this.host = host;
    this.states = states;
    this.view = view;
    this.metadata = metadata;
    this.follower = follower;
    this.peers = peers;
    this.scheduler = scheduler;
    this.background = background;
  }

  /**
   * Begins, with the Raft host running.
   *
   * @return completes when the node is on its way; fails when the cluster refuses it
   */
  CompletionStage<?> start() {
    boolean holdsMetadata = host.group(states.metadataLineage()).isPresent();
    if (holdsMetadata) {
      host.group(states.metadataLineage()).ifPresent(this::use);
    } else {
      follower.restore();
    }
    if (view.get().formed()) {
      if (!holdsMetadata) {
        follow();
      }
      return CompletableFuture.completedFuture(null);
    }
    return config.joinSeeds().isEmpty() ? form() : join();
  }

  /** The configured first members: id and address, nothing else is known of them. */
  static List<Node> first(ClusterConfig config) {
    return config.initialNodes().stream()
        .map(
            node ->
                Node.newBuilder().setId(node.id()).setAddress(node.address().toString()).build())
        .toList();
  }

  private CompletionStage<?> form() {
    return new Formation(self, first(config), peers, scheduler)
        .run()
        .thenAcceptAsync(this::formed, background);
  }

  private void formed(List<Node> first) {
    List<Node> holders = first.subList(0, metadataReplicas(first.size()));
    if (holders.stream().noneMatch(node -> node.getId().equals(self.getId()))) {
      LOG.info("the cluster forms; the metadata are with {}", ids(holders));
      followFrom(holders);
      return;
    }
    try {
      use(
          host.open(
              new GroupSpec(
                  states.metadataLineage(), holders.stream().map(LocalShards::voter).toList())));
    } catch (IOException e) {
      throw new UncheckedIOException("the metadata group cannot be opened", e);
    }
    bootstrap(
        MetadataCommand.newBuilder()
            .setBootstrap(
                Bootstrap.newBuilder()
                    .setClusterId(config.clusterId())
                    .addAllNodes(first)
                    .setStrongShards(config.strongShards())
                    .setReplication(config.replication()))
            .build());
  }

  /** An odd number, so that one more replica means one more failure survived. */
  private static int metadataReplicas(int nodes) {
    int most = Math.min(nodes, METADATA_REPLICAS_MAX);
    return most % 2 == 0 ? most - 1 : most;
  }

  /** Every holder proposes until there is a state; the group's log decides whose comes first. */
  private void bootstrap(MetadataCommand command) {
    if (view.get().formed()) {
      return;
    }
    var unused =
        metadata
            .proposeHere(command)
            .whenComplete(
                (done, failure) -> {
                  if (failure != null) {
                    LOG.debug("not the one to form the cluster, or not yet", failure);
                  }
                  bootstrapLater(command);
                });
  }

  private void bootstrapLater(MetadataCommand command) {
    var unused =
        scheduler.schedule(
            () -> background.execute(() -> bootstrap(command)),
            BOOTSTRAP_MILLIS,
            TimeUnit.MILLISECONDS);
  }

  private CompletionStage<?> join() {
    List<String> seeds = config.joinSeeds().stream().map(HostPort::toString).toList();
    return new Joining(config.clusterId(), self, peers)
        .run(seeds)
        .thenAcceptAsync(this::followFrom, background);
  }

  private void use(RaftGroup group) {
    metadata.open(
        new MetadataGroup.Log() {
          @Override
          public CompletionStage<Object> submit(byte[] entry) {
            return group.submit(entry);
          }

          @Override
          public String leader() {
            return group.leaderNodeId();
          }
        });
  }

  private void followFrom(List<Node> members) {
    view.introduce(members);
    follow();
  }

  private void follow() {
    var unused =
        scheduler.scheduleWithFixedDelay(
            () -> background.execute(follower::poll), 0, POLL_MILLIS, TimeUnit.MILLISECONDS);
  }

  private static List<String> ids(List<Node> nodes) {
    return nodes.stream().map(Node::getId).toList();
  }
}
