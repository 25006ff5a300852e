package io.capstan.client;

import io.capstan.client.retry.Cluster;
import io.capstan.client.retry.Requests;
import io.capstan.client.routing.ClusterView;
import io.capstan.client.routing.ClusterViews;
import io.capstan.client.routing.Leaders;
import io.capstan.client.routing.NodeHealth;
import io.capstan.client.routing.NodeHealths;
import io.capstan.client.routing.Router;
import io.capstan.client.session.HeldToken;
import io.capstan.client.session.Stamps;
import io.capstan.client.transport.AdminCalls;
import io.capstan.client.transport.Nodes;
import io.capstan.client.transport.StreamEvents;
import io.capstan.runtime.Stamper;
import io.capstan.runtime.Threads;
import io.capstan.runtime.Ticker;
import io.capstan.session.SessionToken;
import io.capstan.transport.ChannelFactory;
import io.capstan.v1.RequestContext;
import io.capstan.v1.ResponseFrame;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** The composition of one client: the only place where its parts are made and put together. */
final class Wiring implements AutoCloseable {
  /** For one node's view of the cluster; then the next is asked. */
  private static final Duration VIEW_LIMIT = Duration.ofSeconds(1);

  private static final Duration LATER = Duration.ofMillis(20);

  private final Ticker ticker;
  private final ScheduledExecutorService scheduler = Threads.scheduler("capstan-client-time");
  private final Settings settings;
  private final ChannelFactory channels;
  private final HeldToken token;
  private final NodeHealths healths;
  private final Nodes nodes;
  private final AdminCalls adminCalls;
  private final Leaders leaders = new Leaders();
  private final ClusterViews views;
  private final Requests requests;

  /**
   * @param ownsChannels whether the channel factory ends with this client
   */
  record Settings(
      List<String> seeds,
      Optional<String> preferred,
      Optional<SessionToken> session,
      int callsUnderWayMax,
      boolean ownsChannels) {}

  Wiring(
      Settings settings,
      ChannelFactory channels,
      Ticker ticker,
      InstantSource clock,
      RandomGenerator random) {
    this.settings = settings;
    this.channels = channels;
    this.token = new HeldToken(settings.session());
    this.ticker = ticker;
    this.healths = new NodeHealths(ticker);
    this.nodes = new Nodes(channels, Events::new);
    this.adminCalls = new AdminCalls(nodes, random);
    Router router =
        new Router(
            leaders, healths, address -> nodes.stream(address).inFlight(), settings.preferred());
    this.views =
        new ClusterViews(
            settings.preferred().isPresent()
                ? settings.seeds()
                : shuffled(settings.seeds(), random),
            address -> adminCalls.cluster(address, VIEW_LIMIT),
            this::viewArrived);
    this.requests =
        new Requests(
            new Cluster(views, leaders, healths, router, nodes),
            token,
            new Stamps(new Stamper(random), clock, token),
            ticker,
            random,
            settings.callsUnderWayMax());
    requests.keepTimeOn(scheduler);
  }

  /** Fisher and Yates, so that not all clients with the same seeds begin at the same node. */
  private static List<String> shuffled(List<String> seeds, RandomGenerator random) {
    List<String> order = new ArrayList<>(seeds);
    for (int i = order.size() - 1; i > 0; i--) {
      Collections.swap(order, i, random.nextInt(i + 1));
    }
    return order;
  }

  /** Runs tasks a little later. */
  Executor later() {
    return task -> {
      ScheduledFuture<?> unused = scheduler.schedule(task, LATER.toMillis(), TimeUnit.MILLISECONDS);
    };
  }

  Ticker ticker() {
    return ticker;
  }

  HeldToken token() {
    return token;
  }

  ClusterViews views() {
    return views;
  }

  AdminCalls adminCalls() {
    return adminCalls;
  }

  Requests requests() {
    return requests;
  }

  @Override
  public void close() {
    scheduler.shutdownNow();
    requests.close();
    nodes.close();
    if (settings.ownsChannels()) {
      channels.close();
    }
  }

  private void viewArrived(ClusterView view) {
    token.bindTo(view.clusterId());
    leaders.viewChanged();
  }

  /** What the stream to one address reports to. */
  private final class Events implements StreamEvents {
    private final String address;
    private final NodeHealth health;

    Events(String address) {
      this.address = address;
      this.health = healths.of(address);
    }

    @Override
    public RequestContext context() {
      ClusterView view = views.current();
      return view == null
          ? RequestContext.getDefaultInstance()
          : RequestContext.newBuilder()
              .setClusterId(view.clusterId())
              .setEpoch(view.epoch())
              .build();
    }

    @Override
    public void frameArrived(ResponseFrame frame) {
      health.answered();
      views.epochSeen(frame.getEpoch(), address);
    }
  }
}
