package io.capstan.client.shell;

/** What the exit code of {@code kv} says; scripts rely on the numbers. */
public enum Exit {
  OK(0, "done"),
  NOT_FOUND(1, "no such row"),
  USAGE(2, "the command line or the request itself is wrong"),
  REFUSED(3, "refused: it certainly did not happen"),
  UNKNOWN(4, "outcome unknown: a write may have happened"),
  UNAVAILABLE(5, "the cluster or a node cannot serve now"),
  OUTPUT_LOST(6, "done, but what it prints could not be written");

  private final int code;
  private final String meaning;

  Exit(int code, String meaning) {
    this.code = code;
    this.meaning = meaning;
  }

  public int code() {
    return code;
  }

  public String meaning() {
    return meaning;
  }
}
