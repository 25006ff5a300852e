package io.capstan.jepsen.nemesis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.capstan.runtime.Randoms;
import io.capstan.runtime.Ticker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One socket in the place of a node n2 that is elsewhere, and clients beside it and beside n1. */
@Timeout(60)
class ClientLinksTest {
  private static final int SOON_MILLIS = 10_000;
  private static final int SILENCE_MILLIS = 200;
  private static final int PORT = 12_345;

  private final ClientLinks links = new ClientLinks(Randoms.system(), Ticker.system());
  private ServerSocket elsewhere;

  @BeforeEach
  void attach() throws IOException {
    elsewhere = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.2"));
    links.attach("n1", Map.of());
    links.attach("n2", Map.of(PORT, (InetSocketAddress) elsewhere.getLocalSocketAddress()));
  }

  @AfterEach
  void close() throws IOException {
    links.close();
    elsewhere.close();
  }

  /** Sends a byte to n2 from beside a node; whoever is called sees it. */
  private Socket callFromBeside(String node) throws IOException {
    Socket near = new Socket(links.hostBeside(node, "n2"), PORT);
    near.getOutputStream().write(1);
    return near;
  }

  private void assertArrives() throws IOException {
    elsewhere.setSoTimeout(SOON_MILLIS);
    try (Socket far = elsewhere.accept()) {
      far.setSoTimeout(SOON_MILLIS);
      assertEquals(1, far.getInputStream().read());
    }
  }

  @Test
  void aNodeIsReachedUnderItsOwnPortWhereverItIs() throws IOException {
    assertNotEquals(links.hostBeside("n1", "n2"), links.hostBeside("n2", "n2"));
    for (String node : Set.of("n1", "n2")) {
      try (Socket near = callFromBeside(node)) {
        assertArrives();
      }
    }
  }

  @Test
  void aCutHoldsUpClientsBesideOthersAndNotThoseBesideTheNode() throws IOException {
    links.disturb(links.links(), new Disturbance.Cut());
    try (Socket cutOff = callFromBeside("n1")) {
      elsewhere.setSoTimeout(SILENCE_MILLIS);
      assertThrows(SocketTimeoutException.class, elsewhere::accept);
      try (Socket beside = callFromBeside("n2")) {
        assertArrives();
      }
      links.heal();
      assertArrives();
    }
  }
}
