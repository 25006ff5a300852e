package io.capstan.server.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import io.capstan.server.config.LogConfig;
import java.nio.file.Path;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sets up logging for the process, from the configuration.
 *
 * <p>Capstan's own events are written from the configured level on, those of libraries from WARN
 * on, to rotating files and to the console (standard error, so that standard output stays free).
 * What uses java.util.logging (gRPC) writes WARNING and above to standard error itself.
 */
public final class Logging {
  /** How often the size of the current file is looked at. */
  private static final Duration SIZE_CHECK_INTERVAL = Duration.ofSeconds(1);

  private static final String OWN_LOGGERS = "io.capstan";

  private Logging() {}

  /**
   * Replaces whatever logging was set up before.
   *
   * @param directory of the log files; it exists
   * @throws io.capstan.server.config.ConfigException when the log files cannot be written
   */
  public static void configure(LogConfig config, Path directory) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    configure(context, config, directory, SIZE_CHECK_INTERVAL);
    context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(console(context));
    java.util.logging.Logger.getLogger("").setLevel(java.util.logging.Level.WARNING);
  }

  /** The files and the levels, without the console. */
  static void configure(
      LoggerContext context, LogConfig config, Path directory, Duration sizeCheckInterval) {
    context.reset();
    var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.WARN);
    context.getLogger(OWN_LOGGERS).setLevel(Level.toLevel(config.level().name()));
    root.addAppender(new LogFiles(context, config, directory, sizeCheckInterval).appender());
  }

  private static Appender<ILoggingEvent> console(LoggerContext context) {
    ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
    appender.setContext(context);
    appender.setName("console");
    appender.setTarget("System.err");
    appender.setEncoder(Encoders.consoleText(context));
    appender.start();
    return appender;
  }
}
