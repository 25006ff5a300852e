package io.capstan.client.shell;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where answers are printed: a {@link PrintStream} in UTF-8 that keeps the reason why it could not
 * write, which print streams otherwise swallow.
 *
 * <p>Thread safety: as a print stream.
 */
public final class Output extends PrintStream {
  private final Sink sink;

  /**
   * Flushes only when it is told.
   *
   * @param to receives the bytes
   */
  public Output(OutputStream to) {
    this(new Sink(to));
  }

  private Output(Sink sink) {
    super(sink, false, StandardCharsets.UTF_8);
    this.sink = sink;
  }

  /** Flushes; gives the first failure there was. */
  public Optional<IOException> failure() {
    flush();
    return Optional.ofNullable(sink.failure);
  }

  private static final class Sink extends FilterOutputStream {
    private volatile @Nullable IOException failure;

    Sink(OutputStream to) {
      super(to);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      keepFailure(() -> out.write(bytes, offset, length));
    }

    @Override
    public void write(int b) throws IOException {
      keepFailure(() -> out.write(b));
    }

    @Override
    public void flush() throws IOException {
      keepFailure(out::flush);
    }

    private void keepFailure(Action action) throws IOException {
      try {
        action.run();
      } catch (IOException e) {
        if (failure == null) {
          failure = e;
        }
        throw e;
      }
    }

    private interface Action {
      void run() throws IOException;
    }
  }
}
