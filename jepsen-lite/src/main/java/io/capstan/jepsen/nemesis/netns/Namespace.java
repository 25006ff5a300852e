package io.capstan.jepsen.nemesis.netns;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A network namespace without a name: a process holds it, which waits for its standard input to
 * end. So it ends with this process, however that ends, and takes its interfaces and rules along,
 * unless other processes are still in it.
 *
 * <p>Thread safety: safe for use by several threads.
 */
final class Namespace implements AutoCloseable {
  private static final long END_SECONDS_MAX = 10;
  private static final String MADE = "made";
  private static final List<String> HOLDER =
      List.of("unshare", "--net", "sh", "-c", "echo " + MADE + "; exec cat");

  private final Process holder;

  private Namespace(Process holder) {
    this.holder = holder;
  }

  /**
   * Makes one that has no interface but a loopback, which is down.
   *
   * @throws NamespacesUnavailableException when none can be made
   */
  static Namespace make() {
    try {
      Process holder = Program.of(HOLDER).redirectErrorStream(true).start();
      BufferedReader lines = holder.inputReader(StandardCharsets.UTF_8);
      String said = lines.readLine();
      if (!MADE.equals(said)) {
        throw new NamespacesUnavailableException(String.join(" ", HOLDER) + ": " + said);
      }
      return new Namespace(holder);
    } catch (IOException e) {
      throw new NamespacesUnavailableException(String.valueOf(e.getMessage()), e);
    }
  }

  /** The process by which the kernel's tools find it. */
  long pid() {
    return holder.pid();
  }

  /** What a command is to begin with to run in it: a program that becomes the command. */
  List<String> launcher() {
    return List.of("nsenter", "--net=/proc/" + pid() + "/ns/net");
  }

  /** Changes interfaces in it, by commands of ip(8), one a line. */
  void ip(String commands) {
    Program.feed(launcher(), List.of("ip", "-batch", "-"), commands);
  }

  /** Changes packet filters in it, by commands of nft(8): all, or, when one fails, none. */
  void nft(String commands) {
    Program.feed(launcher(), List.of("nft", "-f", "-"), commands);
  }

  /** Lets go of it. */
  @Override
  public void close() {
    try {
      holder.getOutputStream().close();
      if (!holder.waitFor(END_SECONDS_MAX, TimeUnit.SECONDS)) {
        var unused = holder.destroyForcibly();
      }
    } catch (IOException | InterruptedException e) {
      var unused = holder.destroyForcibly();
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
