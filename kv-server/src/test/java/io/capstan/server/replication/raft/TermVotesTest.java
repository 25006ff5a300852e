package io.capstan.server.replication.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.peer.v1.TermCheckResponse;
import io.capstan.peer.v1.TermCheckResponse.GroupTerm;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TermVotesTest {
  private static final TermVotes ROUND =
      new TermVotes(7, 5, 99, Set.of("a.1", "b.1", "c.1"), Set.of());

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "the same term counts,               99, 7, 5, b.1, true",
    "a higher term does not,             99, 7, 6, b.1, false",
    "a lower term does not,              99, 7, 4, b.1, false",
    "a replica that does not run,        99, 7, 0, b.1, false",
    "the nonce of another round,         98, 7, 5, b.1, false",
    "another group,                      99, 8, 5, b.1, false",
    "another life of the voter's disk,   99, 7, 5, b.2, false",
    "another voter in the asked one's name, 99, 7, 5, c.1, false"
  })
  void onlyTheAskedVoterInTheLeadersTermCounts(
      String what, long nonce, long group, long term, String peer, boolean counts) {
    assertEquals(counts, ROUND.counts("b.1", answer(nonce, group, term, peer)), what);
  }

  @Test
  void anAnswerThatContradictsItselfDoesNotCount() {
    TermCheckResponse twice =
        answer(99, 7, 5, "b.1").toBuilder().addTerms(term(7, 6, "b.1")).build();
    assertFalse(ROUND.counts("b.1", twice));
  }

  @Test
  void anAnswerWithoutTheGroupDoesNotCount() {
    assertFalse(ROUND.counts("b.1", TermCheckResponse.newBuilder().setNonce(99).build()));
  }

  @Test
  void termZeroNeverCountsEvenForALeaderThatClaimsIt() {
    TermVotes broken = new TermVotes(7, 0, 99, Set.of("a.1", "b.1"), Set.of());
    assertFalse(broken.counts("b.1", answer(99, 7, 0, "b.1")));
  }

  @ParameterizedTest(name = "{0} | {1} by {2}: {3}")
  @CsvSource({
    "a,     '',    a,     true",
    "a b,   '',    a,     false",
    "a b,   '',    a b,   true",
    "a b c, '',    a,     false",
    "a b c, '',    a b,   true",
    "a b c, '',    a x y, false",
    "a b c d, '',  a b,   false",
    "a b c d, '',  a b c, true",
    "a b c, a d e, a b,   false",
    "a b c, a d e, a d e, false",
    "a b c, a d e, a b d, true",
    "a b c, a b d, a b,   true",
    "'',    '',    a b c, false",
    "'',    a b c, a b c, false"
  })
  void aMajorityOfTheCurrentAndOfThePreviousVotersConfirms(
      String current, String previous, String counted, boolean confirmed) {
    TermVotes votes = new TermVotes(7, 5, 99, set(current), set(previous));
    assertEquals(confirmed, votes.confirmedBy(set(counted)));
  }

  @Test
  void everyVoterOfBothConfigurationsIsAsked() {
    TermVotes votes = new TermVotes(7, 5, 99, set("a b c"), set("a d e"));
    assertEquals(set("a b c d e"), votes.voters());
    assertTrue(ROUND.voters().contains("c.1"));
  }

  private static TermCheckResponse answer(long nonce, long group, long term, String peer) {
    return TermCheckResponse.newBuilder().setNonce(nonce).addTerms(term(group, term, peer)).build();
  }

  private static GroupTerm term(long group, long term, String peer) {
    return GroupTerm.newBuilder().setGroup(group).setTerm(term).setPeerId(peer).build();
  }

  private static Set<String> set(String words) {
    return Arrays.stream(words.split(" "))
        .filter(word -> !word.isEmpty())
        .collect(Collectors.toSet());
  }
}
