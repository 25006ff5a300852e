package io.capstan.jepsen.nemesis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.jepsen.cluster.Await;
import io.capstan.jepsen.cluster.FreePorts;
import io.capstan.jepsen.cluster.NodePlan;
import io.capstan.jepsen.nemesis.FaultyNetwork.Canary;
import io.capstan.runtime.Randoms;
import io.capstan.runtime.Ticker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sockets in the place of nodes: n1 calls n2. */
@Timeout(60)
class ProxyNetworkTest {
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final int SILENCE_MILLIS = 200;
  private static final Link THERE = new Link("n1", "n2");
  private static final Link BACK = new Link("n2", "n1");

  @TempDir Path directory;

  private final FreePorts ports = new FreePorts(Randoms.system());
  private final ProxyNetwork network = new ProxyNetwork(Randoms.system(), Ticker.system(), false);
  private NodePlan caller;
  private NodePlan called;
  private ServerSocket server;

  @BeforeEach
  void attachTwoNodes() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    caller = network.attach(plan("n1", freePort()));
    called = network.attach(plan("n2", server.getLocalPort()));
  }

  @AfterEach
  void close() throws IOException {
    network.close();
    server.close();
  }

  private NodePlan plan(String id, int port) throws IOException {
    NodePlan.Ports own = new NodePlan.Ports(port, freePort(), freePort());
    return new NodePlan(id, own, directory.resolve(id), Map.of(), Optional.empty());
  }

  private int freePort() {
    return ports.three().client();
  }

  /** What a process that has this plan would resolve a name to. */
  private static Map<String, String> names(NodePlan plan) throws IOException {
    return Files.readAllLines(plan.hostsFile().orElseThrow()).stream()
        .map(line -> line.split(" "))
        .collect(Collectors.toMap(parts -> parts[1], parts -> parts[0]));
  }

  /** Both ends of a connection that n1 has opened to n2. */
  private record Connection(Socket near, Socket far) implements AutoCloseable {
    void send(String text) throws IOException {
      near.getOutputStream().write(text.getBytes(UTF_8));
    }

    void answer(String text) throws IOException {
      far.getOutputStream().write(text.getBytes(UTF_8));
    }

    @Override
    public void close() throws IOException {
      near.close();
      far.close();
    }
  }

  private InetSocketAddress calledFromCaller() throws IOException {
    String address = names(caller).get("n2.capstan.test");
    return new InetSocketAddress(address, called.ports().client());
  }

  private Connection connect() throws IOException {
    Socket near = new Socket();
    near.connect(calledFromCaller());
    return new Connection(near, server.accept());
  }

  private static void assertReads(String text, Socket from) throws IOException {
    from.setSoTimeout((int) SOON.toMillis());
    assertEquals(text, new String(from.getInputStream().readNBytes(text.length()), UTF_8));
  }

  private static void assertSilent(Socket from) throws IOException {
    from.setSoTimeout(SILENCE_MILLIS);
    assertThrows(SocketTimeoutException.class, () -> from.getInputStream().read());
  }

  private void cut(Link... links) {
    network.disturb(Set.of(links), new Disturbance.Cut());
  }

  private long canariesOf(Link link) {
    Canary newest = network.canaries().get(link);
    return newest == null ? 0 : newest.arrived();
  }

  private void awaitTravelled(LongPredicate isSo) {
    awaitCanaries(THERE, 1);
    Await.system()
        .until(
            () -> "n1's canaries are late, or no more: " + network.canaries(),
            SOON,
            () -> isSo.test(requireNonNull(network.canaries().get(THERE)).travelledNanos()));
  }

  /** Waits until more canaries than were there have arrived on a link. */
  private void awaitCanaries(Link link, long more) {
    long before = canariesOf(link);
    Await.system()
        .until(
            () -> before + " and " + more + " more: " + network.canaries(),
            SOON,
            () -> canariesOf(link) >= before + more);
  }

  @Test
  void eachNodeKnowsItselfAndFindsTheOthersAtAddressesOfTheirOwn() throws IOException {
    assertEquals("n1.capstan.test:" + caller.ports().client(), caller.address());
    Map<String, String> first = names(caller);
    Map<String, String> second = names(called);
    assertEquals(NodePlan.HOST, first.get("n1.capstan.test"));
    assertEquals(NodePlan.HOST, second.get("n2.capstan.test"));
    assertEquals(NodePlan.HOST, first.get("localhost"));
    assertEquals(4, new TreeMap<>(first).size(), "localhost, the machine and two nodes: " + first);
    assertEquals(
        3,
        Set.of(first.get("n2.capstan.test"), second.get("n1.capstan.test"), NodePlan.HOST).size());
    assertEquals(Set.of(THERE, BACK), network.links());
  }

  @Test
  void whatIsSentOnALinkThatIsCutArrivesInOrderAfterItHasHealed() throws IOException {
    try (Connection connection = connect()) {
      connection.send("before,");
      assertReads("before,", connection.far());
      cut(THERE);
      connection.send("held,");
      connection.send("also held");
      assertSilent(connection.far());
      network.heal();
      assertReads("held,also held", connection.far());
    }
  }

  @Test
  void canariesShowWhichDirectionIsCutAndArriveAgainAfterTheHealing() {
    awaitCanaries(THERE, 1);
    awaitCanaries(BACK, 1);
    cut(THERE);
    awaitCanaries(BACK, 2); // by then what was past the cut has arrived
    long atTheCut = canariesOf(THERE);
    awaitCanaries(BACK, 5);
    assertEquals(atTheCut, canariesOf(THERE));
    network.heal();
    awaitCanaries(THERE, 5);
    assertEquals(Set.of(THERE, BACK), network.canaries().keySet());
  }

  @Test
  void aNodeIsFoundFromBesideItAndFromBesideAnotherAsNodesFindIt() throws IOException {
    assertEquals(NodePlan.HOST, network.hostBeside("n2", "n2"));
    assertEquals(names(caller).get("n2.capstan.test"), network.hostBeside("n1", "n2"));
    assertEquals(names(called).get("n1.capstan.test"), network.hostBeside("n2", "n1"));
    assertThrows(IllegalArgumentException.class, () -> network.hostBeside("n1", "n9"));
  }

  @Test
  void whatThisNetworkCannotDoIsRefusedAndNothingIsDisturbed() {
    assertThrows(
        UnsupportedFaultException.class,
        () -> network.disturb(network.links(), new Disturbance.Loss(1)));
    awaitCanaries(THERE, 5);
  }

  @Test
  void theOtherDirectionOfAConnectionGoesOn() throws IOException {
    try (Connection connection = connect()) {
      cut(THERE);
      connection.answer("from whom it called");
      assertReads("from whom it called", connection.near());
      network.heal();
      cut(BACK);
      connection.send("from the caller");
      assertReads("from the caller", connection.far());
      connection.answer("held");
      assertSilent(connection.near());
    }
  }

  @Test
  void aConnectionThatIsOpenedMeanwhileComesAboutWhenBothDirectionsHaveHealed() throws IOException {
    for (Link link : Set.of(THERE, BACK)) {
      cut(link);
      try (Socket near = new Socket()) {
        near.connect(calledFromCaller());
        near.getOutputStream().write("patient".getBytes(UTF_8));
        server.setSoTimeout(SILENCE_MILLIS);
        assertThrows(SocketTimeoutException.class, server::accept, () -> "in spite of " + link);
        network.heal();
        server.setSoTimeout((int) SOON.toMillis());
        try (Socket far = server.accept()) {
          assertReads("patient", far);
        }
      }
    }
  }

  @Test
  void theEndOfAConnectionIsNotSeenAcrossACut() throws IOException {
    try (Connection connection = connect()) {
      cut(THERE);
      connection.send("last words");
      connection.near().close();
      assertSilent(connection.far());
      network.heal();
      assertReads("last words", connection.far());
      assertEquals(-1, connection.far().getInputStream().read());
    }
  }

  @Test
  void aSideThatHasSaidAllMayStillBeAnswered() throws IOException {
    try (Connection connection = connect()) {
      connection.send("question");
      connection.near().shutdownOutput();
      assertReads("question", connection.far());
      assertEquals(-1, connection.far().getInputStream().read());
      connection.answer("answer");
      connection.far().close();
      assertReads("answer", connection.near());
      assertEquals(-1, connection.near().getInputStream().read());
    }
  }

  @Test
  void aSenderIsHeldUpByACutAndLosesNothing() throws IOException {
    assertHeldUpAndNothingLost(new Disturbance.Cut());
  }

  @Test
  void aSenderIsHeldUpByALongDelayAndLosesNothing() throws IOException {
    assertHeldUpAndNothingLost(new Disturbance.Delay(Duration.ofHours(1), Duration.ofMinutes(1)));
  }

  private void assertHeldUpAndNothingLost(Disturbance how) throws IOException {
    byte[] sent = new byte[32 << 20];
    Randoms.seeded(1).nextBytes(sent);
    try (SocketChannel near = SocketChannel.open(calledFromCaller());
        Socket far = server.accept()) {
      network.disturb(Set.of(THERE), how);
      near.configureBlocking(false);
      ByteBuffer bytes = ByteBuffer.wrap(sent);
      Await.system().until(() -> "the sockets are full", SOON, () -> write(near, bytes) == 0);
      int taken = bytes.position();
      assertTrue(taken < sent.length, "all was taken");
      network.heal();
      far.setSoTimeout((int) SOON.toMillis());
      assertArrayEquals(Arrays.copyOf(sent, taken), far.getInputStream().readNBytes(taken));
    }
  }

  /** Writes what the kernel takes within a pause of the waiting. */
  private static int write(SocketChannel channel, ByteBuffer bytes) {
    try {
      return channel.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void whatIsDelayedArrivesInOrderAndNoSooner() throws IOException {
    Duration delay = Duration.ofMillis(300);
    network.disturb(Set.of(THERE), new Disturbance.Delay(delay, delay));
    try (Connection connection = connect()) {
      Ticker ticker = Ticker.system();
      long sent = ticker.nanos();
      connection.send("all in");
      connection.answer("at once");
      assertReads("at once", connection.near());
      connection.send(" order");
      assertReads("all in order", connection.far());
      long took = ticker.nanos() - sent;
      assertTrue(took >= delay.toNanos(), took + " ns");
    }
  }

  @Test
  void delaysOfWhatIsSentOneAfterTheOtherPassTogether() throws IOException {
    Duration delay = Duration.ofSeconds(2);
    awaitCanaries(BACK, 1);
    try (Connection connection = connect()) {
      network.disturb(Set.of(THERE), new Disturbance.Delay(delay, Duration.ZERO));
      Ticker ticker = Ticker.system();
      long sent = ticker.nanos();
      connection.send("first,");
      awaitCanaries(BACK, 3); // by then the proxy has taken it in
      connection.send("second");
      assertReads("first,second", connection.far());
      long took = ticker.nanos() - sent;
      assertTrue(took < 2 * delay.toNanos(), took + " ns");
    }
  }

  @Test
  void canariesTellHowLongTheyTravelled() {
    Duration delay = Duration.ofMillis(500);
    network.disturb(Set.of(THERE), new Disturbance.Delay(delay, Duration.ZERO));
    awaitTravelled(nanos -> nanos >= delay.toNanos());
    network.heal();
    awaitTravelled(nanos -> nanos < delay.toNanos());
  }

  @Test
  void aNodeThatIsDownIsRefusedAndAnUnknownLinkToo() throws IOException {
    server.close();
    try (Socket near = new Socket()) {
      near.connect(calledFromCaller());
      near.setSoTimeout((int) SOON.toMillis());
      assertEquals(-1, near.getInputStream().read());
    }
    assertThrows(IllegalArgumentException.class, () -> cut(new Link("n1", "n9")));
  }
}
