package io.capstan.client.shell.interactive;

import io.capstan.client.shell.interactive.Words.Word;
import java.util.ArrayList;
import java.util.List;
import org.jline.reader.CompletingParsedLine;
import org.jline.reader.EOFError;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;

/** Tells JLine where the words of a line are, and whether the line is finished. */
final class LineParser implements Parser {
  @Override
  public ParsedLine parse(String line, int cursor, ParseContext context) {
    Words words = Words.of(line);
    if (context == ParseContext.ACCEPT_LINE && words.missing().isPresent()) {
      String missing = words.missing().get();
      throw new EOFError(-1, -1, "the line goes on until " + missing, missing);
    }
    return Line.at(line, cursor, words.words());
  }

  @Override
  public boolean isEscapeChar(char ch) {
    return ch == '\\';
  }

  /**
   * A line with the cursor in one of its words, or between two.
   *
   * @param words their texts; an empty one where the cursor stands by itself
   * @param wordIndex of the one with the cursor
   * @param rawWordCursor characters of it in front of the cursor, as typed
   * @param rawWordLength its characters, as typed
   */
  private record Line(
      String line,
      int cursor,
      List<String> words,
      int wordIndex,
      int rawWordCursor,
      int rawWordLength)
      implements CompletingParsedLine {

    static Line at(String line, int cursor, List<Word> words) {
      List<String> texts = new ArrayList<>(words.stream().map(Word::text).toList());
      int index = 0;
      while (index < words.size() && words.get(index).end() < cursor) {
        index++;
      }
      if (index < words.size() && words.get(index).start() <= cursor) {
        Word word = words.get(index);
        return new Line(
            line, cursor, texts, index, cursor - word.start(), word.end() - word.start());
      }
      texts.add(index, "");
      return new Line(line, cursor, texts, index, 0, 0);
    }

    @Override
    public String word() {
      return words.get(wordIndex);
    }

    @Override
    public int wordCursor() {
      return Math.min(rawWordCursor, word().length());
    }

    @Override
    public CharSequence escape(CharSequence candidate, boolean complete) {
      return Words.quoted(candidate.toString());
    }
  }
}
