package io.capstan.jepsen.nemesis;

/** A fault that a network or a target cannot do. Its message says who cannot do what. */
public final class UnsupportedFaultException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public UnsupportedFaultException(String message) {
    super(message);
  }
}
