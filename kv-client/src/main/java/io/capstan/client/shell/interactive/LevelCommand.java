package io.capstan.client.shell.interactive;

import io.capstan.client.Level;
import io.capstan.client.shell.Exit;
import io.capstan.client.shell.data.LevelConverter;
import io.capstan.client.shell.data.LevelNames;
import java.util.Iterator;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Parameters;

/** {@code level}: the level of the reads that name none. */
@Command(
    name = "level",
    description = "Chooses the level of the reads that name none.",
    footer = {
      "%nExamples:",
      "  level strong",
      "  level bounded:500ms",
      "  level default            each keyspace's own"
    })
final class LevelCommand implements Callable<Integer> {
  /** What is typed for each keyspace's own level. */
  static final String DEFAULT = "default";

  @Parameters(
      paramLabel = "LEVEL",
      converter = Checked.class,
      completionCandidates = Names.class,
      description = "strong, session, bounded:TIME, eventual or default.")
  private String level = DEFAULT;

  private final ShellSettings settings;

  LevelCommand(ShellSettings settings) {
    this.settings = settings;
  }

  @Override
  public Integer call() {
    settings.setLevel(level.equals(DEFAULT) ? ShellSettings.KEYSPACE_LEVEL : level);
    return Exit.OK.code();
  }

  /** Lets only levels pass. */
  static final class Checked implements ITypeConverter<String> {
    @Override
    public String convert(String text) {
      String level = text.toLowerCase(Locale.ROOT);
      if (!level.equals(DEFAULT)) {
        Level unused = new LevelConverter().convert(level);
      }
      return level;
    }
  }

  private static final class Names implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Stream.concat(LevelNames.ALL.stream(), Stream.of(DEFAULT)).iterator();
    }
  }
}
