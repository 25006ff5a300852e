package io.capstan.client.shell.bulk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.client.Row;
import io.capstan.client.fake.Behaviour;
import io.capstan.client.fake.FakeCluster;
import io.capstan.client.shell.CapturedTerminal;
import io.capstan.error.Failure;
import io.capstan.runtime.Threads;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kv load} and {@code kv export} against a cluster. */
final class BulkCommandsTest {
  private static final String MIXED = "a,1\n\"b\",\"2\n2\"\nno column\nc,3\na,4\nd,5\n";

  @TempDir private Path directory;
  private FakeCluster cluster;
  private CapturedTerminal terminal = CapturedTerminal.piped();

  @BeforeEach
  void start() throws IOException {
    cluster = FakeCluster.overTcp(2);
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  @Test
  void aFileBrokenOffAtAnyRowEndsExactAndPutsNoRowTwice() throws IOException {
    Path file = file("rows.csv", MIXED);
    for (int rows = 0; rows < 5; rows++) {
      try (var broken = FakeCluster.overTcp(2)) {
        cluster.close();
        cluster = broken;
        var script = new ArrayList<>(Collections.nCopies(rows, Behaviour.honest()));
        script.add(Behaviour.refuse(Failure.DISK_FULL));
        cluster.node(1).next(script.toArray(Behaviour[]::new));
        kv(3, "load " + file + " --key 0 --value 1 --in-flight 1");
        assertTrue(terminal.err().contains("kv: DISK_FULL"), terminal.err());
        assertTrue(Files.exists(checkpoint(file)));
        kv(3, "load " + file + " --key 0 --value 1 --in-flight 1 --json");
        assertTrue(
            terminal
                .out()
                .startsWith("{\"complete\":true,\"loaded\":5,\"superseded\":0,\"rejected\":1,"));
        assertFalse(Files.exists(checkpoint(file)));
        assertMixedIsLoaded();
        assertEquals(6, cluster.node(1).receivedCount());
      }
    }
  }

  private void assertMixedIsLoaded() {
    assertEquals("4", cluster.row("a"));
    assertEquals("2\n2", cluster.row("b"));
    assertEquals("3", cluster.row("c"));
    assertEquals("5", cluster.row("d"));
  }

  @Test
  void rowsThatLaterWritesSupersedeAreCountedOverAllRuns() throws IOException {
    Path file = file("rows.csv", "a,1\nb,2\nc,3\nd,4\n");
    cluster.node(1).next(Behaviour.supersede(), Behaviour.refuse(Failure.DISK_FULL));
    String load = "load " + file + " --key 0 --value 1 --in-flight 1";
    kv(3, load);
    cluster.node(1).next(Behaviour.honest(), Behaviour.supersede());
    kv(0, load + " --json");
    assertTrue(
        terminal.out().startsWith("{\"complete\":true,\"loaded\":4,\"superseded\":2,"),
        terminal.out());
    cluster.node(1).next(Behaviour.supersede());
    kv(0, load);
    assertTrue(
        terminal.out().startsWith("4 rows loaded, 1 of them superseded by later writes, 0 lines"),
        terminal.out());
  }

  @Test
  void rejectedLinesAreNamedAndTheExitCodeTells() throws IOException {
    Path file = file("rows.csv", MIXED + ",empty\n\"open\n" + "k".repeat(4097) + ",1\ne,6\n");
    kv(3, "load " + file + " --key 0 --value 1");
    assertEquals(
        """
        line 4: no column 1: there are 0 to 0
        line 8: the key is empty
        line 9: unterminated quote
        line 10: the key has 4097 bytes, more than 4096
        """,
        terminal.err());
    assertTrue(terminal.out().startsWith("6 rows loaded, 4 lines rejected, in "), terminal.out());
    assertMixedIsLoaded();
    assertEquals("6", cluster.row("e"));
  }

  @Test
  void aLoadStopsAtTheFirstRejectedLineThatIsTooMany() throws IOException {
    Path file = file("rows.csv", "a,1\nbad\nb,2\nbad\nc,3\n");
    Path rejects = directory.resolve("rejects");
    String load = "load " + file + " --key 0 --value 1 --rejects " + rejects;
    kv(3, load + " --max-rejects 1 --json");
    assertTrue(
        terminal
            .out()
            .startsWith("{\"complete\":false,\"loaded\":2,\"superseded\":0,\"rejected\":2,"));
    assertTrue(terminal.err().contains("more than 1 lines are rejected"), terminal.err());
    assertEquals(2, Files.readAllLines(rejects).size());
    kv(3, load);
    assertTrue(terminal.err().contains("going on from line 5: 2 rows are loaded"));
    assertEquals("3", cluster.row("c"));
    assertEquals(2, Files.readAllLines(rejects).size());
  }

  @Test
  void columnsMayHaveNamesAndTheWholeLineMayBeTheValue() throws IOException {
    Path file = file("rows.tsv", "id\tname\r\n7\tseven\r\n8\teight\r\n");
    kv(0, "load " + file + " --header --key name --value line");
    assertEquals("7\tseven", cluster.row("seven"));
    kv(0, "load " + file + " --header --key 0 --value name");
    assertEquals("eight", cluster.row("8"));
    kv(2, "load " + file + " --header --key nme");
    assertTrue(terminal.err().contains("the header has no column 'nme'; it has [id, name]"));
  }

  @Test
  void anotherLoadsCheckpointAndAChangedFileAreRefused() throws IOException {
    Path file = file("rows.csv", "a,1\nb,2\n");
    cluster.node(1).next(Behaviour.honest(), Behaviour.refuse(Failure.DISK_FULL));
    String load = "load " + file + " --in-flight 1 --key 0";
    kv(3, load + " --value 1");
    kv(0, "keyspace create other");
    refused(load + " --value line", "with other options");
    refused(load + " --value 1 -k other", "is of a load into keyspace k");
    Files.writeString(file, "a,1\nb,3\n");
    refused(load + " --value 1", "the file has changed since line 2 was loaded");
    kv(0, load + " --value 1 --restart");
    assertEquals("3", cluster.row("b"));
  }

  private void refused(String line, String why) throws IOException {
    kv(2, line);
    String said = terminal.err();
    assertTrue(said.contains(why), said);
    assertTrue(said.contains("--restart"), said);
  }

  @Test
  void aLoadOutOfPatienceGoesOnWhenItIsRunAgain() throws IOException {
    Path file = file("rows.jsonl", "{\"id\":1}\n{\"id\":2}\n");
    for (int node = 1; node <= 3; node++) {
      cluster.node(node).always(Behaviour.refuse(Failure.UNAVAILABLE));
    }
    String load = "load " + file + " --key id --timeout 100ms --patience 100ms";
    kv(5, load);
    assertTrue(terminal.err().contains("run the same command again to go on"), terminal.err());
    for (int node = 1; node <= 3; node++) {
      cluster.node(node).always(Behaviour.honest());
    }
    kv(0, "load " + file + " --key id");
    assertEquals("{\"id\":2}", cluster.row("2"));
  }

  @Test
  void aLoadThatIsInterruptedEndsAndGoesOnWhenItIsRunAgain() throws Exception {
    Path file = file("rows.csv", "a,1\nb,2\n");
    String load = "load " + file + " --key 0 --value 1";
    cluster.node(1).next(Behaviour.honest(), Behaviour.silent());
    Thread loading = Threads.start("loading", () -> kv(5, load));
    cluster.node(1).received();
    cluster.node(1).received();
    loading.interrupt();
    loading.join();
    assertTrue(terminal.err().contains("run the same command again to go on"), terminal.err());
    assertTrue(Files.exists(checkpoint(file)));
    kv(0, load);
    assertEquals("2", cluster.row("b"));
  }

  @Test
  void whatCannotBeMeantIsAUsageError() throws IOException {
    Path csv = file("rows.csv", "a,1\n");
    Path text = file("rows.txt", "a,1\n");
    for (String wrong :
        List.of(
            "load " + csv,
            "load " + text + " --key 0",
            "load " + csv + " --key name",
            "load " + csv + " --key 0 --value name",
            "load " + csv + " --key 0 --delimiter ab",
            "load " + csv + " --key 0 --delimiter \"",
            "load " + csv + " --key 0 --format lines",
            "load " + csv + " --key 0 --format jsonl --quote none",
            "load " + csv + " --key 0 --format jsonl --header",
            "load " + csv + " --key 0 --in-flight 0",
            "load " + csv + " --key 0 --max-rejects -1",
            "load " + csv + " --key 0 --checkpoint " + directory.resolve("no/such"),
            "load " + directory + " --key 0 --format csv",
            "export",
            "export " + directory + " --format csv",
            "export " + directory.resolve("no/such.csv") + " --delimiter \"")) {
      kv(2, wrong);
    }
    kv(3, "load " + csv + " --key 0 -k none");
    kv(3, "export -k none --format csv");
  }

  @Test
  void everyFormatIsReadBackByteForByte() throws IOException {
    Path binary = directory.resolve("binary.csv");
    try (OutputStream out = Files.newOutputStream(binary)) {
      var random = new Random(5);
      for (int i = 0; i < 700; i++) {
        byte[] value = new byte[random.nextInt(30)];
        random.nextBytes(value);
        byte[] key = ("key\"" + i + (char) random.nextInt(200)).getBytes(UTF_8);
        RowWriter.of(Format.CSV, Format.CSV.dialect()).write(new Row(key, value, new byte[0]), out);
      }
    }
    kv(0, "load " + binary + " --key 0 --value 1");
    byte[] first = exported("csv");
    for (String load : List.of("csv --key 0 --value 1", "jsonl --key key --value value")) {
      String format = load.split(" ", 2)[0];
      Path file = directory.resolve("rows." + format);
      kv(0, "export " + file);
      assertTrue(terminal.err().startsWith("700 rows exported in "), terminal.err());
      kv(0, "keyspace drop k --yes");
      kv(0, "keyspace create k");
      kv(0, "load " + file + " --format " + load);
      assertArrayEquals(first, exported("csv"), format);
    }
  }

  private byte[] exported(String format) {
    kv(0, "export --format " + format);
    return terminal.outBytes();
  }

  @Test
  void linesAreTheValuesAndAPrefixChoosesRows() throws IOException {
    kv(0, "load " + file("rows.csv", "a1,x\r\na2,\"y,z\"\nb,\n") + " --key 0");
    assertEquals("a1,x\na2,\"y,z\"\nb,\n", new String(exported("lines"), UTF_8));
    kv(0, "export --format lines --prefix a2");
    assertEquals("a2,\"y,z\"\n", terminal.out());
    kv(0, "put c two\nlines");
    kv(0, "export --format lines");
    assertTrue(terminal.err().contains("some values hold line ends"), terminal.err());
  }

  @Test
  void anExportThatFailsLeavesWhatWasThere() throws IOException {
    Path file = file("rows.tsv", "before\n");
    kv(0, "put a x\ty");
    kv(2, "export " + file);
    assertTrue(terminal.err().contains("the row with the key a holds a delimiter"), terminal.err());
    assertEquals("before\n", Files.readString(file));
    assertArrayEquals(new String[] {"rows.tsv"}, directory.toFile().list());
    kv(0, "export " + file + " --quote '");
    assertEquals("a\t'x\ty'\n", Files.readString(file));
  }

  @Test
  void anExportThatCannotBePrintedEndsAndSaysSo() {
    kv(0, "put a x");
    terminal =
        CapturedTerminal.printingTo(
            new OutputStream() {
              @Override
              public void write(int b) throws IOException {
                throw new IOException("No space left on device");
              }
            });
    assertEquals(6, run("export --format csv"));
    assertTrue(terminal.err().startsWith("kv: cannot write to standard output"), terminal.err());
  }

  @Test
  void anExportAsksAgainForAPageThatCannotBeHadNow() throws IOException {
    kv(0, "load " + file("rows.csv", "a,1\nb,2\n") + " --key 0 --value 1");
    for (int node = 1; node <= 3; node++) {
      cluster.node(node).next(Behaviour.silent(), Behaviour.silent());
    }
    kv(0, "export --format csv --timeout 300ms");
    assertEquals("a,1\nb,2\n", terminal.out());
    assertTrue(
        terminal.err().startsWith("kv: asking again for 60 s: UNAVAILABLE: "), terminal.err());
  }

  private static Path checkpoint(Path file) {
    return file.resolveSibling(file.getFileName() + ".capstan-load");
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }

  /** Words are separated by one space. */
  private void kv(int exit, String line) {
    terminal = CapturedTerminal.piped();
    int code = run(line);
    assertEquals(exit, code, () -> "kv " + line + "\n" + terminal.out() + terminal.err());
  }

  private int run(String line) {
    List<String> words = new ArrayList<>(Arrays.asList(line.split(" ")));
    words.addAll(List.of("--server", cluster.address("n1")));
    boolean data = !words.get(0).equals("keyspace");
    if (data && !words.contains("-k")) {
      words.addAll(List.of("-k", "k"));
    }
    if (words.get(0).equals("put")) {
      words.addAll(List.of("--session", "none"));
    }
    return terminal.kv(words.toArray(String[]::new));
  }
}
