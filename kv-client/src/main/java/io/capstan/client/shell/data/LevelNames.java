package io.capstan.client.shell.data;

import java.util.Iterator;
import java.util.List;

/** The names of the read levels, for completion; the bound is left to type. */
public final class LevelNames implements Iterable<String> {
  public static final List<String> ALL = List.of("strong", "session", "bounded:", "eventual");

  @Override
  public Iterator<String> iterator() {
    return ALL.iterator();
  }
}
