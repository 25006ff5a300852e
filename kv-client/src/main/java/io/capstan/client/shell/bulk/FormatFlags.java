package io.capstan.client.shell.bulk;

import io.capstan.client.shell.CommandFailed;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say how a file holds rows. */
final class FormatFlags {
  private static final String NO_QUOTE = "none";

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description =
          "csv, tsv or jsonl, and for an export lines; unless told, by the end of the file's name.")
  private @Nullable Format format;

  @Option(
      names = "--delimiter",
      paramLabel = "C",
      description = "The ASCII character between fields, \\t for a tab: csv ',', tsv tab.")
  private @Nullable String delimiter;

  @Option(
      names = "--quote",
      paramLabel = "none|C",
      description =
          "The ASCII character around fields that need it; none: every delimiter and line end"
              + " counts. csv '\"', tsv none.")
  private @Nullable String quote;

  /** The format asked for, or the file's. */
  Format format(@Nullable Path file) {
    if (format != null) {
      return format;
    }
    String name = file == null ? "standard output" : file.toString();
    return Optional.ofNullable(file)
        .flatMap(Format::of)
        .orElseThrow(
            () ->
                CommandFailed.usage(
                    "the format of " + name + " is not known by its name",
                    "give it, such as --format csv"));
  }

  /** The format's dialect with what was asked for. */
  Dialect dialect(Format of) {
    if (!of.isDelimited() && (delimiter != null || quote != null)) {
      throw CommandFailed.usage(
          "--delimiter and --quote mean nothing with --format " + of, "leave them out");
    }
    Dialect usual = of.dialect();
    int between = delimiter == null ? usual.delimiter() : character("--delimiter", delimiter);
    int around = quote == null ? usual.quote() : quote(quote);
    try {
      return new Dialect(between, around);
    } catch (IllegalArgumentException e) {
      throw CommandFailed.usage(String.valueOf(e.getMessage()), "give another one of the two");
    }
  }

  private static int quote(String text) {
    return text.equals(NO_QUOTE) ? Dialect.NONE : character("--quote", text);
  }

  private static int character(String option, String text) {
    if (text.equals("\\t")) {
      return '\t';
    }
    boolean fits =
        text.length() == 1
            && text.charAt(0) < 128
            && text.charAt(0) != '\n'
            && text.charAt(0) != '\r';
    if (!fits) {
      throw CommandFailed.usage(
          option + " '" + text + "' is not one ASCII character", "write for example ';' or '\\t'");
    }
    return text.charAt(0);
  }
}
