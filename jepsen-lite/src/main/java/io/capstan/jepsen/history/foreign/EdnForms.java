package io.capstan.jepsen.history.foreign;

import io.capstan.jepsen.history.Position;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import org.jspecify.annotations.Nullable;

/** Maps of EDN, one after another, or in one vector or list. Thread safety: for one thread. */
public final class EdnForms implements Forms {
  private final EdnText text;
  private final EdnReader reader;

  /** What closes the sequence around the maps; 0: there is none, or it was closed. */
  private int close;

  private Position opened = new Position(1, 1);
  private boolean begun;

  public EdnForms(Reader in) {
    text = new EdnText(new BufferedReader(in));
    reader = new EdnReader(text);
  }

  @Override
  public @Nullable Form next() throws IOException {
    if (!begun) {
      begun = true;
      open();
    }
    int c = reader.skipDiscarded();
    if (close != 0 && c == close) {
      text.read();
      close = 0;
      c = reader.skipDiscarded();
      if (c != EdnText.END) {
        throw text.refusal(text.position(), "something follows the end of the history");
      }
    }
    if (c == EdnText.END && close == 0) {
      return null;
    } else if (c == EdnText.END) {
      throw text.refusal(text.position(), "the text ends in what opens at " + opened);
    }
    Position start = text.position();
    return new Form(start, reader.read());
  }

  private void open() throws IOException {
    int c = reader.skipDiscarded();
    if (c == '[' || c == '(') {
      opened = text.position();
      text.read();
      close = c == '[' ? ']' : ')';
    }
  }
}
