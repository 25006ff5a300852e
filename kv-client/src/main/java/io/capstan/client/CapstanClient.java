package io.capstan.client;

import io.capstan.client.retry.Requests;
import io.capstan.client.routing.ClusterView;
import io.capstan.runtime.Clocks;
import io.capstan.runtime.Randoms;
import io.capstan.runtime.Ticker;
import io.capstan.session.SessionToken;
import io.capstan.transport.ChannelFactory;
import io.capstan.transport.PlaintextChannels;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * A client of one cluster: where every program starts.
 *
 * <pre>{@code
 * try (CapstanClient client = CapstanClient.builder().seeds("127.0.0.1:7400").build()) {
 *   Keyspace users = client.keyspace("users");
 *   users.put(key, value);
 * }
 * }</pre>
 *
 * <p>It holds one connection to each node that it has something to ask, one session token, and one
 * session with each shard that it writes to. Share one client between threads rather than making
 * many. Answers arrive on the network thread; what is chained to them must not block.
 *
 * <p>Thread safety: safe for use by several threads.
 */
public final class CapstanClient implements AutoCloseable {
  /** How many calls may be under way at a time unless the builder is told. */
  public static final int CALLS_UNDER_WAY_MAX = 65_536;

  private final Wiring wiring;
  private final Duration deadline;
  private final Session session;
  private final Admin admin;

  private CapstanClient(Wiring wiring, Duration deadline) {
    this.wiring = wiring;
    this.deadline = deadline;
    this.session = new Session(wiring.token());
    this.admin =
        new Admin(wiring.adminCalls(), wiring.views(), wiring.later(), wiring.ticker(), deadline);
  }

  public static Builder builder() {
    return new Builder();
  }

  /** A keyspace by its name; nothing is sent, so an unknown name fails at the first request. */
  public AsyncKeyspace keyspaceAsync(String name) {
    return new AsyncKeyspace(requests(), name, RequestOptions.DEFAULT, deadline);
  }

  /** The same, blocking. */
  public Keyspace keyspace(String name) {
    return new Keyspace(keyspaceAsync(name));
  }

  /** The session that all requests of this client belong to. */
  public Session session() {
    return session;
  }

  /** Asks a node for the present view of the cluster, and routes by it from then on. */
  public CompletionStage<ClusterView> cluster() {
    return wiring.views().refresh();
  }

  public Admin admin() {
    return admin;
  }

  /**
   * Fails what is still under way, definitely when it was never sent, and closes every connection.
   */
  @Override
  public void close() {
    wiring.close();
  }

  private Requests requests() {
    return wiring.requests();
  }

  /** What a client can be told; only the seeds have no default. */
  public static final class Builder {
    private static final Duration DEADLINE = Duration.ofSeconds(5);

    /** An IPv6 address stands in brackets. */
    private static final Pattern HOST_PORT =
        Pattern.compile(
            "(\\[[0-9A-Fa-f:.%]+]|[^\\s:/\\[\\]]+):"
                + "(6553[0-5]|655[0-2]\\d|65[0-4]\\d{2}|6[0-4]\\d{3}|[1-5]\\d{4}|[1-9]\\d{0,3})");

    private List<String> seeds = List.of();
    private Duration deadline = DEADLINE;
    private Optional<SessionToken> session = Optional.empty();
    private int callsUnderWayMax = CALLS_UNDER_WAY_MAX;
    private Optional<String> preferred = Optional.empty();
    private Optional<ChannelFactory> channels = Optional.empty();
    private Ticker ticker = Ticker.system();
    private InstantSource clock = Clocks.system();
    private RandomGenerator random = Randoms.system();

    private Builder() {}

    /**
     * Where the client starts.
     *
     * @param hostPorts some nodes of the cluster, each {@code host:port}; the others are found.
     *     They are asked in an order left to chance, or in this one when a node is preferred
     * @throws IllegalArgumentException if one is not {@code host:port}
     */
    public Builder seeds(List<String> hostPorts) {
      hostPorts.forEach(Builder::requireHostPort);
      this.seeds = List.copyOf(hostPorts);
      return this;
    }

    public Builder seeds(String... hostPorts) {
      return seeds(List.of(hostPorts));
    }

    /** Bounds each request, all its attempts together; 5 s unless told. */
    public Builder deadline(Duration deadline) {
      this.deadline = RequestOptions.requirePositive(deadline);
      return this;
    }

    /** The session to go on with; a new one unless told. */
    public Builder session(SessionToken token) {
      this.session = Optional.of(token);
      return this;
    }

    /**
     * The node that reads go to first, where it has a replica and the level allows it. Unless told,
     * reads are spread over the replicas.
     */
    public Builder prefer(String nodeId) {
      this.preferred = Optional.of(nodeId);
      return this;
    }

    /**
     * How many calls may be under way at a time, about; {@link #CALLS_UNDER_WAY_MAX} unless told.
     * Further ones fail at once as OVERLOADED. Scans and batch gets count once for each shard.
     */
    public Builder callsUnderWayMax(int calls) {
      if (calls < 1) {
        throw new IllegalArgumentException(calls + " calls under way are fewer than 1");
      }
      this.callsUnderWayMax = calls;
      return this;
    }

    /** How connections are opened; the caller closes the factory. Plaintext unless told. */
    public Builder clientChannels(ChannelFactory channels) {
      this.channels = Optional.of(channels);
      return this;
    }

    /** What deadlines and back-off are measured with. */
    public Builder ticker(Ticker ticker) {
      this.ticker = ticker;
      return this;
    }

    /** What the writes in EVENTUAL keyspaces are stamped with. */
    public Builder clock(InstantSource clock) {
      this.clock = clock;
      return this;
    }

    /**
     * Where jitter, and the name of this writer in stamps, come from.
     *
     * @param random must be safe for use by several threads
     */
    public Builder random(RandomGenerator random) {
      this.random = random;
      return this;
    }

    private static void requireHostPort(String text) {
      if (!HOST_PORT.matcher(text).matches()) {
        throw new IllegalArgumentException(
            "'" + text + "' is not host:port with a port from 1 to 65535, such as 127.0.0.1:7400");
      }
    }

    /** Connects to nothing; the first request does. */
    public CapstanClient build() {
      if (seeds.isEmpty()) {
        throw new IllegalArgumentException("a client needs at least one seed, host:port");
      }
      ChannelFactory factory = channels.orElseGet(() -> new PlaintextChannels(1));
      Wiring wiring =
          new Wiring(
              new Wiring.Settings(seeds, preferred, session, callsUnderWayMax, channels.isEmpty()),
              factory,
              ticker,
              clock,
              random);
      return new CapstanClient(wiring, deadline);
    }
  }
}
