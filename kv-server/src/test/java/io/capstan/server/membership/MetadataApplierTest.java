package io.capstan.server.membership;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.capstan.log.v1.ClusterMetadata;
import io.capstan.log.v1.MetadataCommand;
import io.capstan.log.v1.MetadataResult;
import io.capstan.server.replication.LogPosition;
import io.capstan.server.storage.CorruptRowException;
import io.capstan.server.storage.MemoryRowStore;
import io.capstan.server.storage.RowKey;
import io.capstan.server.storage.RowStore;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class MetadataApplierTest {
  private static final byte[] ROW =
      new RowKey(RowKey.Kind.METADATA, 0, 0, ByteString.EMPTY).toBytes();

  private final RowStore store = new MemoryRowStore();
  private final List<ClusterMetadata> published = new ArrayList<>();

  @Test
  void anAppliedCommandIsPublishedAndSurvivesARestartWithItsPosition() {
    MetadataApplier applier = applier();
    assertEquals(LogPosition.NOTHING, applier.restore());
    apply(applier, 3, Clusters.bootstrap());
    apply(applier, 7, Clusters.create("a"));
    assertEquals(List.of(1L, 2L), epochs());

    published.clear();
    MetadataApplier restarted = applier();
    assertEquals(new LogPosition(1, 7), restarted.restore());
    assertEquals(List.of(2L), epochs());
    assertEquals("b", apply(restarted, 8, Clusters.create("b")).getKeyspace().getName());
    assertEquals(4, published.get(1).getKeyspacesCount());
  }

  @Test
  void aRefusedCommandMovesThePositionAndNothingElse() {
    MetadataApplier applier = applier();
    apply(applier, 1, Clusters.bootstrap());
    assertTrue(apply(applier, 2, Clusters.drop("none")).hasError());
    published.clear();
    assertEquals(new LogPosition(1, 2), applier().restore());
    assertEquals(List.of(1L), epochs());
  }

  @Test
  void theFormatsOfRowAndEntryAreAsOlderReleasesWroteThem() {
    ClusterMetadata metadata = ClusterMetadata.newBuilder().setClusterId("c").setEpoch(5).build();
    MetadataApplier.keep(store, new LogPosition(2, 9), metadata);
    byte[] row = store.get(ROW);
    assertNotNull(row);
    assertEquals("01" + "08021012" + "1a05" + "0a01631005" + "c622c318", hex(row));
    assertEquals("0400000000" + "0000", hex(ROW));
    assertEquals("01" + "2a030a0161", hex(MetadataApplier.entry(Clusters.drop("a"))));
  }

  @Test
  void aDamagedRowIsRefused() {
    MetadataApplier.keep(store, new LogPosition(1, 1), Clusters.formed());
    byte[] row = store.get(ROW);
    assertNotNull(row);
    for (int at = 0; at < row.length; at++) {
      byte[] flipped = row.clone();
      flipped[at] ^= 1;
      assertRefused(flipped);
      assertRefused(Arrays.copyOf(row, at));
    }
    assertEquals(List.of(), published);
  }

  @Test
  void aRowOfAnotherFormatIsRefused() {
    byte[] row = {2, 0, 0, 0, 0};
    var checksum = new CRC32C();
    checksum.update(ROW);
    checksum.update(row, 0, 1);
    ByteBuffer.wrap(row).putInt(1, (int) checksum.getValue());
    String refusal = assertRefused(row);
    assertTrue(refusal.contains("expected format 1, found 2"), refusal);
  }

  private String assertRefused(byte[] row) {
    store.write(new RowStore.Batch().put(ROW, row));
    return String.valueOf(
        assertThrows(CorruptRowException.class, () -> applier().restore()).getMessage());
  }

  @Test
  void anEntryOfAnotherFormatOrADamagedOneStopsTheReplica() {
    MetadataApplier applier = applier();
    byte[] entry = MetadataApplier.entry(Clusters.bootstrap());
    byte[] newer = entry.clone();
    newer[0] = 2;
    byte[] cut = Arrays.copyOf(entry, entry.length - 1);
    LogPosition position = new LogPosition(1, 1);
    assertThrows(
        IllegalStateException.class, () -> applier.apply(position, ByteBuffer.wrap(newer)));
    assertThrows(IllegalStateException.class, () -> applier.apply(position, ByteBuffer.wrap(cut)));
    assertEquals(List.of(), published);
    assertArrayEquals(null, store.get(ROW));
  }

  private MetadataApplier applier() {
    return new MetadataApplier(store, published::add);
  }

  private List<Long> epochs() {
    return published.stream().map(ClusterMetadata::getEpoch).toList();
  }

  private static MetadataResult apply(
      MetadataApplier applier, long index, MetadataCommand command) {
    return applier.apply(
        new LogPosition(1, index), ByteBuffer.wrap(MetadataApplier.entry(command)));
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
