package io.capstan.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {
  private static final List<String> KNOWN = List.of("port", "raft-port", "zone", "orders");

  @ParameterizedTest
  @CsvSource({"prot,port", "raftport,raft-port", "zones,zone", "order,orders", "port,port"})
  void aMistypedWordFindsTheMeantOne(String typed, String meant) {
    assertEquals(Optional.of(meant), Nearest.to(typed, KNOWN));
  }

  @Test
  void aWordThatIsFarFromAllFindsNone() {
    assertEquals(Optional.empty(), Nearest.to("replication-factor", KNOWN));
  }

  @Test
  void ofEquallyNearWordsTheFirstInTheAlphabetIsTaken() {
    assertEquals(Optional.of("bat"), Nearest.to("xat", List.of("cat", "bat")));
  }

  @ParameterizedTest
  @CsvSource({"'','',0", "'',abc,3", "abc,abc,0", "abc,acb,1", "kitten,sitting,3", "ab,ba,1"})
  void theDistanceCountsEditsAndSwapsOfNeighbours(String a, String b, int expected) {
    assertEquals(expected, Nearest.distance(a, b));
    assertEquals(expected, Nearest.distance(b, a));
  }
}
