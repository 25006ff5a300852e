package io.capstan.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.server.docs.GeneratedPage;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ConfigurationPageTest {
  private static final String INTRODUCTION =
      """
      # Configuration

      Each setting is a flag (`--raft-port=7500` or `--raft-port 7500`), an environment variable
      (`CAPSTAN_RAFT_PORT=7500`) or a line in `capstan.properties` (`raft-port=7500`). A flag wins over
      the environment, which wins over the file. `--config=FILE` or `CAPSTAN_CONFIG` names another file
      than `capstan.properties` in the working directory. A key that does not exist is refused, wherever
      it stands. Settings are read once, at start.
      """;

  @Test
  void thePageListsEverySettingAndRelation() {
    StringBuilder page = new StringBuilder(INTRODUCTION);
    Settings.SECTIONS.forEach(section -> append(page, section));
    GeneratedPage.check("configuration.md", page.toString(), ConfigurationPageTest.class);
  }

  @Test
  void helpListsEverySettingWithItsDefault() {
    String help = Help.text();
    Settings.all().forEach(setting -> assertTrue(help.contains("  " + setting.flag() + "=")));
    assertTrue(help.contains("--port=7400  (1 to 65535)"), help);
    assertTrue(help.contains("--node-id=… (required)"), help);
  }

  @Test
  void helpIsWantedOnlyWhenAskedFor() {
    assertTrue(Help.isWanted(List.of("--port=1", "--help")));
    assertTrue(Help.isWanted(List.of("-h")));
    assertTrue(!Help.isWanted(List.of("--port=1")));
  }

  @Test
  void noTwoSettingsShareAKeyOrAVariable() {
    long settings = Settings.all().count();
    Set<String> variables = Settings.all().map(Setting::variable).collect(Collectors.toSet());
    assertEquals(settings, variables.size());
    Settings.all()
        .forEach(s -> assertEquals(Optional.of(s.key()), Setting.keyOfVariable(s.variable())));
  }

  private static void append(StringBuilder page, Section section) {
    page.append("\n## ").append(section.title()).append("\n\n");
    page.append("| setting | default | allowed | what it is | why this default |\n");
    page.append("| --- | --- | --- | --- | --- |\n");
    section.settings().forEach(setting -> append(page, setting));
    if (!section.relations().isEmpty()) {
      page.append("\nChecked at start:\n\n");
      section.relations().forEach(relation -> append(page, relation));
    }
  }

  private static void append(StringBuilder page, Setting<?> setting) {
    String text = setting.defaultText();
    page.append(
        "| `%s` | %s | %s | %s | %s |\n"
            .formatted(
                setting.key(),
                text == null ? "required" : text.isEmpty() ? "none" : "`" + text + "`",
                setting.type().allowed(),
                setting.doc(),
                setting.reason()));
  }

  private static void append(StringBuilder page, Relation<?> relation) {
    page.append(
        "- `%s` is less than `%s`: %s.\n"
            .formatted(relation.smaller().key(), relation.larger().key(), relation.reason()));
  }
}
