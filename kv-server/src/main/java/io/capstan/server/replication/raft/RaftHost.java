package io.capstan.server.replication.raft;

import io.capstan.server.replication.LogApplier;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.GroupManagementRequest;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.statemachine.StateMachine;
import org.jspecify.annotations.Nullable;

/**
 * All Raft groups of one node, in one Ratis server on one port.
 *
 * <p>Groups found on disk open at {@link #start}, or none of them when the state of one cannot be
 * restored. A group whose applier or log fails later stops alone: its {@link RaftGroup#status} says
 * why, and the others go on.
 *
 * <p>Thread safety: safe for use by several threads. {@link #start}, {@link #open} and {@link
 * #close} block.
 */
public final class RaftHost implements AutoCloseable {
  private final RaftPeerSpec self;
  private final RaftDirectory directory;
  private final RaftSettings settings;
  private final Function<Long, LogApplier> appliers;
  private final RaftTransport transport;
  private final ReplicaRuntime runtime;

  private final Map<Long, RaftGroup> groups = new ConcurrentHashMap<>();
  private final Map<RaftGroupId, RatisStateMachine> machines = new ConcurrentHashMap<>();
  private final ClientId clientId = ClientId.randomId();
  private final AtomicLong callIds = new AtomicLong();
  // Guarded by this.
  private @Nullable RaftServer server;

  /**
   * Opens nothing yet.
   *
   * @param clusterFingerprint keeps the logs of different clusters apart
   * @param storage a directory of its own on the node's disk
   * @param appliers makes the state of a lineage, afresh each time that its group is opened
   */
  public RaftHost(
      long clusterFingerprint,
      RaftPeerSpec self,
      Path storage,
      RaftSettings settings,
      Function<Long, LogApplier> appliers,
      RaftTransport transport,
      ReplicaRuntime runtime) {
    this.self = self;
    this.directory = new RaftDirectory(storage, clusterFingerprint);
    this.settings = settings;
    this.appliers = appliers;
    this.transport = transport;
    this.runtime = runtime;
  }

  /**
   * Listens for peers and reopens the groups on disk.
   *
   * @throws IOException with a message for the operator: the port is taken, the directory belongs
   *     to another cluster, a log is too large or damaged
   */
  public synchronized void start() throws IOException {
    if (server != null) {
      throw new IllegalStateException("started already");
    }
    directory.check(settings.log().totalBytesMax());
    Endpoint listen = listenAddress();
    listen.requireFree();
    for (long lineage : directory.lineages()) {
      prepare(lineage);
    }
    RaftServer starting = build(listen);
    try {
      starting.start();
      for (RaftGroupId id : starting.getGroupIds()) {
        adopt(starting, id);
      }
    } catch (IOException | RuntimeException e) {
      starting.close();
      throw new IOException(
          "cannot open the Raft groups in %s: %s. %s"
              .formatted(directory.root(), reasons(e), LogSegments.ADVICE),
          e);
    }
    server = starting;
  }

  /** Restores the state of a group, and refuses one that must not take part. */
  private void prepare(long lineage) throws IOException {
    AppliedIndex applied = new AppliedIndex(runtime, settings.waitersMax());
    RatisStateMachine machine =
        new RatisStateMachine(lineage, appliers.apply(lineage), applied, runtime.logDisk());
    machine.restore(directory.log(lineage));
    machines.put(groupId(lineage), machine);
  }

