package io.capstan.server.logging;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import io.capstan.server.config.LogConfig;

/** How one log event becomes bytes. */
final class Encoders {
  private static final String CONSOLE_PATTERN = "%d{HH:mm:ss.SSS} %-5level %msg%n";
  private static final String FILE_PATTERN =
      "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX,UTC} %-5level [%thread] %logger{0} %msg%n";

  private Encoders() {}

  static Encoder<ILoggingEvent> of(LogConfig.Format format, LoggerContext context) {
    return switch (format) {
      case JSON -> json(context);
      case TEXT -> text(context, FILE_PATTERN);
    };
  }

  /** Short lines, for whoever watches the node start. */
  static Encoder<ILoggingEvent> consoleText(LoggerContext context) {
    return text(context, CONSOLE_PATTERN);
  }

  private static Encoder<ILoggingEvent> text(LoggerContext context, String pattern) {
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern(pattern);
    encoder.start();
    return encoder;
  }

  private static Encoder<ILoggingEvent> json(LoggerContext context) {
    JsonEncoder encoder = new JsonEncoder();
    encoder.setContext(context);
    encoder.setWithSequenceNumber(false);
    encoder.setWithNanoseconds(false);
    encoder.setWithContext(false);
    encoder.setWithMessage(false);
    encoder.setWithArguments(false);
    encoder.setWithFormattedMessage(true);
    encoder.start();
    return encoder;
  }
}
