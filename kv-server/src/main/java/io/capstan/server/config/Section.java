package io.capstan.server.config;

import java.util.List;

/**
 * The settings of one concern.
 *
 * @param title its heading in help and docs
 * @param settings in the order in which help and docs list them
 * @param relations what must hold between them, or between them and others
 */
public record Section(String title, List<Setting<?>> settings, List<Relation<?>> relations) {
  public Section {
    settings = List.copyOf(settings);
    relations = List.copyOf(relations);
  }
}
