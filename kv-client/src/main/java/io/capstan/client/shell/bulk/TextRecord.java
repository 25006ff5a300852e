package io.capstan.client.shell.bulk;

import java.util.List;

/**
 * One record of a file, cut into fields.
 *
 * @param line number of its first line
 * @param next where the record behind it begins
 * @param text the whole of it as it stands in the file, without its line end
 * @param fields without their quotes
 * @param problem why it cannot be cut into fields; empty: it can. Then there are none, and no text
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record TextRecord(long line, Position next, byte[] text, List<byte[]> fields, String problem) {
  TextRecord {
    fields = List.copyOf(fields);
  }

  static TextRecord malformed(long line, Position next, String problem) {
    return new TextRecord(line, next, new byte[0], List.of(), problem);
  }
}
