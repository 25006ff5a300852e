package io.capstan.jepsen.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.jepsen.history.MalformedHistoryException;
import io.capstan.jepsen.workload.WorkloadStore.Flaw;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FactsFileTest {
  private static final Facts FACTS = StoredRuns.run(Flaw.NONE).facts();

  private static String written() throws IOException {
    StringWriter out = new StringWriter();
    FactsFile.write(FACTS, out);
    return out.toString();
  }

  private static String refusal(String text) {
    MalformedHistoryException refusal =
        assertThrows(
            MalformedHistoryException.class, () -> FactsFile.read(new StringReader(text)), text);
    return String.valueOf(refusal.getMessage());
  }

  @Test
  void whatWasWrittenIsReadAgain() throws IOException {
    assertEquals(FACTS, FactsFile.read(new StringReader(written())));
  }

  @Test
  void factsThatAreCutOffAnywhereAreRefusedWithTheirPlace() throws IOException {
    String text = written().strip();
    for (int length = 0; length < text.length(); length++) {
      assertTrue(refusal(text.substring(0, length)).startsWith("line "));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"settled\" : true>\"settled\" : 1",
        "\"quiet_nanos\">\"quiet\"",
        "\"2026-01->\"soon-",
        "\"linearizable\">\"lineal\"",
        "\"n1->n3\">\"n1\"",
        "\"version\" : \"Capstan test\">\"version\" : null",
      })
  void whatIsWrongIsRefused(String change) throws IOException {
    String[] fromTo =
        change.contains("->n3") ? new String[] {"n1->n3", "n1"} : change.split(">", 2);
    assertTrue(written().contains(fromTo[0]), change);
    assertTrue(refusal(written().replace(fromTo[0], fromTo[1])).startsWith("line "));
  }
}
