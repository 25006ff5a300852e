package io.capstan.client.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.client.fake.Behaviour;
import io.capstan.client.fake.DigestScript;
import io.capstan.client.fake.FakeCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every command against a cluster: its exit code and what it prints. */
final class CommandsTest {
  private static final String RECEIPT = "(?s)receipt: asked .*";
  private static final String JSON_RECEIPTS = "\"receipts\":\\[\\{\"level_asked\":.*}]";

  @TempDir private Path state;
  private FakeCluster cluster;

  @BeforeEach
  void start() throws IOException {
    cluster = FakeCluster.overTcp(2);
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  /**
   * @param line the words of a command line, without {@code kv}
   * @param out what standard output must match as a whole, without its last newline
   * @param err the same of standard error
   */
  private record Case(String line, int exit, String out, String err) {}

  private static Case says(String line, int exit, String out) {
    return new Case(line, exit, out, "");
  }

  private static Case fails(String line, int exit, String err) {
    return new Case(line, exit, "", err);
  }

  @Test
  void rowsAreWrittenReadAndDeleted() {
    runInOrder(
        says("put -k k a one", 0, "version [0-9a-f]+"),
        says("put -k k b two --json", 0, "\\{\"key\":\"b\",\"version\":\"[0-9a-f]+\"}"),
        says("get -k k a", 0, "one"),
        says("get -k k a --json", 0, "\\{.*\"found\":true,\"value\":\"one\",\"version\":\"\\w+\"}"),
        new Case("get -k k a --receipt", 0, "one", RECEIPT),
        says("get -k k a --json --receipt", 0, "\\{.*" + JSON_RECEIPTS + "}"),
        new Case("put -k k c three --receipt --session none", 0, "version \\w+", RECEIPT),
        fails("get -k k none", 1, "kv: there is no row 'none'"),
        says("get -k k none --json", 1, "\\{\"key\":\"none\",\"found\":false}"),
        says("del -k k a", 0, "deleted"),
        says("del -k k a", 1, "there was no row"),
        says("del -k k a --json", 1, "\\{\"key\":\"a\",\"existed\":false,\"version\":\"\\w+\"}"));
  }

  @Test
  void aWriteThatIsNotKeptIsNoFailureAndSaysSo() {
    runInOrder(says("put -k k a one", 0, "version .*"));
    for (int i = 0; i < 4; i++) {
      cluster.node(1).next(Behaviour.supersede());
    }
    runInOrder(
        says("put -k k a two", 0, "superseded: a later write .* this value was not kept"),
        says("put -k k a two --json", 0, "\\{.*,\"version\":\"\\w+\",\"superseded\":true}"),
        says("del -k k a", 0, "superseded: a later write .* nothing was deleted"),
        says("del -k k a --json", 0, "\\{.*\"existed\":true,.*\"superseded\":true}"),
        says("get -k k a", 0, "one"));
  }

  @Test
  void rowsAreChangedOnlyAsExpected() {
    runInOrder(
        says("cas -k k lock --absent me", 0, "applied; the row is in version \\w+"),
        says("cas -k k lock --absent you", 3, "not applied; the row is in version \\w+"),
        says("cas -k k lock --version 00 --delete", 3, "not applied; the row is in version \\w+"),
        says("cas -k k gone --version 00 x --json", 3, "\\{\"key\":\"gone\",\"applied\":false}"),
        fails("cas -k k lock --absent --delete x", 2, "kv: --delete takes no value\n.*"),
        fails("cas -k k lock --absent --delete --file f", 2, "kv: --delete takes no value\n.*"),
        fails("cas -k k lock --version zz x", 2, "kv: --version 'zz' is not hexadecimal\n.*"));
  }

  @Test
  void rowsMayBeGivenALife() {
    runInOrder(
        says("put -k k a one --ttl 30s", 0, "version .*"),
        says("get -k k a --json", 0, "\\{.*,\"expires_at\":\"1970-01-01T00:00:30Z\"}"),
        says("get -k k a", 0, "one"),
        says("cas -k k b --absent two --ttl 365d", 0, "applied; .*"),
        says("get -k k b --json", 0, "\\{.*,\"expires_at\":\"1971-01-01T00:00:00Z\"}"),
        says("put -k k a one", 0, "version .*"),
        says("get -k k a --json", 0, "\\{.*,\"version\":\"\\w+\"}"),
        fails("cas -k k b --version 00 --delete --ttl 1s", 2, "kv: --delete takes no --ttl\n.*"),
        fails("put -k k a one --ttl 0s", 2, "(?s)kv: .*'0s' is not a duration.*"),
        fails("put -k k a one --ttl 3651d", 2, "(?s)kv: .*longest, 87600h.*"));
  }

  @Test
  void numbersAreAddedTo() {
    runInOrder(
        says("incr -k k n", 0, "1"),
        says("incr -k k n 41", 0, "42"),
        says("incr -k k n -2", 0, "40"),
        says("incr -k k n --json", 0, "\\{\"key\":\"n\",\"value\":41,\"version\":\"[0-9a-f]+\"}"),
        says("put -k k word x", 0, "version .*"),
        fails("incr -k k word", 3, "(?s)kv: NOT_A_NUMBER.*"));
  }

  @Test
  void rowsAreScannedInKeyOrder() {
    runInOrder(
        says("put -k k a 1", 0, "version .*"),
        says("put -k k b 2", 0, "version .*"),
        says("put -k k c 3", 0, "version .*"),
        says("scan -k k", 0, "a\t1\nb\t2\nc\t3"),
        says("scan -k k --start b --end c", 0, "b\t2"),
        new Case(
            "scan -k k --limit 1 --keys-only", 0, "a", "more rows may follow: --continue [\\w-]+"),
        says("scan -k k --page-size 1 --keys-only", 0, "a\nb\nc"),
        says(
            "scan -k k --limit 1 --keys-only --json",
            0,
            "(?s)\\{\"key\":\"a\".*\\{\"continue\":\"[\\w-]+\"}"),
        fails("scan -k k --page-size 0", 2, "(?s)kv: --page-size 0 is not 1 to 1000.*"),
        fails("scan -k k --start a --continue x", 2, "(?s)kv: --start and --continue exclude .*"),
        fails("scan -k k --continue x", 2, "(?s).*TOKEN_MALFORMED.*"),
        says("scan -k k b --values-only", 0, "2"),
        says("scan -k k --count", 0, "3"),
        new Case("scan -k k --count --receipt", 0, "3", RECEIPT),
        says("scan -k k --count --json --receipt", 0, "\\{\"count\":3," + JSON_RECEIPTS + "}"),
        says("scan -k k b --json", 0, "\\{\"key\":\"b\",\"value\":\"2\",\"version\":\"\\w+\"}"),
        says("scan -k k b --json --receipt", 0, "\\{\"key\":\"b\".*}\n\\{" + JSON_RECEIPTS + "}"),
        new Case("scan -k k b --receipt", 0, "b\t2", RECEIPT),
        fails("scan -k k --count --keys-only", 2, "(?s)kv: --keys-only, .*"));
  }

  @Test
  void keyspacesAreMadeShownChangedAndDropped() {
    runInOrder(
        says("keyspace create orders --default-level strong", 0, "(?s)KEYSPACE.*orders .*strong.*"),
        fails("keyspace create orders", 3, "(?s)kv: KEYSPACE_EXISTS.*"),
        says(
            "keyspace list --json", 0, "(?s)\\{\"keyspace\":\"k\".*\n\\{\"keyspace\":\"orders\".*"),
        says("keyspace describe orders", 0, "(?s)KEYSPACE.*orders.*"),
        fails(
            "keyspace describe order", 3, "(?s).*no keyspace \"order\"; did you mean \"orders\".*"),
        says("keyspace alter orders --max-value-bytes 9", 0, "(?s).*orders .* 9 .*"),
        fails("keyspace alter orders", 2, "(?s)kv: nothing to change.*"),
        fails("keyspace drop orders", 2, "(?s)kv: all rows of \"orders\" would be lost.*"),
        says("keyspace drop orders --yes", 0, "dropped orders"),
        fails("get -k orders a", 3, "(?s)kv: KEYSPACE_UNKNOWN.*"));
  }

  @Test
  void replicasAreCompared() {
    runInOrder(
        says("admin digest", 0, "(?s)SHARD .*\n\nEQUAL"),
        says("admin digest --json", 0, "\\{\"equal\":true,.*\"not_compared\":\\[],.*}"));
    cluster.node(2).digests(DigestScript.WITHHELD);
    runInOrder(
        new Case(
            "admin digest",
            5,
            "(?s).*\n\nNOT COMPARED",
            "kv: not compared: shard 0 on n2, shard 1 on n2\n.*"));
  }

  @Test
  void aBenchEndsAtTheFirstRefusalThatAllWouldShare() {
    runInOrder(
        fails("bench -k typo --seconds 5 --warm-up 5", 3, "(?s)kv: KEYSPACE_UNKNOWN.*"),
        fails("bench -k k --receipt", 2, "kv: kv bench has no receipts to show\n.*"));
  }

  @Test
  void aWriteWithoutAnAnswerIsUnknownAndAReadIsUnavailable() {
    for (int node = 1; node <= 3; node++) {
      cluster.node(node).always(Behaviour.silent());
    }
    runInOrder(
        fails("put -k k a 1 --timeout 300ms", 4, "(?s)kv: OUTCOME_UNKNOWN.*"),
        fails("get -k k a --timeout 300ms", 5, "(?s)kv: UNAVAILABLE.*--timeout.*"),
        says(
            "get -k k a --timeout 300ms --json",
            5,
            "\\{\"error\":\\{\"code\":\"UNAVAILABLE\".*\"definite\":true.*}}"));
  }

  @Test
  void aServerIsHostAndPort() {
    var terminal = CapturedTerminal.piped();
    assertEquals(5, terminal.kv("get", "a", "--server", "127.9.9.9", "--timeout", "1s"));
    assertTrue(terminal.err().contains("[127.9.9.9:7400]"), terminal::err);
    for (String wrong : List.of("a:b", "127.0.0.1:0", "[::1")) {
      var refused = CapturedTerminal.piped();
      assertEquals(2, refused.kv("get", "a", "--server", wrong), refused::err);
      assertTrue(refused.err().contains("is not host:port"), refused::err);
    }
  }

  @Test
  void aTimeoutLongerThanADayIsAUsageError() {
    runInOrder(fails("get -k k a --timeout 9999999h", 2, "(?s)kv: .*longest, 24h.*"));
  }

  @Test
  void aSessionIsKeptInTheStateDirectoryInAFileOrNotAtAll() throws IOException {
    Path file = state.resolve("mine");
    runInOrder(says("put -k k a 1 --session none", 0, "version .*"));
    assertEquals(List.of(), sessions());
    runInOrder(says("put -k k a 1 --session " + file, 0, "version .*"));
    assertTrue(Files.size(file) > 0);
    assertEquals(List.of(), sessions());
    runInOrder(says("put -k k a 1", 0, "version .*"));
    assertEquals(1, sessions().size());
    Files.writeString(file, "no token");
    runInOrder(fails("get -k k a --session " + file, 2, "(?s)kv: the session file .*"));
    assertFalse(Files.exists(state.resolve("none")));
  }

  private List<Path> sessions() throws IOException {
    Path directory = state.resolve("capstan");
    if (!Files.exists(directory)) {
      return List.of();
    }
    try (var files = Files.list(directory)) {
      return files.filter(file -> !file.toString().endsWith(".lock")).toList();
    }
  }

  private void runInOrder(Case... cases) {
    for (Case one : cases) {
      var terminal = CapturedTerminal.within(Map.of("XDG_STATE_HOME", state.toString()));
      List<String> words = new ArrayList<>(List.of(one.line().split(" ")));
      int end = words.indexOf("--") < 0 ? words.size() : words.indexOf("--");
      words.addAll(end, List.of("--server", cluster.address("n1")));
      int exit = terminal.kv(words.toArray(String[]::new));
      String context = "kv " + one.line() + "\n" + terminal.out() + terminal.err();
      assertEquals(one.exit(), exit, context);
      assertMatches(one.out(), terminal.out(), context);
      assertMatches(one.err(), terminal.err(), context);
    }
  }

  private static void assertMatches(String pattern, String text, String context) {
    String whole = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    assertTrue(Pattern.matches(pattern, whole), () -> context + "\ndoes not match " + pattern);
  }
}
