package io.capstan.client.shell.bulk;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** How a file holds rows. */
enum Format {
  /** Fields with commas between, in quotes where they must be (RFC 4180). */
  CSV,
  /** Fields with tabs between, without quotes. */
  TSV,
  /** One JSON object a line. */
  JSONL,
  /** Values only, one a line. */
  LINES;

  /** The format that a file's name ends with. */
  static Optional<Format> of(Path file) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    return switch (name.substring(name.lastIndexOf('.') + 1)) {
      case "csv" -> Optional.of(CSV);
      case "tsv", "tab" -> Optional.of(TSV);
      case "jsonl", "ndjson" -> Optional.of(JSONL);
      default -> Optional.empty();
    };
  }

  /** How its lines are cut unless told. */
  Dialect dialect() {
    return switch (this) {
      case CSV -> new Dialect(',', '"');
      case TSV -> new Dialect('\t', Dialect.NONE);
      case JSONL, LINES -> Dialect.LINES;
    };
  }

  boolean isDelimited() {
    return this == CSV || this == TSV;
  }

  /** As it is written on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
