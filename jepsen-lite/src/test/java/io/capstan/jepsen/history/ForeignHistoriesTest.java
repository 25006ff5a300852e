package io.capstan.jepsen.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForeignHistoriesTest {
  private static final String LOG =
      """
      INFO  jepsen.util - 3\t:invoke\t:cas\t[3 0]
      INFO  jepsen.core - Worker 4 starting
      INFO  jepsen.util - :nemesis\t:info\t:start\tnil
      INFO  jepsen.util - 3   :ok     :cas    [3 0]
      """;

  private static final String STORED_TEXT =
      """
      :nemesis\t:info\t:start\t#<Object cut off>
      3\t:invoke\t:cas\t[3 0]
      3\t:ok\t:cas\t[3 0]
      """;

  private static final String EDN_VECTOR =
      """
      ; what a comment says
      [{:process 3, :type :invoke, :f :cas, :value [3 0]}
       #_ {:process 9 :type :discarded}
       {:process :nemesis, :type :info, :f :start, :value nil}
       #jepsen.history.Op{:process 3, :type :ok, :f :cas, :value [3, 0]}]
      """;

  private static final String EDN_MAPS =
      """
      {:process 3N :type :invoke :f :cas :value [3 0] :error [:timeout "\\"no\\u0021\\""]}
      {:process 3 :type :ok :f :cas :value (3 0) :more #{1 \\a ##NaN}}
      """;

  private static final String JSON_ARRAY =
      """
      [{"process":3,"type":"invoke","f":"cas","value":[3,0]},
       {"process":"nemesis","type":"info","f":"start","value":null},
       {"process":3,"type":"ok","f":"cas","value":[3,0]}]
      """;

  private static final String JSON_LINES =
      """
      {"process":3,"type":"INVOKE","f":"CAS","value":[3,0],"nemesis":false}
      {"process":3,"type":"OK","f":"CAS","value":[3,0]}
      """;

  @Test
  void everyFormatTellsTheSame() throws IOException {
    Event invoke = new Event(Event.Type.INVOKE, 3, 0, "", "", "cas", "", "[3 0]");
    List<Event> expected = List.of(invoke, invoke.end(Event.Type.OK, 0, "[3 0]"));
    for (String text : List.of(LOG, STORED_TEXT, EDN_VECTOR, EDN_MAPS, JSON_ARRAY, JSON_LINES)) {
      assertEquals(expected, read(text).events(), text);
    }
  }

  @Test
  void anEmptyTextIsAnEmptyHistory() throws IOException {
    for (String text : List.of("", " \n", "[]", "; nothing\n")) {
      assertEquals(List.of(), read(text).events(), text);
    }
    assertEquals(List.of(), read("[ ]", Format.JSON).events());
  }

  @Test
  void stringsAreBareAndNilIsNothing() throws IOException {
    String text =
        """
        {:process 0 :type :invoke :f :append :key "k 1" :value "x \\"9\\" y"}
        {:process 0 :type :ok :f :append :key "k 1" :value "x 9 y"}
        {:process 0 :type :invoke :f :get :key "k 1" :value nil}
        """;
    List<Event> events = read(text).events();
    assertEquals("k 1", events.get(0).key());
    assertEquals("x \"9\" y", events.get(0).value());
    assertNull(events.get(2).value());
  }

  @Test
  void pairsThroughoutAreKeysAndValues() throws IOException {
    String text =
        """
        {:process 0 :type :invoke :f :write :value [7 1]}
        {:process 0 :type :ok :f :write :value [7 1]}
        {:process 1 :type :invoke :f :cas :value [8 [1 2]]}
        {:process 2 :type :invoke :f :read :value [8 nil]}
        {:process 2 :type :ok :f :read :value [8 3]}
        """;
    List<Event> events = read(text).events();
    assertEquals(List.of("7", "7", "8", "8", "8"), events.stream().map(Event::key).toList());
    assertEquals("[1 2]", events.get(2).value());
    assertNull(events.get(3).value());
    assertEquals("3", events.get(4).value());
  }

  @Test
  void timesAreNanosecondsOrInUpperCaseMilliseconds() throws IOException {
    String edn = "{:type :invoke :process 0 :f :read :time 17}";
    String java = "{\"type\":\"INVOKE\",\"process\":0,\"f\":\"READ\",\"time\":1.651553371982E12}";
    assertEquals(17, read(edn).events().get(0).nanos());
    assertEquals(1_651_553_371_982_000_000L, read(java).events().get(0).nanos());
  }

  @Test
  void whatCrashedMayGoOnWithItsNumber() throws IOException {
    String text = "jepsen.util - 1 :invoke :write 1\njepsen.util - 1 :info :write :timed-out\n";
    List<Operation> operations = read(text + text).operations();
    assertEquals(2, operations.size());
    assertEquals(Operation.NEVER, operations.get(0).finish());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "EDN|[{:process 0 :type :invoke :f :read}|1|37|the text ends in what opens at line 1",
        "EDN|{:process 0 :type :inv|1|23|the text ends in what opens at line 1, column 1",
        "EDN|{:process 0 :value \"x|1|22|the text ends in the string that opens at",
        "EDN|{:process 0] |1|12|\"]\" where \"}\" is due",
        "EDN|{:process}|1|1|a map with a key that has no value",
        "EDN|{:f 1 :f 2}|1|1|\"f\" stands twice",
        "EDN|{:type :ok}\u00b6)|2|1|\")\" closes nothing",
        "EDN|[{:type :ok}] 7|1|15|something follows the end",
        "EDN|7|1|1|not a map of fields",
        "EDN|{:type :okay}|1|1|type \"OKAY\" is none of invoke, ok, fail, info",
        "EDN|{:type :ok :process -1}|1|1|process -1 is not from 0",
        "EDN|{:type :ok :time soon}|1|1|time \"soon\" is no time",
        "EDN|{:value \"\\q\"}|1|9|a string with an unknown escape",
        "JSON|[{\"type\":\"invoke\"},|1|20|not JSON",
        "JSON|[{\"type\":\"invoke\"}\u00b6{\"type\"|2|1|not JSON",
        "JSON|[7]|1|2|not a map of fields",
        "LOG|jepsen.util - 0 :invoke :cas [1 2|1|34|the text ends in what opens at",
        "LOG|INFO jepsen.util - 0 :invoke|1|29|the text ends where a value is due",
        "LOG|INFO  jepsen.util - 0 :ok :read 1\u00b6INFO  jep|2|1|no line of a Jepsen log",
        "CAPSTAN|{\"type\":\"invoke\"|1|17|not JSON",
      })
  void whatIsUnreadableIsNamedByItsPlace(
      Format format, String text, long line, long column, String problem) {
    MalformedHistoryException refused =
        assertThrows(
            MalformedHistoryException.class, () -> read(text.replace('\u00b6', '\n'), format));
    assertEquals(new Position(line, column), refused.position(), refused.getMessage());
    assertTrue(refused.problem().startsWith(problem), refused.getMessage());
  }

  @Test
  void whatIsNestedWithoutEndIsRefused() {
    String text = "[".repeat(100_000);
    assertThrows(MalformedHistoryException.class, () -> read(text, Format.EDN));
    assertThrows(MalformedHistoryException.class, () -> read(text, Format.JSON));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 :ok :read 1|1|process 0 ends what it did not begin",
        "0 :invoke :read nil/0 :ok :read 1/0 :ok :read 1|3|process 0 ends what it did not begin",
        "0 :invoke :read nil/1 :invoke :read nil/0 :invoke :read nil|3|has a request open already",
      })
  void whatCannotHaveHappenedIsNamedByItsPlace(String lines, long line, String problem)
      throws IOException {
    History history = read("jepsen.util - " + lines.replace("/", "\njepsen.util - "));
    MalformedHistoryException refused =
        assertThrows(MalformedHistoryException.class, history::operations);
    assertEquals(line, refused.position().line());
    assertTrue(refused.problem().contains(problem), refused.problem());
  }

  @Test
  void aClockThatGoesBackIsRefused() {
    Event invoke = new Event(Event.Type.INVOKE, 0, 10, "", "", "put", "k", "v");
    History own = History.recorded(List.of(invoke, invoke.end(Event.Type.OK, 9, null)));
    assertEquals(
        "line 2, column 1: the clock goes back by 1 ns, to 9",
        assertThrows(MalformedHistoryException.class, own::operations).getMessage());
  }

  @Test
  void jepsensClockMayGoBackALittle() throws IOException {
    String text =
        "{:process 0 :type :invoke :f :read :time %d}{:process 0 :type :ok :f :read :time 5}";
    assertEquals(1, read(text.formatted(1_000_000_005L)).operations().size());
    History tooFar = read(text.formatted(1_000_000_006L));
    assertThrows(MalformedHistoryException.class, tooFar::operations);
  }

  private static History read(String text) throws IOException {
    return HistoryReader.read(new StringReader(text));
  }

  private static History read(String text, Format format) throws IOException {
    return HistoryReader.read(new StringReader(text), format);
  }
}
