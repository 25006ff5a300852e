package io.capstan.jepsen.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.capstan.client.AsyncKeyspace;
import io.capstan.client.Row;
import io.capstan.client.ScanPage;
import io.capstan.client.ScanRange;
import io.capstan.client.Scanner;
import java.util.ArrayList;
import java.util.List;

/** What a keyspace of texts holds. */
final class Rows {
  private Rows() {}

  /** All values, in the order of their keys. */
  static List<String> values(AsyncKeyspace keyspace) {
    Scanner scanner = keyspace.scan(ScanRange.all());
    List<String> values = new ArrayList<>();
    boolean last = false;
    while (!last) {
      ScanPage page = Lab.get(scanner.nextPage());
      for (Row row : page.rows()) {
        values.add(new String(row.value(), UTF_8));
      }
      last = page.last();
    }
    return values;
  }
}
