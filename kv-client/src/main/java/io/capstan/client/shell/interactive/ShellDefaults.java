package io.capstan.client.shell.interactive;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** What a command line in the shell does not say: the keyspace, the level, whether receipts. */
record ShellDefaults(ShellSettings settings, List<String> words) implements IDefaultValueProvider {
  private static final String RECEIPT = "--receipt";

  @Override
  public @Nullable String defaultValue(ArgSpec argument) {
    if (!(argument instanceof OptionSpec option)) {
      return null;
    }
    return switch (option.longestName()) {
      case "--keyspace" -> settings.keyspace();
      case "--level" ->
          settings.level().equals(ShellSettings.KEYSPACE_LEVEL) ? null : settings.level();
      // A flag that is true by default and said all the same would turn to false.
      case RECEIPT -> showsReceipts() && !words.contains(RECEIPT) ? "true" : null;
      default -> null;
    };
  }

  private boolean showsReceipts() {
    return settings.receipt() && !words.contains("bench");
  }
}
