package io.capstan.jepsen.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HistoryFileTest {
  private static final String GOOD =
      "{\"type\":\"invoke\",\"process\":1,\"nanos\":2,\"node\":\"n1\",\"level\":\"STRONG\","
          + "\"operation\":\"put\",\"key\":\"k\",\"value\":\"v\"}";

  @Test
  void whatWasWrittenIsReadBack() throws IOException {
    Event invoke =
        new Event(Event.Type.INVOKE, 3, 17, "n2", "SESSION", "put", "\"k\n\u00e9", "a\\b");
    List<Event> events =
        List.of(
            invoke,
            invoke.end(Event.Type.OK, 18, "").answeredBy("n3", "leader of term 7, \"index\" 12"),
            invoke.end(Event.Type.FAIL, 19, null),
            invoke.end(Event.Type.INFO, Long.MAX_VALUE, "x"));
    assertEquals(events, read(written(events)));
  }

  @Test
  void anEventIsOneLineOfThisForm() throws IOException {
    Event event = new Event(Event.Type.INVOKE, 1, 2, "n1", "STRONG", "put", "k", "v");
    assertEquals(GOOD + "\n", written(List.of(event)));
  }

  @Test
  void blankLinesAreSkippedButCounted() {
    String file = "\n" + GOOD + "\n\nnonsense\n";
    assertEquals(
        4, assertThrows(MalformedHistoryException.class, () -> read(file)).position().line());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "[]|not an object",
        "{\"type\":\"invoke\"|not JSON",
        "{\"type\":\"invoke\"}|\"process\" is missing",
        "{\"colour\":\"red\"}|unknown field \"colour\"",
        "{\"type\":\"a\",\"type\":\"b\"}|\"type\" stands twice",
        "{\"type\":null}|\"type\" is no text or number",
        "{} {}|more than one object",
        "{\"type\":\"okay\"}|type \"okay\" is none of invoke, ok, fail, info",
      })
  void aBadLineIsNamedByItsNumber(String line, String problem) {
    MalformedHistoryException refused =
        assertThrows(MalformedHistoryException.class, () -> read(GOOD + "\n" + line));
    assertTrue(refused.problem().startsWith(problem), refused.getMessage());
    assertEquals(2, refused.position().line());
  }

  private static List<Event> read(String file) throws IOException {
    return HistoryReader.read(new StringReader(file), Format.CAPSTAN).events();
  }

  private static String written(List<Event> events) throws IOException {
    StringWriter file = new StringWriter();
    try (HistoryWriter writer = new HistoryWriter(file)) {
      for (Event event : events) {
        writer.write(event);
      }
    }
    return file.toString();
  }
}
