package io.capstan.jepsen.checker;

/**
 * Counts what was looked at and what was wrong, and keeps the first wrong one. Thread safety: for
 * one thread.
 */
public final class Tally {
  private final String what;
  private int looked;
  private int wrong;
  private String first = "";

  /** Of things with this name, in the plural. */
  public Tally(String what) {
    this.what = what;
  }

  /**
   * Counts one.
   *
   * @param example shown if it is the first that is wrong
   */
  public void look(boolean isWrong, String example) {
    looked++;
    if (isWrong && wrong++ == 0) {
      first = example;
    }
  }

  /** INVALID when one was wrong, UNKNOWN when there was nothing to look at. */
  public Verdict verdict() {
    if (looked == 0) {
      return new Verdict(Verdict.Kind.UNKNOWN, "no " + what + " to judge");
    }
    String count = wrong + " of " + looked + " " + what + " are wrong";
    return wrong == 0
        ? new Verdict(Verdict.Kind.VALID, looked + " " + what + " are right")
        : new Verdict(Verdict.Kind.INVALID, count + "; first: " + first);
  }
}
