package io.capstan.jepsen.nemesis.docker;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The containers and networks of one run, which Docker knows by their labels.
 *
 * @param run the run's tag
 */
record Belongings(String run) {
  static final String RUN = "io.capstan.run";
  static final String OWNER = "io.capstan.owner";

  /** The name of something of this run. */
  String name(String thing) {
    return "capstan-" + run + "-" + thing;
  }

  /** What {@code docker create} and {@code docker network create} are to be told. */
  List<String> labels() {
    return List.of(
        "--label=" + RUN + "=" + run, "--label=" + OWNER + "=" + Owner.thisProcess().label());
  }

  /** Removes all of this run. */
  void remove() {
    removeThose(label(RUN), run::equals);
  }

  /** Removes what processes have left behind that run no more. */
  static void removeAbandoned() {
    removeThose(
        label(OWNER),
        label -> {
          Optional<Owner> owner = Owner.parse(label);
          return owner.isPresent() && !owner.get().isAlive();
        });
  }

  private static String label(String key) {
    return "{{.Label \"" + key + "\"}}";
  }

  /** Containers first: a network in use cannot be removed. */
  private static void removeThose(String label, Predicate<String> which) {
    remove(List.of("ps", "--all"), List.of("rm", "--force", "--volumes"), label, which);
    remove(List.of("network", "ls"), List.of("network", "rm"), label, which);
  }

  private static void remove(
      List<String> list, List<String> remove, String label, Predicate<String> which) {
    List<String> ids = ids(list, label, which);
    if (ids.isEmpty()) {
      return;
    }
    List<String> removal = new ArrayList<>(remove);
    removal.addAll(ids);
    try {
      String unused = Docker.run(removal);
    } catch (DockerException e) {
      if (!Collections.disjoint(ids(list, label, which), ids)) {
        throw e; // otherwise another process has removed some of them
      }
    }
  }

  private static List<String> ids(List<String> list, String label, Predicate<String> which) {
    List<String> listing = new ArrayList<>(list);
    listing.addAll(List.of("--filter", "label=" + RUN, "--format", "{{.ID}} " + label));
    return Docker.run(listing)
        .lines()
        .map(line -> line.split(" ", 2))
        .filter(line -> line.length == 2 && which.test(line[1]))
        .map(line -> line[0])
        .toList();
  }
}
