package io.capstan.client.fake;

import com.google.protobuf.ByteString;
import io.capstan.error.Failure;
import io.capstan.session.SessionToken;
import io.capstan.v1.Error;
import io.capstan.v1.KeyValueGrpc;
import io.capstan.v1.Level;
import io.capstan.v1.Operation;
import io.capstan.v1.OperationHeader;
import io.capstan.v1.Outcome;
import io.capstan.v1.OutcomeHeader;
import io.capstan.v1.Receipt;
import io.capstan.v1.RequestFrame;
import io.capstan.v1.RequestId;
import io.capstan.v1.ResponseFrame;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One node: serves honestly from the cluster's rows, except for what its script says of the next
 * operations (sessions are opened honestly all the same).
 */
public final class FakeNode {
  private final String id;
  private final FakeCluster cluster;
  private final Queue<Behaviour> script = new ConcurrentLinkedQueue<>();
  private final BlockingQueue<RequestFrame.Item> received = new LinkedBlockingQueue<>();
  private final Queue<Runnable> held = new ConcurrentLinkedQueue<>();
  private final AtomicInteger receivedCount = new AtomicInteger();
  private final FakeAdmin admin;
  private final AtomicInteger largestFrame = new AtomicInteger();
  private volatile long describedEpoch;
  private volatile Behaviour usual = Behaviour.honest();

  FakeNode(String id, FakeCluster cluster) {
    this.id = id;
    this.cluster = cluster;
    this.admin = new FakeAdmin(id, cluster);
  }

  public String id() {
    return id;
  }

  /** What it does with the next operations, one each. */
  public FakeNode next(Behaviour... behaviours) {
    script.addAll(List.of(behaviours));
    return this;
  }

  /** What it does when the script is at its end. */
  public FakeNode always(Behaviour behaviour) {
    usual = behaviour;
    return this;
  }

  /** The next operation that it received, other than the opening of a session. */
  public RequestFrame.Item received() throws InterruptedException {
    RequestFrame.Item item = received.poll(10, TimeUnit.SECONDS);
    if (item == null) {
      throw new AssertionError(id + " received nothing more within 10 s");
    }
    return item;
  }

  /** How many operations it received, other than the opening of sessions. */
  public int receivedCount() {
    return receivedCount.get();
  }

  /** The longest request frame so far, in bytes. */
  public int largestFrame() {
    return largestFrame.get();
  }

  /** How often it was asked to describe the cluster. */
  public int clusterCalls() {
    return admin.clusterCalls();
  }

  /** What it does with the next changes of keyspaces, one each. */
  public FakeNode nextChange(Change... changes) {
    List.of(changes).forEach(admin::next);
    return this;
  }

  /** How many changes of keyspaces it was asked for. */
  public int changeCalls() {
    return admin.changeCalls();
  }

  /** What it does from now on when it is asked for a digest. */
  public void digests(DigestScript script) {
    admin.digests(script);
  }

  /** Whether, within 10 s, no digest waits for its mark here any more. */
  public boolean awaitNoDigestArmed() throws InterruptedException {
    return admin.awaitNoDigestArmed();
  }

  /** It does not describe the cluster. */
  public void doesNotDescribe() {
    admin.describeNothing();
  }

  /** Its descriptions of the cluster have another epoch than its answers. */
  public void describedEpochIs(long newEpoch) {
    describedEpoch = newEpoch;
  }

  long describedEpoch() {
    return describedEpoch == 0 ? cluster.epoch() : describedEpoch;
  }

  /** Answers what it held back. */
  public void answerHeld() {
    for (Runnable answer = held.poll(); answer != null; answer = held.poll()) {
      answer.run();
    }
  }

  KeyValueGrpc.KeyValueImplBase keyValue() {
    return new KeyValueGrpc.KeyValueImplBase() {
      @Override
      public StreamObserver<RequestFrame> pipeline(StreamObserver<ResponseFrame> responses) {
        return new Link(responses);
      }
    };
  }

