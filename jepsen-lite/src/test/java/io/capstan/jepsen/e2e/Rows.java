package io.capstan.jepsen.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.capstan.client.AsyncKeyspace;
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
    return values(pages(keyspace));
  }

  static List<String> values(List<ScanPage> pages) {
    return pages.stream()
        .flatMap(page -> page.rows().stream())
        .map(row -> new String(row.value(), UTF_8))
        .toList();
  }

  /** A whole scan. */
  static List<ScanPage> pages(AsyncKeyspace keyspace) {
    Scanner scanner = keyspace.scan(ScanRange.all());
    List<ScanPage> pages = new ArrayList<>();
    do {
      pages.add(Lab.get(scanner.nextPage()));
    } while (!pages.get(pages.size() - 1).last());
    return pages;
  }
}
