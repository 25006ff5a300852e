package io.capstan.client.shell.bulk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.client.Row;
import io.capstan.client.shell.bulk.LoadedLine.Rejected;
import io.capstan.client.shell.bulk.LoadedLine.RowToPut;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class JsonRowsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"k\":\"a\",\"v\":\"b\"}                       | a   | b",
        "{\"v\":\"\\u00e9\",\"x\":[1,{}],\"k\":\"a b\"}  | a b | é",
        "{\"k\":12,\"v\":1.50}                           | 12  | 1.50",
        "{\"k\":true,\"v\":{\"n\": [1, 2 ]} }            | true | {\"n\": [1, 2 ]}",
        "{\"k\":\"a\",\"v\":[\"}\", 1],\"z\":0}          | a   | [\"}\", 1]",
        "{\"k_base64\":\"YQ==\",\"v_base64\":\"Yg==\"}   | a   | b"
      })
  void membersBecomeTheRow(String line, String key, String value) {
    var row = (RowToPut) rowOf(line, new JsonRows("k", "v"));
    assertEquals(key, new String(row.key(), UTF_8));
    assertEquals(value, new String(row.value(), UTF_8));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"k\":\"a\"}                          | no member \"v\"",
        "{\"v\":\"a\"}                          | no member \"k\"",
        "{\"k\":null,\"v\":1}                   | \"k\" is null",
        "{\"k\":\"\",\"v\":1}                   | the key is empty",
        "[1]                                    | the line is no JSON object",
        "~~                                     | the line is no JSON object",
        "{\"k\":\"a\",\"v\":1} {}               | there is text behind the JSON object",
        "{\"k\":\"a\",\"v\":\"\\ud800\"}        | \"v\" has half a surrogate pair, which is no text",
        "{\"k_base64\":null,\"v\":1}            | \"k_base64\" is no base64",
        "{\"k_base64\":\"?\",\"v\":1}           | \"k_base64\" is no base64",
        "{\"k\":\"a\",\"k_base64\":\"YQ==\"}    | \"k_base64\" is there as text and as base64"
      })
  void aLineWithoutARowIsRejectedWithTheReason(String line, String reason) {
    assertEquals(reason, ((Rejected) rowOf(line, new JsonRows("k", "v"))).reason());
  }

  @Test
  void whatIsNoJsonIsRejected() {
    for (String line :
        List.of("{", "{\"k\":\"a\",\"v\":}", "{\"k\":1,\"k\":2}", "{\"k\":\"a\"\"b\"}")) {
      var rejected = (Rejected) rowOf(line, new JsonRows("k", "v"));
      assertTrue(rejected.reason().startsWith("bad JSON: "), rejected.reason());
    }
  }

  @Test
  void theValueMayBeTheWholeLine() {
    var row = (RowToPut) rowOf(" {\"k\":\"a\"} ", new JsonRows("k", null));
    assertEquals(" {\"k\":\"a\"} ", new String(row.value(), UTF_8));
  }

  @ParameterizedTest
  @MethodSource("io.capstan.client.shell.bulk.RecordReaderTest#seeds")
  void whatIsWrittenIsReadBack(long seed) throws IOException {
    var random = new Random(seed);
    for (int i = 0; i < 500; i++) {
      byte[] key = new byte[1 + random.nextInt(3)];
      byte[] value = new byte[random.nextInt(4)];
      random.nextBytes(key);
      random.nextBytes(value);
      var out = new ByteArrayOutputStream();
      RowWriter.of(Format.JSONL, Dialect.LINES).write(new Row(key, value, new byte[0]), out);
      String line = out.toString(UTF_8);
      assertEquals(line.length() - 1, line.indexOf('\n'));
      var row = (RowToPut) rowOf(line.stripTrailing(), new JsonRows("key", "value"));
      assertArrayEquals(key, row.key(), () -> "seed " + seed);
      assertArrayEquals(value, row.value(), () -> "seed " + seed);
    }
  }

  private static LoadedLine rowOf(String line, JsonRows rows) {
    byte[] text = line.getBytes(UTF_8);
    return rows.rowOf(new TextRecord(1, new Position(text.length, 2), text, List.of(text), ""));
  }
}
