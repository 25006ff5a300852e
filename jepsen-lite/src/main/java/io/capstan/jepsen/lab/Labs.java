package io.capstan.jepsen.lab;

import io.capstan.client.shell.CommandFailed;
import io.capstan.client.shell.Spelling;
import java.util.List;

/** The labs there are, in the order in which they are listed. */
record Labs(List<Lab> each) {
  Labs {
    each = List.copyOf(each);
  }

  static Labs all() {
    return new Labs(List.of(new CheckerLab(), new HonestLab(), new BrokenLab()));
  }

  /**
   * Finds one.
   *
   * @throws CommandFailed when there is none of that name
   */
  Lab named(String name) {
    return each.stream()
        .filter(lab -> lab.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                CommandFailed.usage("there is no lab '" + name + "'", meant(name) + "see: kv lab"));
  }

  private String meant(String name) {
    return Spelling.nearest(name, each.stream().map(Lab::name).toList())
        .map(near -> "did you mean '" + near + "'? ")
        .orElse("");
  }
}
