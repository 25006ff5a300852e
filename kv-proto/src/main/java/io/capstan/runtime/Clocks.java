package io.capstan.runtime;

import java.time.InstantSource;

/** The wall clock of the machine: for stamps and expiry, never for elapsed time. */
public final class Clocks {
  private Clocks() {}

  public static InstantSource system() {
    return InstantSource.system();
  }
}
