package io.capstan.client.shell.interactive;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class WordsTest {
  @Test
  void blanksAndLineEndsSeparateWords() {
    reads("put a b", "put", "a", "b");
    reads("  put\t a\n b ", "put", "a", "b");
    reads("");
    reads(" \n ");
  }

  @Test
  void singleQuotesTakeEverythingAsItIs() {
    reads("put a 'b  c \\n \"d\"'", "put", "a", "b  c \\n \"d\"");
    reads("put a ''", "put", "a", "");
    reads("put a b'c d'e", "put", "a", "bc de");
    reads("put a 'b\nc'", "put", "a", "b\nc");
  }

  @Test
  void doubleQuotesKnowFourEscapes() {
    reads("put a \"b \\\"c\\\" \\\\ \\n \\t \\d 'e'\"", "put", "a", "b \"c\" \\ \n \t \\d 'e'");
    reads("put a \"b\nc\"", "put", "a", "b\nc");
    reads("put a \"\"", "put", "a", "");
  }

  @Test
  void threeDoubleQuotesTakeLinesAsTheyAre() {
    reads("put a \"\"\"\n  b \"c\" \\n\n\nd\n\"\"\"", "put", "a", "  b \"c\" \\n\n\nd");
    reads("put a \"\"\"b\"\"\" c", "put", "a", "b", "c");
    reads("put a \"\"\"\"\"\"", "put", "a", "");
  }

  @Test
  void aBackslashTakesTheNextCharacterAsItIsAndALineEndAway() {
    reads("put a\\ b \\'c \\\\", "put", "a b", "'c", "\\");
    reads("put \\\n a b\\\nc", "put", "a", "bc");
  }

  @Test
  void aLineThatBeginsWithAHashIsAComment() {
    reads("# put a b");
    reads("  # it's open");
    reads("put a #b", "put", "a", "#b");
  }

  @Test
  void whatIsOpenGoesOnWithTheNextLine() {
    waitsFor("'", "put a 'b");
    waitsFor("\"", "put a \"b \\\"");
    waitsFor("\"\"\"", "put a \"\"\"b\n\"\"");
    waitsFor("\\", "put a \\");
  }

  @Test
  void wordsKnowWhereTheyStand() {
    List<Words.Word> words = Words.of(" put 'a b' ").words();
    assertEquals(List.of(new Words.Word("put", 1, 4), new Words.Word("a b", 5, 10)), words);
  }

  @Test
  void aQuotedWordIsReadAsItWas() {
    for (String word : List.of("a", "a b", "", "it's", "\"", "\\", "#a", "a\nb")) {
      assertEquals(List.of(word), Words.of(Words.quoted(word)).texts());
    }
    assertEquals("keyspace-1", Words.quoted("keyspace-1"));
  }

  private static void reads(String input, String... words) {
    assertEquals(List.of(words), Words.of(input).texts(), input);
    assertEquals(Optional.empty(), Words.of(input).missing(), input);
  }

  private static void waitsFor(String missing, String input) {
    assertEquals(Optional.of(missing), Words.of(input).missing(), input);
  }
}
