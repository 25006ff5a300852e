package io.capstan.jepsen.nemesis.netns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.jepsen.cluster.Await;
import io.capstan.jepsen.cluster.ServerJvm;
import io.capstan.jepsen.nemesis.CutsOnly;
import io.capstan.jepsen.nemesis.Disturbance;
import io.capstan.jepsen.nemesis.FaultyNetwork;
import io.capstan.jepsen.nemesis.FaultyNetwork.Canary;
import io.capstan.jepsen.nemesis.Link;
import io.capstan.runtime.Randoms;
import io.capstan.runtime.Ticker;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Three nodes that are no programs, or small ones, and the canaries between them. */
@Timeout(120)
class NetnsNetworkIT {
  @RegisterExtension static final Namespaces NAMESPACES = new Namespaces();

  private static final Duration SOON = Duration.ofSeconds(20);
  private static final Duration LONG_CUT = Duration.ofSeconds(20);
  private static final Await AWAIT = Await.system();
  private static final Disturbance CUT = new Disturbance.Cut();
  private static final Link THERE = new Link("n1", "n2");

  /** So many that one link's silence is no chance. */
  private static final int CANARIES = 10;

  private final Set<ProcessHandle> processesBefore = processes();
  private final NetnsNetwork network = new NetnsNetwork(Randoms.system(), Ticker.system());

  @AfterEach
  void close() {
    network.close();
  }

  /** Whether an interface of this process's namespace is in the network of this address. */
  private static boolean hasInterfaceTo(String host) {
    String prefix = host.substring(0, host.lastIndexOf('.') + 1);
    try {
      return NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .anyMatch(address -> address.getHostAddress().startsWith(prefix));
    } catch (SocketException e) {
      throw new AssertionError(e);
    }
  }

  private static Set<ProcessHandle> processes() {
    return ProcessHandle.current().descendants().collect(Collectors.toSet());
  }

  private void attachThree() {
    for (String node : List.of("n1", "n2", "n3")) {
      NetnsNetwork.Place unused = network.attach(node, Set.of());
    }
    awaitMore(link -> true);
  }

  /** Waits until further canaries have arrived on all these links. */
  private void awaitMore(Predicate<Link> of) {
    awaitMore(CANARIES, SOON, of);
  }

  private void awaitMore(int canaries, Duration limit, Predicate<Link> of) {
    Set<Link> links = network.links().stream().filter(of).collect(Collectors.toSet());
    Map<Link, Canary> before = network.canaries();
    AWAIT.until(
        () -> "canaries on " + links + ": " + network.canaries(),
        limit,
        () -> links.stream().allMatch(link -> arrived(link) >= arrived(before, link) + canaries));
  }

  private long arrived(Link link) {
    return arrived(network.canaries(), link);
  }

  private static long arrived(Map<Link, Canary> canaries, Link link) {
    Canary newest = canaries.get(link);
    return newest == null ? 0 : newest.arrived();
  }

  @Test
  void aCutSilencesThatDirectionOnlyUntilItHeals() {
    attachThree();
    assertEquals(6, network.links().size());
    network.disturb(Set.of(THERE), CUT);
    awaitMore(link -> !link.equals(THERE)); // what was on its way is there
    long silent = arrived(THERE);
    awaitMore(link -> !link.equals(THERE));
    assertEquals(silent, arrived(THERE));

    network.heal();
    awaitMore(link -> true);
  }

  /** Longer than a kernel trusts the hardware address that it knows of a neighbour. */
  @Test
  void theOtherDirectionStaysOpenHoweverLongOneIsCut() {
    attachThree();
    network.disturb(Set.of(THERE), CUT);
    awaitMore(
        (int) (LONG_CUT.toMillis() / FaultyNetwork.CANARY_MILLIS),
        LONG_CUT.multipliedBy(3),
        link -> !link.equals(THERE));
  }

