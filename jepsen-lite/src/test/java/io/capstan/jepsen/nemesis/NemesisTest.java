package io.capstan.jepsen.nemesis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.runtime.Randoms;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** A second passes with each look at a fault, which is ended after ten. */
class NemesisTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long END = 10 * SECOND;

  private final List<String> told = new ArrayList<>();
  private final FakeNetwork network = new FakeNetwork(List.of("n1", "n2", "n3"));
  private long nanos;

  private Nemesis nemesis(FakeTarget target) {
    Faults faults = new Faults(network, target, () -> nanos, Randoms.seeded(1));
    return new Nemesis(faults, target, () -> nanos, told::add);
  }

  private Injection run(Timed fault) {
    return nemesis(new FakeTarget("n1", "n1", "n2")).run(0, "fault", fault, END).injection();
  }

  /** Bites from one time to another, and heals at a third; never: it does not. */
  private final class Timed implements Action {
    private static final long NEVER = Long.MAX_VALUE;
    private final long bites;
    private final long bitesNoMore;
    private final long heals;
    private boolean injected;
    private boolean ended;

    Timed(long bites, long bitesNoMore, long heals) {
      this.bites = bites;
      this.bitesNoMore = bitesNoMore;
      this.heals = heals;
    }

    @Override
    public String what() {
      return "something";
    }

    @Override
    public void inject() {
      injected = true;
    }

    @Override
    public void goOn() {
      assertTrue(injected && !ended);
      nanos += SECOND;
    }

    @Override
    public OptionalLong bitesSince() {
      return nanos >= bites && nanos < bitesNoMore ? OptionalLong.of(bites) : OptionalLong.empty();
    }

    @Override
    public void end() {
      ended = true;
    }

    @Override
    public OptionalLong healedSince() {
      nanos += SECOND;
      return nanos >= heals ? OptionalLong.of(heals) : OptionalLong.empty();
    }

    @Override
    public String evidence() {
      return "its word";
    }
  }

  @Test
  void aFaultThatBitesToItsEndAndHealsIsToldWithItsTimes() {
    Timed fault = new Timed(3 * SECOND, Timed.NEVER, 12 * SECOND);
    Injection injection = run(fault);
    assertEquals(0, injection.injectedNanos());
    assertEquals(OptionalLong.of(3 * SECOND), injection.bitNanos());
    assertEquals(END, injection.endedNanos());
    assertEquals(OptionalLong.of(12 * SECOND), injection.healedNanos());
    assertEquals("its word", injection.evidence());
    assertEquals(
        List.of(
            "fault: something",
            "fault bites after 3000 ms: its word",
            "fault healed after 2000 ms"),
        told);
  }

  @Test
  void whoLedBeforeAndWhoLedLastWhileItLastedIsTold() {
    Injection injection = run(new Timed(SECOND, Timed.NEVER, END));
    assertEquals(Optional.of("n1"), injection.leaderBefore());
    assertEquals(Optional.of("n1"), injection.leaderAfter());
    nanos = 0;
    Injection longer =
        nemesis(new FakeTarget("n1", "n1", "n2"))
            .run(0, "fault", new Timed(SECOND, Timed.NEVER, END), 2 * END)
            .injection();
    assertEquals(Optional.of("n2"), longer.leaderAfter());
  }

  @Test
  void aFaultThatWasNeverSeenToBiteHasNot() {
    Injection injection = run(new Timed(Timed.NEVER, Timed.NEVER, END));
    assertEquals(OptionalLong.empty(), injection.bitNanos());
    assertTrue(injection.healedNanos().isPresent());
  }

  @Test
  void aFaultThatBitAndDidNotHoldToItsEndHasNot() {
    Injection injection = run(new Timed(3 * SECOND, 9 * SECOND, END));
    assertEquals(OptionalLong.empty(), injection.bitNanos());
  }

  @Test
  void aFaultThatDoesNotHealInHalfAMinuteHasNot() {
    Injection injection = run(new Timed(3 * SECOND, Timed.NEVER, END + 60 * SECOND));
    assertEquals(OptionalLong.empty(), injection.healedNanos());
    assertEquals("fault did not heal", told.get(told.size() - 1));
  }

  @Test
  void aFaultThatTheNetworkCannotDoIsRefusedAndNothingIsWaitedFor() {
    Nemesis nemesis = nemesis(new FakeTarget("n1"));
    assertThrows(UnsupportedFaultException.class, () -> nemesis.run(0, "delay", List.of(), END));
    assertThrows(
        UnsupportedFaultException.class, () -> nemesis.run(0, "earthquake", List.of(), END));
    assertEquals(0, nanos);
  }

  @Test
  void aCutBitesWhenAllItsLinksAreSilentAndHealsWhenTheyAreNot() {
    LinkAction cut =
        new LinkAction(
            network,
            () -> nanos,
            List.of("n1", "n2", "n3"),
            Link.around("n1", List.of("n2", "n3")),
            new Disturbance.Cut());
    network.beat(nanos);
    cut.inject();
    assertEquals(OptionalLong.empty(), cut.bitesSince());
    nanos += SECOND;
    assertEquals(OptionalLong.of(0), cut.bitesSince());
    network.heal();
    network.beat(nanos);
    assertEquals(OptionalLong.empty(), cut.bitesSince(), "canaries arrive");

    cut.end();
    assertFalse(cut.healedSince().isPresent());
    nanos += SECOND;
    network.beat(nanos);
    assertEquals(OptionalLong.of(nanos), cut.healedSince());
  }
}
