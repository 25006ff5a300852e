package io.capstan.client.shell.interactive;

import io.capstan.client.routing.ClusterView;
import io.capstan.v1.Keyspace;
import io.capstan.v1.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * What may stand at the end of a line: commands, flags, and the values of both.
 *
 * @param root every command
 * @param view the cluster, for its names
 */
record Completions(CommandLine root, Supplier<Optional<ClusterView>> view) {
  private static final Set<String> TAKE_A_COMMAND = Set.of("help", "explain");

  /**
   * One way to go on.
   *
   * @param text the whole word
   * @param description what it is; may be empty
   * @param complete whether a blank follows
   */
  record Candidate(String text, String description, boolean complete) {
    private static Candidate of(String text) {
      return new Candidate(text, "", !text.endsWith(":"));
    }
  }

  /**
   * Everything that fits behind the words.
   *
   * @param before the words in front of the one that is being typed
   * @param begun what is typed of it; only flags depend on it
   */
  List<Candidate> after(List<String> before, String begun) {
    List<String> words = Shell.withoutKv(before);
    while (!words.isEmpty() && TAKE_A_COMMAND.contains(words.get(0))) {
      words = words.subList(1, words.size());
    }
    CommandSpec command = root.getCommandSpec();
    int next = 0;
    for (CommandLine sub = sub(command, words, 0); sub != null; sub = sub(command, words, next)) {
      command = sub.getCommandSpec();
      next++;
    }
    List<String> arguments = words.subList(next, words.size());
    if (!command.subcommands().isEmpty()) {
      return arguments.isEmpty() ? subcommands(command) : List.of();
    }
    return arguments(command, arguments, begun);
  }

  private static @Nullable CommandLine sub(CommandSpec command, List<String> words, int next) {
    return next < words.size() ? command.subcommands().get(words.get(next)) : null;
  }

  private static List<Candidate> subcommands(CommandSpec command) {
    List<Candidate> candidates = new ArrayList<>();
    command
        .subcommands()
        .forEach(
            (name, sub) -> {
              if (!sub.getCommandSpec().usageMessage().hidden()) {
                candidates.add(new Candidate(name, description(sub), true));
              }
            });
    return candidates;
  }

  private static String description(CommandLine command) {
    String[] lines = command.getCommandSpec().usageMessage().description();
    boolean ours = !(command.getCommand() instanceof HelpCommand);
    return lines.length == 0 || !ours ? "" : lines[0];
  }

  private List<Candidate> arguments(CommandSpec command, List<String> before, String begun) {
    if (!before.isEmpty()) {
      OptionSpec option = command.findOption(before.get(before.size() - 1));
      if (option != null && option.arity().max() > 0) {
        return values(command, option);
      }
    }
    if (begun.startsWith("-")) {
      return flags(command);
    }
    int position = positionals(command, before);
    return command.positionalParameters().stream()
        .filter(parameter -> parameter.index().contains(position))
        .flatMap(parameter -> values(command, parameter).stream())
        .toList();
  }

  private static List<Candidate> flags(CommandSpec command) {
    return command.options().stream()
        .filter(option -> !option.hidden())
        .map(
            option ->
                new Candidate(
                    option.longestName(),
                    option.description().length == 0 ? "" : option.description()[0],
                    true))
        .toList();
  }

  /** How many of the words are neither flags nor values of flags. */
  private static int positionals(CommandSpec command, List<String> words) {
    int count = 0;
    for (int i = 0; i < words.size(); i++) {
      OptionSpec option = command.findOption(words.get(i));
      if (option != null) {
        i += option.arity().max() > 0 ? 1 : 0;
      } else {
        count++;
      }
    }
    return count;
  }

  private List<Candidate> values(CommandSpec command, ArgSpec argument) {
    if (argument.completionCandidates() != null) {
      return StreamSupport.stream(argument.completionCandidates().spliterator(), false)
          .map(Candidate::of)
          .toList();
    }
    if (isKeyspace(command, argument)) {
      return names(known -> known.keyspaces().stream().map(Keyspace::getName).toList());
    }
    if (argument.paramLabel().equals("ID") || argument.paramLabel().equals("NODE")) {
      return names(known -> known.nodes().stream().map(Node::getId).toList());
    }
    return List.of();
  }

  private static boolean isKeyspace(CommandSpec command, ArgSpec argument) {
    if (argument instanceof OptionSpec option) {
      return option.longestName().equals("--keyspace");
    }
    boolean ofKeyspaceCommand =
        command.parent() != null
            && command.parent().name().equals("keyspace")
            && !command.name().equals("create");
    return ofKeyspaceCommand || argument.paramLabel().equals("KEYSPACE");
  }

  private List<Candidate> names(Function<ClusterView, List<String>> of) {
    return view.get().map(of).orElse(List.of()).stream().map(Candidate::of).toList();
  }
}