  @Test
  void aCutThatComesBesideAnotherLeavesBothCut() {
    attachThree();
    Set<Link> both = Set.of(THERE, new Link("n3", "n1"));
    both.forEach(link -> network.disturb(Set.of(link), CUT));
    awaitMore(link -> !both.contains(link));
    Map<Link, Canary> silent = network.canaries();
    awaitMore(link -> !both.contains(link));
    both.forEach(link -> assertEquals(arrived(silent, link), arrived(link), link::toString));
  }

  @Test
  void aCanaryIsSoonThere() {
    attachThree();
    network
        .canaries()
        .forEach(
            (link, canary) -> {
              assertTrue(canary.travelledNanos() > 0, canary::toString);
              assertTrue(canary.travelledNanos() < SOON.toNanos(), canary::toString);
            });
  }

  @Test
  void theLauncherBecomesTheProgramItself() throws IOException {
    List<String> command = new ArrayList<>(network.attach("n1", Set.of()).launcher());
    command.add("cat");
    Process process = new ProcessBuilder(command).start();
    Path itself = Path.of("/proc", Long.toString(process.pid()));
    AWAIT.until(() -> "the program runs", SOON, () -> read(itself.resolve("comm")).equals("cat\n"));
    assertFalse(
        Files.readSymbolicLink(itself.resolve("ns/net"))
            .equals(Files.readSymbolicLink(Path.of("/proc/self/ns/net"))));
    process.destroyForcibly();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  @Test
  void whatItCannotDoIsRefusedAndNothingIsDone() {
    attachThree();
    CutsOnly.assertRefusesAllElse(network);
    assertThrows(
        IllegalArgumentException.class,
        () -> network.disturb(List.of(THERE, new Link("n1", "n9")), CUT));
    awaitMore(link -> true);
  }

  @Test
  void silenceIsNotTakenForACutWhenNobodyListens() {
    attachThree();
    ProcessHandle agent =
        processes().stream()
            .filter(process -> !processesBefore.contains(process))
            .filter(process -> commandLine(process).contains("CanaryAgent\0n1\0"))
            .findFirst()
            .orElseThrow();
    assertTrue(agent.destroyForcibly());
    ProcessHandle unused = agent.onExit().join();
    assertThrows(IllegalStateException.class, network::canaries);
  }

  private static String commandLine(ProcessHandle process) {
    return read(Path.of("/proc", Long.toString(process.pid()), "cmdline"));
  }

  @Test
  void twoNetworksDoNotMeet() {
    long seed = Randoms.system().nextLong();
    try (NetnsNetwork one = new NetnsNetwork(Randoms.seeded(seed), Ticker.system());
        NetnsNetwork another = new NetnsNetwork(Randoms.seeded(seed), Ticker.system())) {
      assertNotEquals(one.attach("n1", Set.of()).host(), another.attach("n1", Set.of()).host());
    }
  }

  @Test
  void closingLeavesNothing() {
    attachThree();
    String host = network.hostBeside("n1", "n1");
    assertTrue(hasInterfaceTo(host));
    network.close();
    assertFalse(hasInterfaceTo(host));
    assertEquals(processesBefore, processes());
  }

  @Test
  void aKilledHarnessLeavesNothing() throws IOException {
    Process harness =
        new ProcessBuilder(
                ServerJvm.ofThisProcess().command(AbandonedNetwork.class.getName(), List.of()))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader lines = harness.inputReader(StandardCharsets.UTF_8);
    String first = lines.readLine();
    String second = lines.readLine();
    assertTrue(hasInterfaceTo(second), () -> first + ", " + second);
    List<ProcessHandle> its = harness.descendants().toList();
    assertEquals(5, its.size(), "three that hold namespaces, and two agents: " + its);

    harness.destroyForcibly();
    AWAIT.until(
        () -> "nothing is left of " + its,
        SOON,
        () -> its.stream().noneMatch(ProcessHandle::isAlive) && !hasInterfaceTo(second));
  }
}
