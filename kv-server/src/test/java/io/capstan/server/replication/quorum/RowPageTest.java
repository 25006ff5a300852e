package io.capstan.server.replication.quorum;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.capstan.server.core.Row;
import io.capstan.version.HybridTime;
import io.capstan.version.Stamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RowPageTest {
  private static final long MANY = 1 << 20;

  private static ByteString key(String key) {
    return ByteString.copyFromUtf8(key);
  }

  /** Such as {@code a1}: the key a, written at 1, of four bytes in all. */
  private static RowPage.Entry entry(String text) {
    Stamp stamp = new Stamp(new HybridTime(text.charAt(1) - '0'), 0, 0, 0);
    return new RowPage.Entry(
        key(text.substring(0, 1)), Row.of(stamp, ByteString.copyFromUtf8(text + "!")));
  }

  /** Rows, and behind a bar where the page ends. */
  private static RowPage page(String text) {
    String[] parts = text.split("\\|", 2);
    List<RowPage.Entry> rows =
        Stream.of(parts[0].split(" ", -1))
            .filter(row -> !row.isEmpty())
            .map(RowPageTest::entry)
            .toList();
    return new RowPage(rows, parts.length == 1 ? null : key(parts[1]));
  }

  private static String show(RowPage page) {
    String rows =
        page.rows().stream()
            .map(row -> row.row().payload().toStringUtf8().substring(0, 2))
            .collect(Collectors.joining(" "));
    return page.next() == null ? rows : rows + "|" + page.next().toStringUtf8();
  }

  private static String merged(int rowsMax, long bytesMax, String... pages) {
    return show(RowPage.merge(Stream.of(pages).map(RowPageTest::page).toList(), rowsMax, bytesMax));
  }

  @Test
  void ofEachKeyTheLatestRowOfAnyReplicaIsInThePage() {
    assertEquals("a3 b2 c1", merged(9, MANY, "a1 b2", "a3 c1", "a2 b1"));
  }

  @Test
  void aPageEndsWhereTheFirstOfThemEnds() {
    assertEquals("a2 b1|c", merged(9, MANY, "a1 b1|c", "a2 b1 c1 d1|e", "a1 d1"));
    assertEquals("|b", merged(9, MANY, "|b", "b1 c1", "c1|d"));
  }

  @Test
  void aPageEndsBeforeTheRowThatIsTooMany() {
    assertEquals("a1 b1|c", merged(2, MANY, "a1 d1|e", "b1 e1|f", "c1 f1|g"));
    assertEquals("a1 b1 c1", merged(3, MANY, "a1", "b1", "c1"));
  }

  @Test
  void aPageEndsBehindTheRowThatReachesTheBytes() {
    assertEquals("a1 b1|c", merged(9, 5, "a1 d1|e", "b1 e1|f", "c1 f1|g"));
    assertEquals("a1 b1|c", merged(9, 8, "a1 b1 c1", "a1", "b1"));
    assertEquals("a1 b1 c1", merged(9, 9, "a1 b1 c1", "a1", "b1"));
    assertEquals("a1|b", merged(9, 1, "a1 b1", "a1", ""));
  }

  /** Three replicas, each of which lacks rows, has old ones, and ends its pages where it likes. */
  @Test
  void pageForPageEveryKeyIsSeenOnceAndAtItsLatest() {
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      List<NavigableMap<String, String>> replicas = new ArrayList<>();
      NavigableMap<String, String> latest = new TreeMap<>();
      for (int i = 0; i < 3; i++) {
        NavigableMap<String, String> rows = new TreeMap<>();
        for (char key = 'a'; key < 'p'; key++) {
          if (random.nextBoolean()) {
            rows.put("" + key, "" + key + random.nextInt(10));
            latest.merge("" + key, rows.get("" + key), (a, b) -> a.compareTo(b) > 0 ? a : b);
          }
        }
        replicas.add(rows);
      }
      assertEquals(String.join(" ", latest.values()), walked(replicas, random), "seed " + seed);
    }
  }

  private static String walked(List<NavigableMap<String, String>> replicas, Random random) {
    List<String> seen = new ArrayList<>();
    String from = "a";
    while (from != null) {
      String start = from;
      int rowsMax = 1 + random.nextInt(4);
      int bytesMax = 1 + random.nextInt(16);
      RowPage page =
          RowPage.merge(
              replicas.stream().map(rows -> some(rows, start, 1 + random.nextInt(5))).toList(),
              rowsMax,
              bytesMax);
      assertTrue(page.rows().size() <= rowsMax && (page.rows().size() - 1) * 4 < bytesMax);
      page.rows().forEach(row -> seen.add(row.row().payload().toStringUtf8().substring(0, 2)));
      from = page.next() == null ? null : page.next().toStringUtf8();
    }
    return String.join(" ", seen);
  }

  private static RowPage some(NavigableMap<String, String> rows, String start, int count) {
    List<Map.Entry<String, String>> left = List.copyOf(rows.tailMap(start).entrySet());
    String shown =
        left.stream().limit(count).map(Map.Entry::getValue).collect(Collectors.joining(" "));
    return page(left.size() <= count ? shown : shown + "|" + left.get(count).getKey());
  }
}