  FakeAdmin admin() {
    return admin;
  }

  /** One stream of one client. */
  public final class Link implements StreamObserver<RequestFrame> {
    private final StreamObserver<ResponseFrame> responses;
    private volatile boolean broken;

    Link(StreamObserver<ResponseFrame> responses) {
      this.responses = responses;
    }

    @Override
    public void onNext(RequestFrame frame) {
      largestFrame.accumulateAndGet(frame.getSerializedSize(), Math::max);
      for (RequestFrame.Item item : frame.getItemsList()) {
        if (!broken) {
          take(item);
        }
      }
    }

    private void take(RequestFrame.Item item) {
      if (item.getOperation().hasOpenSession()) {
        Behaviour.honest().handle(item, this);
        return;
      }
      Behaviour behaviour = script.poll();
      received.add(item);
      receivedCount.incrementAndGet();
      (behaviour == null ? usual : behaviour).handle(item, this);
    }

    @Override
    public void onError(Throwable failure) {
      broken = true;
    }

    @Override
    public void onCompleted() {
      broken = true;
    }

    Outcome serve(RequestFrame.Item item) {
      if (wantsLeader(item) && !cluster.leader().equals(id)) {
        return Outcome.newBuilder()
            .setError(
                Error.newBuilder().setCode(Failure.NOT_LEADER.proto()).setTryNode(cluster.leader()))
            .build();
      }
      if (!cluster.keyspaces().has(item.getHeader().getKeyspaceIncarnation())
          && !item.getOperation().hasOpenSession()) {
        return Outcome.newBuilder()
            .setError(
                Error.newBuilder()
                    .setCode(Failure.KEYSPACE_UNKNOWN.proto())
                    .setMessage("there is no such keyspace"))
            .build();
      }
      return cluster.store().serve(identity(item.getHeader()), item.getOperation());
    }

    /** What makes attempts one write: the id, or the stamp. */
    private static RequestId identity(OperationHeader header) {
      return header.getStamp().isEmpty()
          ? header.getRequestId()
          : RequestId.newBuilder().setSession(-1).setSequence(header.getStamp().hashCode()).build();
    }

    private boolean wantsLeader(RequestFrame.Item item) {
      Operation operation = item.getOperation();
      if (cluster.keyspaces().isEventual(item.getHeader().getKeyspaceIncarnation())) {
        return false;
      }
      boolean read = operation.hasGet() || operation.hasBatchGet() || operation.hasScan();
      return !read || item.getHeader().getLevel() == Level.LEVEL_STRONG;
    }

    void answer(RequestFrame.Item item, Outcome outcome) {
      OutcomeHeader.Builder header = OutcomeHeader.newBuilder();
      if (!outcome.hasError()) {
        header.setSession(ByteString.copyFrom(floor().toBytes()));
        header.setReceipt(
            Receipt.newBuilder().setServedBy(id).setLevelAsked(item.getHeader().getLevel()));
      }
      ResponseFrame frame =
          ResponseFrame.newBuilder()
              .setFormat(1)
              .setEpoch(cluster.epoch())
              .addItems(
                  ResponseFrame.Item.newBuilder()
                      .setId(item.getId())
                      .setHeader(header)
                      .setOutcome(outcome))
              .build();
      synchronized (this) {
        responses.onNext(frame);
      }
    }

    private SessionToken floor() {
      return SessionToken.empty(SessionToken.fingerprint(FakeCluster.ID))
          .withStrong(FakeCluster.LINEAGE, cluster.store().index());
    }

    void hold(RequestFrame.Item item) {
      held.add(() -> answer(item, serve(item)));
    }

    void breakOff() {
      broken = true;
      synchronized (this) {
        responses.onError(Status.UNAVAILABLE.withDescription("as scripted").asRuntimeException());
      }
    }
  }
}
