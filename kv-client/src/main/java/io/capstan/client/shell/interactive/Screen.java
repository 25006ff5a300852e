package io.capstan.client.shell.interactive;

import java.util.List;

/** Where the shell's lines come from, as its own commands see it. */
interface Screen {
  /** The lines so far, the oldest first. */
  List<String> history();

  /** Clears what is shown. */
  void clear();

  /** Of a script: nothing is kept, and there is nothing to clear. */
  Screen NONE =
      new Screen() {
        @Override
        public List<String> history() {
          return List.of();
        }

        @Override
        public void clear() {}
      };
}
