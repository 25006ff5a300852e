package io.capstan.client.retry;

import io.capstan.error.CapstanException;
import io.capstan.v1.Error;

/**
 * The failure of a write that may have happened, with what it takes to send it again under its id.
 *
 * <p>Thread safety: immutable; the {@link UnknownWrite} looks after itself.
 */
public final class UnknownWriteException extends CapstanException {
  private final transient UnknownWrite write;

  UnknownWriteException(Error error, UnknownWrite write) {
    super(error);
    this.write = write;
  }

  public UnknownWrite write() {
    return write;
  }
}
