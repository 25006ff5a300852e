package io.capstan.server.config;

import static java.util.stream.Collectors.toUnmodifiableMap;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/** The registry: every setting there is. Thread safety: immutable. */
public final class Settings {
  /** In the order in which help and docs list them. */
  public static final List<Section> SECTIONS =
      List.of(
          NodeConfig.SECTION,
          ClusterConfig.SECTION,
          ListenConfig.SECTION,
          RaftConfig.SECTION,
          StorageConfig.SECTION,
          EventualConfig.SECTION,
          Limits.SECTION,
          Timeouts.SECTION,
          LogConfig.SECTION);

  private static final Map<String, Setting<?>> BY_KEY =
      all().collect(toUnmodifiableMap(Setting::key, Function.identity()));

  private Settings() {}

  /** Every setting, section by section. */
  public static Stream<Setting<?>> all() {
    return SECTIONS.stream().flatMap(section -> section.settings().stream());
  }

  /** Every relation, section by section. */
  public static Stream<Relation<?>> relations() {
    return SECTIONS.stream().flatMap(section -> section.relations().stream());
  }

  static Map<String, Setting<?>> byKey() {
    return BY_KEY;
  }
}
