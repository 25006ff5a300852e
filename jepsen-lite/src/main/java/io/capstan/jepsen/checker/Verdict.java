package io.capstan.jepsen.checker;

/**
 * What a checker found.
 *
 * @param reason for a person, whatever the kind
 */
public record Verdict(Kind kind, String reason) {
  /** The possible findings. */
  public enum Kind {
    VALID,
    INVALID,
    /** The history does not tell: too little happened in it. */
    UNKNOWN
  }

  public boolean isValid() {
    return kind == Kind.VALID;
  }
}
