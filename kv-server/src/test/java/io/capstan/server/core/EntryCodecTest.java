package io.capstan.server.core;

import static io.capstan.server.core.Commands.by;
import static io.capstan.server.core.Commands.entry;
import static io.capstan.server.core.Commands.in;
import static io.capstan.server.core.Commands.openSession;
import static io.capstan.server.core.Commands.put;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.capstan.log.v1.ShardEntry;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EntryCodecTest {
  private static final ShardEntry ENTRY =
      entry(1_700_000_000_000L, openSession(), by(1024, 2, 1, in(5, put("key", "value"))));
  private static final String BYTES =
      "01" + "0880d095ffbc31" + "12023a00" + "12170805108008180220012a0c0a036b6579120576616c7565";

  @Test
  void theBytesOfAnEntryNeverChange() {
    assertEquals(BYTES, HexFormat.of().formatHex(EntryCodec.encode(ENTRY).array()));
  }

  @Test
  void anEntryComesBackFromAnyKindOfBuffer() {
    byte[] bytes = HexFormat.of().parseHex(BYTES);
    ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();

    assertEquals(ENTRY, EntryCodec.decode(ByteBuffer.wrap(bytes)));
    assertEquals(ENTRY, EntryCodec.decode(ByteBuffer.wrap(bytes).asReadOnlyBuffer()));
    assertEquals(ENTRY, EntryCodec.decode(direct));
    assertEquals(bytes.length, direct.remaining());
  }

  @Test
  void nothingOfADecodedEntryRefersToTheBuffer() {
    ByteBuffer bytes = EntryCodec.encode(ENTRY);
    ShardEntry decoded = EntryCodec.decode(bytes);
    bytes.putLong(bytes.limit() - 8, 0);

    assertEquals(ENTRY, decoded);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "00", "02", "01ff", "0112ff"})
  void bytesThatAreNoEntryAreNotRead(String hex) {
    ByteBuffer bytes = ByteBuffer.wrap(HexFormat.of().parseHex(hex));

    assertThrows(UnknownCommandException.class, () -> EntryCodec.decode(bytes));
  }
}
