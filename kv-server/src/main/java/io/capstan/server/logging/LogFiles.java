package io.capstan.server.logging;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.FileSize;
import io.capstan.server.config.ConfigException;
import io.capstan.server.config.LogConfig;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The log files: {@code capstan.log} is being written, {@code capstan.1.log} is the one before it,
 * and so on up to the number kept.
 */
final class LogFiles {
  private static final String CURRENT = "capstan.log";
  private static final String CLOSED = "capstan.%i.log";

  private final LoggerContext context;
  private final LogConfig config;
  private final Path directory;
  private final Duration sizeCheckInterval;

  LogFiles(LoggerContext context, LogConfig config, Path directory, Duration sizeCheckInterval) {
    this.context = context;
    this.config = config;
    this.directory = directory;
    this.sizeCheckInterval = sizeCheckInterval;
  }

  /**
   * Writes events to the files, and rotates them.
   *
   * @throws ConfigException when the first file cannot be opened
   */
  RollingFileAppender<ILoggingEvent> appender() {
    RollingFileAppender<ILoggingEvent> appender = new RollingFileAppender<>();
    appender.setContext(context);
    appender.setName("files");
    appender.setFile(directory.resolve(CURRENT).toString());
    appender.setEncoder(Encoders.of(config.format(), context));
    appender.setTriggeringPolicy(whenFull());
    appender.setRollingPolicy(shift(appender));
    appender.start();
    if (!appender.isStarted()) {
      throw new ConfigException(
          "The log file %s cannot be written. Make it and its directory writable for this user."
              .formatted(appender.getFile()));
    }
    return appender;
  }

  private SizeBasedTriggeringPolicy<ILoggingEvent> whenFull() {
    SizeBasedTriggeringPolicy<ILoggingEvent> policy = new SizeBasedTriggeringPolicy<>();
    policy.setContext(context);
    policy.setMaxFileSize(new FileSize(config.fileBytesMax()));
    policy.setCheckIncrement(new ch.qos.logback.core.util.Duration(sizeCheckInterval.toMillis()));
    policy.start();
    return policy;
  }

  private FixedWindowRollingPolicy shift(RollingFileAppender<ILoggingEvent> appender) {
    FixedWindowRollingPolicy policy = new FixedWindowRollingPolicy();
    policy.setContext(context);
    policy.setParent(appender);
    policy.setMinIndex(1);
    policy.setMaxIndex(config.filesKept());
    policy.setFileNamePattern(directory.resolve(CLOSED).toString());
    policy.start();
    return policy;
  }
}
