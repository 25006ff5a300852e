package io.capstan.jepsen.nemesis.canary;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * A program that stands beside one node, in the same network, and needs nothing but {@code
 * java.base}: it sends a datagram to every other node at equal distances, and reports each that it
 * receives.
 *
 * <p>Arguments: the node's id; the port on which every agent receives; the milliseconds between two
 * datagrams. Each line of standard input has the addresses of all others, separated by spaces, and
 * replaces what the line before said; when standard input ends, so does the program. Each line of
 * standard output is a datagram that came: the sender's id, and how many nanoseconds it was on its
 * way, which means something between processes of one machine.
 *
 * <p>Thread safety: one thread reads, one sends, one receives.
 */
public final class CanaryAgent {
  private static final int DATAGRAM_BYTES_MAX = 512;

  private final byte[] id;
  private final int port;
  private final long pauseNanos;
  private final DatagramSocket socket;
  private volatile List<InetAddress> others = List.of();

  private CanaryAgent(String id, int port, long pauseMillis) throws IOException {
    this.id = id.getBytes(StandardCharsets.UTF_8);
    this.port = port;
    this.pauseNanos = pauseMillis * 1_000_000;
    this.socket = new DatagramSocket(port);
  }

  /** Runs until standard input ends. */
  public static void main(String[] arguments) throws IOException {
    new CanaryAgent(arguments[0], Integer.parseInt(arguments[1]), Long.parseLong(arguments[2]))
        .run();
  }

  private void run() throws IOException {
    start("sender", this::send);
    start("receiver", this::receive);
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      others = resolve(line);
    }
  }

  private static void start(String name, Runnable loop) {
    Thread thread = new Thread(loop, name);
    thread.setDaemon(true);
    thread.start();
  }

  private static List<InetAddress> resolve(String hosts) throws IOException {
    List<InetAddress> addresses = new ArrayList<>();
    for (String host : hosts.strip().split(" +", -1)) {
      if (!host.isEmpty()) {
        addresses.add(InetAddress.getByName(host));
      }
    }
    return List.copyOf(addresses);
  }

  private void send() {
    while (true) {
      for (InetAddress other : others) {
        sendTo(other);
      }
      LockSupport.parkNanos(pauseNanos);
    }
  }

  private void sendTo(InetAddress other) {
    byte[] beat =
        ByteBuffer.allocate(Long.BYTES + id.length).putLong(System.nanoTime()).put(id).array();
    try {
      socket.send(new DatagramPacket(beat, beat.length, other, port));
    } catch (IOException lost) {
      // A network that refuses a datagram has lost it: that is what canaries are to show.
    }
  }

  private void receive() {
    DatagramPacket beat = new DatagramPacket(new byte[DATAGRAM_BYTES_MAX], DATAGRAM_BYTES_MAX);
    while (true) {
      beat.setLength(DATAGRAM_BYTES_MAX);
      try {
        socket.receive(beat);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      report(ByteBuffer.wrap(beat.getData(), 0, beat.getLength()));
    }
  }

  private static void report(ByteBuffer beat) {
    long travelledNanos = System.nanoTime() - beat.getLong();
    System.out.println(StandardCharsets.UTF_8.decode(beat) + " " + travelledNanos);
  }
}