  /** The messages of a failure's whole chain: Ratis says what is wrong in the last of them. */
  private static String reasons(Throwable failure) {
    StringJoiner reasons = new StringJoiner(": ");
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each.getCause() == null
          || !String.valueOf(each.getMessage()).contains(each.getCause().toString())) {
        reasons.add(String.valueOf(each.getMessage()));
      }
    }
    return reasons.toString();
  }

  /**
   * Makes sure that a group runs here; does nothing when it does.
   *
   * @return its handle, also when the replica has failed since it was opened
   * @throws IOException with a message for the operator, when it cannot be opened
   */
  public synchronized RaftGroup open(GroupSpec spec) throws IOException {
    RaftServer running = running();
    RaftGroup there = groups.get(spec.lineage());
    if (there != null && there.hasPeers()) {
      return there;
    }
    if (there != null) {
      // Opened before, but the node stopped before the first leader wrote who votes into the log.
      remove(running, spec.lineage());
    }
    prepare(spec.lineage());
    manage(running, add(spec), "open group " + spec.lineage());
    return adopt(running, groupId(spec.lineage()));
  }

  /** The handle to a group that is open here. */
  public Optional<RaftGroup> group(long lineage) {
    return Optional.ofNullable(groups.get(lineage));
  }

  /** Handles to all groups that are open here. */
  public Collection<RaftGroup> groups() {
    return List.copyOf(groups.values());
  }

  /** Applies what is known to be committed, closes all groups and the port. */
  @Override
  public synchronized void close() throws IOException {
    if (server != null) {
      server.close();
    }
  }

  private RaftServer build(Endpoint listen) throws IOException {
    Parameters parameters = new Parameters();
    GrpcConfigKeys.Server.setServicesCustomizer(
        parameters, new PeersOnly(new FlushedAnswers(this::flushedIndex)));
    transport.customise(parameters);
    return RaftServer.newBuilder()
        .setServerId(peerId())
        .setProperties(RatisProperties.of(settings, directory.root(), listen))
        .setParameters(parameters)
        .setStateMachineRegistry(this::prepared)
        .build();
  }

  private StateMachine prepared(RaftGroupId id) {
    RatisStateMachine machine = machines.get(id);
    if (machine == null) {
      throw new IllegalStateException("the state of " + id + " was not restored");
    }
    return machine;
  }

  private long flushedIndex(RaftGroupId id) {
    RatisStateMachine machine = machines.get(id);
    return machine == null ? -1 : machine.flushedIndex();
  }

  private RaftGroup adopt(RaftServer from, RaftGroupId id) throws IOException {
    RaftServer.Division division = from.getDivision(id);
    RatisStateMachine machine = (RatisStateMachine) division.getStateMachine();
    long lineage = id.getUuid().getLeastSignificantBits();
    RaftGroup group =
        new RaftGroup(lineage, division, machine, directory, settings.log().entryBytesMax());
    groups.put(lineage, group);
    return group;
  }

  private GroupManagementRequest add(GroupSpec spec) {
    List<RaftPeer> peers = spec.peers().stream().map(RaftHost::peer).toList();
    var group = org.apache.ratis.protocol.RaftGroup.valueOf(groupId(spec.lineage()), peers);
    // Not formatted: a log that is there is kept.
    return GroupManagementRequest.newAdd(
        clientId, peerId(), callIds.incrementAndGet(), group, false);
  }

  private void remove(RaftServer from, long lineage) throws IOException {
    groups.remove(lineage);
    GroupManagementRequest request =
        GroupManagementRequest.newRemove(
            clientId, peerId(), callIds.incrementAndGet(), groupId(lineage), false, false);
    manage(from, request, "reopen group " + lineage);
  }

  private static void manage(RaftServer server, GroupManagementRequest request, String what)
      throws IOException {
    RaftClientReply reply = server.groupManagement(request);
    if (!reply.isSuccess()) {
      throw new IOException("cannot " + what + ": " + reply.getException());
    }
  }

  private Endpoint listenAddress() {
    Endpoint address = Endpoint.parse(self.raftAddress());
    String host = settings.listenHost();
    return host.isEmpty() ? address : new Endpoint(host, address.port());
  }

  private RaftServer running() {
    if (server == null) {
      throw new IllegalStateException("not started");
    }
    return server;
  }

  private RaftGroupId groupId(long lineage) {
    return RaftGroupId.valueOf(directory.groupId(lineage));
  }

  private RaftPeerId peerId() {
    return RaftPeerId.valueOf(self.peerId());
  }

  private static RaftPeer peer(RaftPeerSpec spec) {
    return RaftPeer.newBuilder().setId(spec.peerId()).setAddress(spec.raftAddress()).build();
  }
}
