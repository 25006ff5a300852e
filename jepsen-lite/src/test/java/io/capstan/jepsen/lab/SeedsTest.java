package io.capstan.jepsen.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.capstan.client.shell.CommandFailed;
import io.capstan.client.shell.Exit;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SeedsTest {
  @Test
  void bothEndsAreIncluded() {
    Seeds seeds = Seeds.parse("3..5");
    assertEquals(List.of(3L, 4L, 5L), seeds.each().boxed().toList());
    assertEquals(3, seeds.count());
    assertEquals(1, Seeds.parse("0..0").count());
    assertEquals("3..5", seeds.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "5|'5' is no range of seeds",
        "a..b|'a..b' is no range of seeds",
        "-1..3|'-1..3' is no range of seeds",
        "1..|'1..' is no range of seeds",
        "1..9999999999999999999|'1..9999999999999999999' is no range of seeds",
        "5..4|'5..4' ends before it begins",
        "1..1000001|'1..1000001' are 1000001 seeds; at most 1000000",
      })
  void anythingElseIsRefusedWithWhatIsWrong(String text, String message) {
    CommandFailed refused = assertThrows(CommandFailed.class, () -> Seeds.parse(text));
    assertEquals(message, refused.getMessage());
    assertEquals(Exit.USAGE, refused.exit());
  }
}
