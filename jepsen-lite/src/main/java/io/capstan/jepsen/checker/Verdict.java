package io.capstan.jepsen.checker;

import java.util.List;

/**
 * What a checker found.
 *
 * @param reason for a person, whatever the kind
 */
public record Verdict(Kind kind, String reason) {
  /** The possible findings, from the best to the worst. */
  public enum Kind {
    VALID,
    /** The history does not tell: too little happened in it, or it takes too long to find out. */
    UNKNOWN,
    INVALID
  }

  /** The first of the worst kind; VALID when there is none at all. */
  public static Verdict worst(List<Verdict> verdicts) {
    Verdict worst = new Verdict(Kind.VALID, "nothing to judge");
    for (int i = verdicts.size() - 1; i >= 0; i--) {
      boolean asBad = verdicts.get(i).kind().compareTo(worst.kind()) >= 0;
      worst = asBad ? verdicts.get(i) : worst;
    }
    return worst;
  }

  public boolean isValid() {
    return kind == Kind.VALID;
  }
}
