package io.capstan.jepsen.run;

import io.capstan.jepsen.cluster.Await;
import io.capstan.jepsen.history.Event;
import io.capstan.jepsen.history.HistoryWriter;
import io.capstan.jepsen.history.Recorder;
import io.capstan.runtime.Threads;
import io.capstan.runtime.Ticker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Stores what is recorded while it is, some times a second, so that a run that is killed leaves its
 * history.
 *
 * <p>Thread safety: {@link #close} is for one thread.
 */
public final class HistoryStream implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(250);

  private final Recorder recorder;
  private final HistoryWriter out;
  private final Thread thread;
  private volatile boolean ended;
  private int written;
  private @Nullable IOException broken;

  private HistoryStream(Recorder recorder, HistoryWriter out) {
    this.recorder = recorder;
    this.out = out;
    this.thread = Threads.daemon("jepsen-history", this::run);
  }

  /**
   * Begins.
   *
   * @param file is made
   * @throws java.nio.file.FileAlreadyExistsException when it is there
   */
  public static HistoryStream open(Path file, Recorder recorder) throws IOException {
    HistoryWriter out =
        new HistoryWriter(
            Files.newBufferedWriter(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    HistoryStream stream = new HistoryStream(recorder, out);
    stream.thread.start();
    return stream;
  }

  private void run() {
    Await pause = new Await(Ticker.system(), PAUSE);
    try {
      while (!ended) {
        pause.pauseOnce();
        store();
      }
    } catch (IOException e) {
      broken = e;
    }
  }

  private void store() throws IOException {
    List<Event> more = recorder.eventsFrom(written);
    for (Event event : more) {
      out.write(event);
    }
    out.flush();
    written += more.size();
  }

  /**
   * Stores the rest.
   *
   * @throws IOException when anything could not be stored
   */
  @Override
  public void close() throws IOException {
    ended = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the history is stored", e);
    }
    try (out) {
      if (broken != null) {
        throw broken;
      }
      store();
    }
  }
}
