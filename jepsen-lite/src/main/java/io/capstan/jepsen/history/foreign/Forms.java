package io.capstan.jepsen.history.foreign;

import io.capstan.jepsen.history.Position;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The events of a file, before anybody has looked into them. */
public interface Forms {
  /**
   * The next one.
   *
   * @return null at the end
   * @throws io.capstan.jepsen.history.MalformedHistoryException for text that is no form
   */
  @Nullable Form next() throws IOException;

  /** An event as fields, and where it starts. */
  record Form(Position position, Datum datum) {}
}
