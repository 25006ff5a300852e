package io.capstan.server.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.capstan.server.storage.RowStore.Batch;
import io.capstan.server.storage.RowStore.Entry;
import io.capstan.server.storage.RowStore.PageLimit;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every {@link RowStore} does. */
abstract class RowStoreContract {
  private static final PageLimit ALL = new PageLimit(1000, 1 << 20);

  /** Empty, and closed by the subclass. */
  abstract RowStore store();

  /** What is found after a crash that loses all that was not flushed. */
  abstract RowStore afterCrash();

  @Test
  void whatWasPutIsThere() {
    write(new Batch().put(b("k"), b("v")));

    assertEquals("v", get("k"));
    assertNull(get("other"));
  }

  @Test
  void anEmptyValueIsNotAnAbsentOne() {
    write(new Batch().put(b("k"), b("")));

    assertEquals("", get("k"));
  }

  @Test
  void laterChangesOfABatchHold() {
    write(
        new Batch()
            .put(b("a"), b("1"))
            .delete(b("a"))
            .put(b("b"), b("1"))
            .put(b("b"), b("2"))
            .put(b("c"), b("1"))
            .deleteRange(b("c"), b("d"))
            .deleteRange(b("e"), b("f"))
            .put(b("e"), b("1")));

    assertNull(get("a"));
    assertEquals("2", get("b"));
    assertNull(get("c"));
    assertEquals("1", get("e"));
  }

  @Test
  void aRangeIsDeletedFromItsFirstKeyUpToItsEndExcluded() {
    write(new Batch().put(b("a"), b("1")).put(b("b"), b("1")).put(b("c"), b("1")));
    write(new Batch().deleteRange(b("a"), b("c")));

    assertEquals(List.of("c=1"), scan(b("a"), b("z"), ALL));
  }

  @Test
  void keysAreOrderedAsUnsignedBytes() {
    write(
        new Batch()
            .put(new byte[] {(byte) 0x80}, b("high"))
            .put(new byte[] {0x7F}, b("low"))
            .put(new byte[] {0x7F, 0}, b("longer")));

    try (RowStore.View view = store().snapshot()) {
      List<String> values =
          view.scan(new byte[] {0}, new byte[] {(byte) 0xFF}, ALL).stream()
              .map(entry -> s(entry.value()))
              .toList();
      assertEquals(List.of("low", "longer", "high"), values);
    }
  }

  @Test
  void aScanTakesTheFirstKeyAndNotTheLast() {
    write(new Batch().put(b("a"), b("1")).put(b("b"), b("2")).put(b("c"), b("3")));

    assertEquals(List.of("a=1", "b=2"), scan(b("a"), b("c"), ALL));
    assertEquals(List.of(), scan(b("c"), b("a"), ALL));
    assertEquals(List.of(), scan(b("c"), b("c"), ALL));
  }

  @Test
  void aPageEndsAtItsRowsOrBehindTheRowThatFillsItsBytes() {
    write(new Batch().put(b("a"), b("1")).put(b("b"), b("22")).put(b("c"), b("3")));

    assertEquals(List.of("a=1", "b=22"), scan(b("a"), b("z"), new PageLimit(2, 100)));
    assertEquals(List.of("a=1"), scan(b("a"), b("z"), new PageLimit(9, 2)));
    assertEquals(List.of("a=1", "b=22"), scan(b("a"), b("z"), new PageLimit(9, 3)));
    assertEquals(List.of("a=1"), scan(b("a"), b("z"), PageLimit.FIRST));
  }

  @Test
  void aViewStaysAsItWas() {
    write(new Batch().put(b("a"), b("old")).put(b("b"), b("old")));
    try (RowStore.View view = store().snapshot()) {
      write(new Batch().put(b("a"), b("new")).delete(b("b")).put(b("c"), b("new")));

      assertEquals("old", s(view.get(b("a"))));
      assertEquals("old", s(view.get(b("b"))));
      assertNull(view.get(b("c")));
      assertEquals(2, view.scan(b("a"), b("z"), ALL).size());
    }
    assertEquals("new", get("a"));
  }

  @Test
  void valuesHandedOutAreCopies() {
    byte[] written = b("value");
    write(new Batch().put(b("k"), written));
    written[0] = 'X';
    byte[] read = store().get(b("k"));
    assertEquals("value", s(read));
    if (read != null) {
      read[0] = 'X';
    }

    assertEquals("value", get("k"));
  }

  @Test
  void aCrashLeavesAtLeastWhatWasFlushed() {
    write(new Batch().put(b("a"), b("1")));
    store().flush();
    write(new Batch().put(b("b"), b("2")));

    RowStore back = afterCrash();

    assertEquals("1", s(back.get(b("a"))));
  }

  @Test
  void afterCloseEveryCallIsRefused() {
    RowStore store = store();
    write(new Batch().put(b("a"), b("1")));
    RowStore.View view = store.snapshot();

    store.close();

    assertThrows(IllegalStateException.class, () -> store.get(b("a")));
    assertThrows(IllegalStateException.class, () -> store.write(new Batch()));
    assertThrows(IllegalStateException.class, store::snapshot);
    assertThrows(IllegalStateException.class, store::flush);
    assertThrows(IllegalStateException.class, () -> view.get(b("a")));
    assertThrows(IllegalStateException.class, () -> view.scan(b("a"), b("z"), ALL));
    view.close();
    store.close();
  }

  @Test
  void aClosedViewIsRefusedAndMayBeClosedAgain() {
    RowStore.View view = store().snapshot();
    view.close();
    view.close();

    assertThrows(IllegalStateException.class, () -> view.get(b("a")));
    assertThrows(IllegalStateException.class, () -> view.scan(b("a"), b("z"), ALL));
  }

  final void write(Batch batch) {
    store().write(batch);
  }

  final @Nullable String get(String key) {
    byte[] value = store().get(b(key));
    return value == null ? null : s(value);
  }

  static byte[] b(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static String s(byte @Nullable [] bytes) {
    return bytes == null ? "<absent>" : new String(bytes, StandardCharsets.UTF_8);
  }

  private List<String> scan(byte[] from, byte[] to, PageLimit limit) {
    try (RowStore.View view = store().snapshot()) {
      return view.scan(from, to, limit).stream().map(RowStoreContract::show).toList();
    }
  }

  private static String show(Entry entry) {
    return s(entry.key()) + "=" + s(entry.value());
  }
}
