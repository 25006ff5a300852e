package io.capstan.client.shell.bulk;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.capstan.client.Row;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class RecordReaderTest {
  private static final Dialect CSV = new Dialect(',', '"');
  private static final Dialect BLIND = new Dialect(';', Dialect.NONE);

  @TempDir private Path directory;

  /**
   * @param records as {@code LINE|field|field}, or {@code LINE!problem}
   */
  private record Case(String file, Dialect dialect, List<String> records) {}

  private static Case reads(String file, Dialect dialect, String... records) {
    return new Case(file, dialect, List.of(records));
  }

  private static Stream<Case> cases() {
    return Stream.of(
        reads("", CSV),
        reads("a,b\nc,d\n", CSV, "1|a|b", "2|c|d"),
        reads("a,b", CSV, "1|a|b"),
        reads("a,\n,b\n\n", CSV, "1|a|", "2||b", "3|"),
        reads("a,b\r\nc\r,d\r\n", CSV, "1|a|b", "2|c\r|d"),
        reads("a\r", CSV, "1|a\r"),
        reads("\"a,b\",c\nd\n", CSV, "1|a,b|c", "2|d"),
        reads("\"a\nb\r\n\",c\r\nd\n", CSV, "1|a\nb\r\n|c", "4|d"),
        reads("\"a\"\"b\",\"\"\"\"\n\"\"\n", CSV, "1|a\"b|\"", "2|"),
        reads("a\"b,c\"\n", CSV, "1|a\"b|c\""),
        reads("\"a\nb,c\nd\n", CSV, "1!unterminated quote", "2|b|c", "3|d"),
        reads("\"a\"b\nc\n", CSV, "1!text behind a closing quote", "2|c"),
        reads(
            "x,\"a\n\"b\nc\n", CSV, "1!text behind a closing quote", "2!unterminated quote", "3|c"),
        reads("\"a;b\"\n;\n", BLIND, "1|\"a|b\"", "2||"),
        reads("\u00ff\u0000;\u0080\n", BLIND, "1|\u00ff\u0000|\u0080"),
        reads("a;\"b\"\n", Dialect.LINES, "1|a;\"b\""));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void recordsAreCutByTheDialect(Case one) throws IOException {
    List<String> read = new ArrayList<>();
    for (TextRecord record : read(one.file().getBytes(ISO_8859_1), one.dialect())) {
      var text = new StringBuilder().append(record.line());
      record.fields().forEach(field -> text.append('|').append(latin(field)));
      read.add(record.problem().isEmpty() ? text.toString() : text + "!" + record.problem());
    }
    assertEquals(one.records(), read);
  }

  @Test
  void theTextOfARecordIsWhatStandsInTheFile() throws IOException {
    var records = read("\"a\n\"\"\",b \r\n c\r\n".getBytes(ISO_8859_1), CSV);
    assertEquals(
        List.of("\"a\n\"\"\",b ", " c"), records.stream().map(r -> latin(r.text())).toList());
  }

  @Test
  void aLineThatIsTooLongIsMalformedAndTheNextIsRead() throws IOException {
    byte[] file = new byte[RecordReader.RECORD_BYTES_MAX + 10];
    Arrays.fill(file, (byte) 'x');
    file[file.length - 3] = '\n';
    List<TextRecord> records = read(file, CSV);
    assertEquals("longer than 8 MiB", records.get(0).problem());
    assertEquals("xx", latin(records.get(1).text()));
    assertEquals(2, records.size());
  }

  @Test
  void aQuoteThatDoesNotCloseForTooLongCostsOneLine() throws IOException {
    byte[] file = new byte[RecordReader.RECORD_BYTES_MAX + 10];
    Arrays.fill(file, (byte) 'x');
    file[0] = '"';
    file[5] = '\n';
    file[9] = '\n';
    file[file.length - 3] = '"';
    List<TextRecord> records = read(file, CSV);
    assertEquals("unterminated quote", records.get(0).problem());
    assertEquals("xxx", latin(records.get(1).text()));
  }

  /** Also what is appended while a file is read is not read. */
  @Test
  void aFileEndsWhereItDidWhenItWasOpened() throws IOException {
    Path file = Files.writeString(directory.resolve("grows"), "a\nb");
    try (FileChannel channel = FileChannel.open(file)) {
      var reader = new RecordReader(new ByteWindow(channel, 0), CSV, 1);
      Files.writeString(file, "a\nbcd\ne\n");
      assertEquals(List.of("a", "b"), all(reader).stream().map(r -> latin(r.text())).toList());
    }
  }

  /** For quoted files and random rows of every byte. */
  @ParameterizedTest
  @MethodSource("seeds")
  void whatIsWrittenIsReadBackFromEveryRecordOn(long seed) throws IOException {
    var random = new Random(seed);
    List<Row> rows = rows(random);
    var out = new ByteArrayOutputStream();
    for (Row row : rows) {
      RowWriter.of(Format.CSV, CSV).write(row, out);
    }
    List<TextRecord> records = read(out.toByteArray(), CSV);
    assertEquals(fields(rows), fieldsOf(records), () -> "seed " + seed);
    Path file = Files.write(directory.resolve("rows"), out.toByteArray());
    for (int i = 0; i < records.size(); i += 7) {
      Position from = records.get(i).next();
      try (FileChannel channel = FileChannel.open(file)) {
        var reader = new RecordReader(new ByteWindow(channel, from.offset()), CSV, from.line());
        List<TextRecord> rest = all(reader);
        assertEquals(
            fields(rows.subList(i + 1, rows.size())), fieldsOf(rest), () -> "seed " + seed);
        assertEquals(
            records.subList(i + 1, records.size()).stream().map(TextRecord::next).toList(),
            rest.stream().map(TextRecord::next).toList(),
            () -> "seed " + seed);
      }
    }
  }

  static Stream<Long> seeds() {
    return Stream.of(1L, 2L, 3L, new Random().nextLong());
  }

  /** Bytes that mean something to a reader come often; some rows are longer than a read ahead. */
  private static List<Row> rows(Random random) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      int length = i == 100 ? 150_000 : random.nextInt(40);
      rows.add(new Row(bytes(random, 1 + random.nextInt(8)), bytes(random, length), new byte[0]));
    }
    return rows;
  }

  private static byte[] bytes(Random random, int length) {
    byte[] telling = {'"', ',', '\n', '\r', 'x', 0};
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = random.nextBoolean() ? telling[random.nextInt(6)] : (byte) random.nextInt();
    }
    return bytes;
  }

  private static List<List<String>> fields(List<Row> rows) {
    return rows.stream().map(row -> List.of(latin(row.key()), latin(row.value()))).toList();
  }

  private static List<List<String>> fieldsOf(List<TextRecord> records) {
    return records.stream()
        .map(record -> record.fields().stream().map(RecordReaderTest::latin).toList())
        .toList();
  }

  private List<TextRecord> read(byte[] bytes, Dialect dialect) throws IOException {
    Path file = Files.write(directory.resolve("file"), bytes);
    try (FileChannel channel = FileChannel.open(file)) {
      return all(new RecordReader(new ByteWindow(channel, 0), dialect, 1));
    }
  }

  private static List<TextRecord> all(RecordReader reader) throws IOException {
    List<TextRecord> records = new ArrayList<>();
    for (TextRecord next = reader.next(); next != null; next = reader.next()) {
      records.add(next);
    }
    return records;
  }

  private static String latin(byte[] bytes) {
    return new String(bytes, ISO_8859_1);
  }
}
