package io.capstan.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerConfigTest {
  @TempDir Path directory;

  private final Map<String, String> environment = new HashMap<>();

  @Test
  void aFlagWinsOverTheEnvironmentWhichWinsOverTheFile() throws IOException {
    file("zone=from-file", "weight=11", "port=1");
    environment.put("CAPSTAN_ZONE", "from-environment");
    environment.put("CAPSTAN_WEIGHT", "22");
    ServerConfig config = load("--zone=from-flag");
    assertEquals("from-flag", config.node().zone());
    assertEquals(22, config.node().weight());
    assertEquals(1, config.listen().port());
    assertEquals(7500, config.listen().raftPort());
  }

  @Test
  void aFlagTakesItsValueAfterAnEqualsSignOrASpaceOrStandsAloneForTrue() {
    ServerConfig config =
        load("--zone", "z1", "--insecure", "--listen=0.0.0.0", "--advertise", "h");
    assertEquals("z1", config.node().zone());
    assertTrue(config.listen().insecure());
    assertEquals("h", config.listen().advertisedHost());
  }

  @Test
  void aFlagGivenTwiceIsRefused() {
    assertRefused("--zone is given twice. Keep one of them.", "--zone=a", "--zone=b");
  }

  @Test
  void anArgumentThatIsNoFlagIsRefused() {
    assertRefused("\"7400\" is not a flag", "--port=7400", "7400");
  }

  @Test
  void anUnknownFlagIsRefusedWithTheNearestKnownOne() {
    assertRefused(
        "--raft-prot: there is no setting raft-prot; did you mean raft-port?", "--raft-prot=1");
  }

  @Test
  void anUnknownVariableIsRefusedWithTheNearestKnownOne() {
    environment.put("CAPSTAN_ZNOE", "a");
    assertRefused("CAPSTAN_ZNOE: there is no setting znoe; did you mean zone?");
  }

  @Test
  void anUnknownKeyInTheFileIsRefusedWithTheNearestKnownOne() throws IOException {
    file("wieght=1");
    assertRefused("there is no setting wieght; did you mean weight?");
  }

  @Test
  void anUnknownKeyThatIsNearNoneIsRefusedWithAHintToHelp() {
    assertRefused("there is no setting quantum-flux; --help lists", "--quantum-flux=1");
  }

  @Test
  void otherVariablesAreNoneOfOurs() {
    environment.put("PORT", "many");
    assertEquals(7400, load().listen().port());
  }

  @Test
  void aRefusedValueIsNamedWithItsSource() throws IOException {
    file("port=74000");
    assertRefused("port in " + directory.resolve("capstan.properties") + ": \"74000\"");
    assertRefused(
        "--port: \"x\" is not a whole number; allowed: 1 to 65535. Change it there", "--port=x");
  }

  @Test
  void aNamedFileIsReadInsteadAndMustExist() throws IOException {
    Files.writeString(directory.resolve("other.properties"), "zone=other");
    file("zone=usual");
    assertEquals("other", load("--config=other.properties").node().zone());
    assertRefused("cannot be read", "--config=none.properties");
  }

  @Test
  void aFileCannotNameAnotherFile() throws IOException {
    file("config=other.properties");
    assertRefused("a file cannot name another file");
  }

  @Test
  void aMissingRequiredSettingIsRefusedWithTheThreeWaysToSetIt() {
    assertMissing("node-id", "--cluster-id=demo", "--initial-nodes=n1=h:1");
    assertMissing("cluster-id", "--node-id=n1", "--initial-nodes=n1=h:1");
  }

  @Test
  void anAddressThatOthersReachIsRefusedWithoutInsecure() {
    for (String host : List.of("0.0.0.0", "192.0.2.1", "node1.example", "::")) {
      assertRefused("neither encrypted nor authenticated", "--listen=" + host);
    }
    for (String host : List.of("127.0.0.1", "127.1.2.3", "localhost", "::1")) {
      assertEquals(host, load("--listen=" + host).listen().host());
    }
    assertEquals("192.0.2.1", load("--listen=192.0.2.1", "--insecure").listen().advertisedHost());
  }

  @Test
  void aWildcardIsRefusedAsTheAddressThatOthersCall() {
    assertRefused("Set --advertise", "--listen=0.0.0.0", "--insecure");
  }

  @Test
  void twoListenersOnOnePortAreRefused() {
    assertRefused("port and admin-port are both 7600", "--port=7600");
  }

  @Test
  void portZeroIsRefusedBecauseOthersMustKnowThePortBeforeTheNodeListens() {
    for (String flag : List.of("--port", "--raft-port", "--admin-port")) {
      assertRefused(flag + ": \"0\" is not a whole number; allowed: 1 to 65535", flag + "=0");
    }
  }

  @Test
  void aNodeEitherFormsAClusterOrJoinsOne() {
    assertRefused("Both of initial-nodes and join are set", "--join=h:7400");
    assertRefusedExactly(
        "None of initial-nodes and join are set", "--node-id=n1", "--cluster-id=demo");
    ServerConfig joining =
        ServerConfig.ofFlags(List.of("--node-id=n1", "--cluster-id=demo", "--join=h:1,i:2"));
    assertEquals(
        List.of(new HostPort("h", 1), new HostPort("i", 2)), joining.cluster().joinSeeds());
  }

  @Test
  void aNodeThatIsNotAmongThoseThatFormTheClusterIsRefused() {
    assertRefusedExactly(
        "node-id is n9, but initial-nodes names only n1, n2",
        "--node-id=n9",
        "--cluster-id=demo",
        "--initial-nodes=n1=h:1,n2=h:2");
  }

  @Test
  void initialNodesThatShareAnIdOrAnAddressAreRefused() {
    for (String second : List.of("n1=h:2", "n2=h:1")) {
      assertRefusedExactly(
          "Give each node its own",
          "--node-id=n1",
          "--cluster-id=demo",
          "--initial-nodes=n1=h:1," + second);
    }
  }

  @Test
  void relatedSettingsOutOfOrderAreRefusedWithTheReason() {
    assertRefused(
        "raft-election-timeout-min (2s) must be less than raft-election-timeout-max (2s): elections"
            + " need a range to draw from. Lower the first or raise the second.",
        "--raft-election-timeout-min=2s");
    assertRefused("timeout-session-wait (1s) must be less than", "--timeout-request-max=900ms");
    assertRefused("timeout-term-check (3s) must be less than", "--timeout-term-check=3s");
    assertRefused("limit-shard-queue-bytes (1GiB)", "--limit-shard-queue-bytes=1GiB");
  }

  @Test
  void unitsReachTheRecords() {
    ServerConfig config = load("--storage-memtable=16MiB", "--timeout-drain=1min");
    assertEquals(16L << 20, config.storage().memtableBytes());
    assertEquals(Duration.ofMinutes(1), config.timeouts().drain());
  }

  private void file(String... lines) throws IOException {
    Files.write(directory.resolve("capstan.properties"), List.of(lines));
  }

  /** Loads with the required settings and some more flags. */
  private ServerConfig load(String... flags) {
    List<String> all = new ArrayList<>(Arrays.asList(flags));
    all.addAll(List.of("--node-id=n1", "--cluster-id=demo", "--initial-nodes=n1=127.0.0.1:7400"));
    return ServerConfig.load(all, environment, directory);
  }

  private void assertRefused(String messagePart, String... flags) {
    assertMessage(messagePart, assertThrows(ConfigException.class, () -> load(flags)));
  }

  private static void assertRefusedExactly(String messagePart, String... allFlags) {
    assertMessage(
        messagePart,
        assertThrows(ConfigException.class, () -> ServerConfig.ofFlags(List.of(allFlags))));
  }

  private static void assertMissing(String key, String... allFlags) {
    assertRefusedExactly(key + " is not set and has no default", allFlags);
    assertRefusedExactly("Set it with --" + key + "=…, with CAPSTAN_", allFlags);
  }

  private static void assertMessage(String part, ConfigException refusal) {
    String message = String.valueOf(refusal.getMessage());
    assertTrue(message.contains(part), message);
  }
}
