package io.capstan.client.shell.data;

import io.capstan.client.Level;
import io.capstan.client.shell.output.Durations;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Read levels on the command line: {@code strong}, {@code session}, {@code bounded:500ms}, {@code
 * eventual}.
 */
public final class LevelConverter implements ITypeConverter<Level> {
  private static final String BOUNDED = "bounded:";

  @Override
  public Level convert(String text) {
    String level = text.toLowerCase(Locale.ROOT);
    if (level.startsWith(BOUNDED)) {
      return Level.bounded(Durations.parse(level.substring(BOUNDED.length())));
    }
    return switch (level) {
      case "strong" -> Level.STRONG;
      case "session" -> Level.SESSION;
      case "eventual" -> Level.EVENTUAL;
      case "bounded" ->
          throw new TypeConversionException("'bounded' needs a bound; write bounded:500ms");
      default ->
          throw new TypeConversionException(
              "'" + text + "' is not one of strong, session, bounded:TIME, eventual");
    };
  }
}
