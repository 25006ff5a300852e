package io.capstan.server.storage;

import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;

class MemoryRowStoreTest extends RowStoreContract {
  private final MemoryRowStore store = new MemoryRowStore();

  @Override
  RowStore store() {
    return store;
  }

  @Override
  RowStore afterCrash() {
    return store.afterCrash();
  }

  @Test
  void aCrashLosesWhatWasNotFlushed() {
    write(new RowStore.Batch().put(b("a"), b("1")));

    assertNull(afterCrash().get(b("a")));
  }
}
