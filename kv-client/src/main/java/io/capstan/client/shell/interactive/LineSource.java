package io.capstan.client.shell.interactive;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Where a script's lines come from. */
interface LineSource {
  /** The next line without its end; null: there is none. */
  @Nullable String next() throws IOException;
}
