package io.capstan.server;

/** The release that this code belongs to, as the build wrote it into the jar. */
final class Version {
  static final String NAME = name(Version.class.getPackage().getImplementationVersion());

  private Version() {}

  private static String name(@org.jspecify.annotations.Nullable String written) {
    return written == null ? "development" : written;
  }
}
