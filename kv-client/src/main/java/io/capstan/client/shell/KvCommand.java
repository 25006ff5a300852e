package io.capstan.client.shell;

/**
 * A sub-command of {@code kv} that another module adds.
 *
 * <p>List the implementing class in {@code META-INF/services/io.capstan.client.shell.KvCommand} of
 * a jar in the distribution's {@code lib/}. It needs a public constructor without parameters.
 * Providers are looked up only when the first word is not a built-in command, and for help, so that
 * the built-in ones start quickly; a provider of a built-in name is therefore never asked.
 */
public interface KvCommand {
  /** The word after {@code kv}. */
  String name();

  /**
   * Makes the command.
   *
   * @return an object annotated with picocli's {@code @Command} that is a {@code
   *     Callable<Integer>}; what it returns is the exit code, one of {@link Exit}'s
   */
  Object command(Terminal terminal);
}
