package io.capstan.jepsen.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.jepsen.history.MalformedHistoryException;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlanFileTest {
  private static final Plan PLAN =
      new Plan(
          "capstan",
          "proxy",
          "register",
          List.of("strong", "eventual-one"),
          5,
          10,
          100,
          Duration.ofSeconds(30),
          -7,
          List.of(
              new Plan.Step("kill", Duration.ZERO, Duration.ofMillis(5), List.of("n1")),
              new Plan.Step(
                  "partition-one", Duration.ofSeconds(1), Duration.ofSeconds(2), List.of())));

  private static String written() throws IOException {
    StringWriter out = new StringWriter();
    PlanFile.write(PLAN, out);
    return out.toString();
  }

  @Test
  void whatWasWrittenIsReadAgain() throws IOException {
    assertEquals(PLAN, PlanFile.read(new StringReader(written())));
  }

  @Test
  void aPlanThatIsCutOffAnywhereIsRefusedWithItsPlace() throws IOException {
    String text = written().strip();
    for (int length = 0; length < text.length(); length++) {
      String cut = text.substring(0, length);
      MalformedHistoryException refusal =
          assertThrows(
              MalformedHistoryException.class, () -> PlanFile.read(new StringReader(cut)), cut);
      assertTrue(String.valueOf(refusal.getMessage()).startsWith("line "), refusal::toString);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"nodes\" : 5>\"nodes\" : 0",
        "\"nodes\" : 5>\"nodes\" : \"five\"",
        "\"nodes\" : 5>\"knots\" : 5",
        "\"fault\" : \"kill\">\"fault\" : \"\"",
        "\"at_millis\" : 0>\"at_millis\" : -1",
        "\"for_millis\" : 5>\"for_millis\" : 0",
        "\"target\" : \"capstan\",>",
        "\"at_millis\" : 0,>",
      })
  void whatIsWrongIsRefused(String change) throws IOException {
    String[] fromTo = change.split(">", 2);
    String text = written();
    assertTrue(text.contains(fromTo[0]), text);
    String changed = text.replaceFirst(fromTo[0], fromTo[1]);
    assertThrows(MalformedHistoryException.class, () -> PlanFile.read(new StringReader(changed)));
  }
}
