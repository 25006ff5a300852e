package io.capstan.client.shell.interactive;

import io.capstan.client.shell.CommandFailed;
import io.capstan.client.shell.Exit;
import io.capstan.client.shell.Terminal;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Runs lines that nobody types: without a prompt, and up to the first one that fails.
 *
 * @param keepGoing whether the lines behind one that fails are run too
 */
record Script(Terminal terminal, Shell shell, boolean keepGoing) {
  /** Runs all; gives the exit code of the first that failed, else 0. */
  int run(LineSource lines) {
    int first = Exit.OK.code();
    int number = 0;
    for (String line = next(lines); line != null && !shell.ended(); line = next(lines)) {
      int begin = ++number;
      String input = line;
      while (Words.of(input).missing().isPresent() && (line = next(lines)) != null) {
        number++;
        input += "\n" + line;
      }
      int code = shell.run(input);
      first = first == 0 ? code : first;
      if (code != 0 && !keepGoing) {
        terminal.say("kv: stopped at line " + begin + "; with --keep-going the others are run too");
        return code;
      }
    }
    return first;
  }

  private static @Nullable String next(LineSource lines) {
    try {
      return lines.next();
    } catch (IOException e) {
      throw CommandFailed.unavailable("cannot read the script: " + e.getMessage(), "run it again");
    }
  }
}
