package io.capstan.client.transport;

import io.capstan.transport.ChannelFactory;
import io.grpc.ManagedChannel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The connections of one client: for each address one channel and one stream on it, made at the
 * first use and kept until the client closes.
 *
 * <p>Thread safety: safe for use by several threads.
 */
public final class Nodes implements AutoCloseable {
  private final ChannelFactory channels;
  private final Function<String, StreamEvents> events;
  private final Map<String, Link> links = new ConcurrentHashMap<>();
  private volatile boolean closed;

  /**
   * Connects to nothing before the first use.
   *
   * @param channels not closed by this class
   * @param events what the stream to an address reports to
   */
  public Nodes(ChannelFactory channels, Function<String, StreamEvents> events) {
    this.channels = channels;
    this.events = events;
  }

  private record Link(ManagedChannel channel, NodeStream stream) {
    void close() {
      stream.close();
      channel.shutdownNow();
    }
  }

  /** The stream to host:port; what is sent on it after {@link #close} is lost at once. */
  public NodeStream stream(String address) {
    return link(address).stream();
  }

  ManagedChannel channel(String address) {
    return link(address).channel();
  }

  /** Loses every operation under way and closes every channel. */
  @Override
  public void close() {
    closed = true;
    links.values().forEach(Link::close);
  }

  private Link link(String address) {
    Link link = links.get(address);
    if (link == null) {
      link = links.computeIfAbsent(address, this::open);
      // Checked after it was put: either this sees the flag, or close() sees the link.
      if (closed) {
        link.close();
      }
    }
    return link;
  }

  private Link open(String address) {
    ManagedChannel channel = channels.open(address);
    return new Link(channel, new NodeStream(channel, events.apply(address)));
  }
}
