package io.capstan.jepsen.checker.linear;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.runtime.Ticker;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Recorded histories of other stores, whose verdicts are known. */
class SharedHistoriesTest {
  @Test
  void everySharedHistoryIsJudgedAsItIsKnownToBe() throws IOException {
    Optional<Path> folder = SharedHistory.folder();
    if (folder.isEmpty()) {
      System.out.println("SKIPPED: no shared histories; -Dcapstan.histories= names their folder");
    }
    Assumptions.assumeTrue(folder.isPresent());
    int judged = 0;
    for (SharedHistory history : SharedHistory.all(folder.orElseThrow())) {
      if (history.judged()) {
        List<KeyFinding> findings =
            Linearizability.check(history.read(), history.spec(), Bounds.usual(Ticker.system()));
        assertEquals(
            history.expectedKind(),
            Linearizability.overall(findings).kind(),
            history + " " + findings);
        judged++;
      }
    }
    System.out.println(judged + " shared histories are judged right");
    assertTrue(judged > 100, judged + " histories");
  }
}
