package io.capstan.jepsen.analyze;

import io.capstan.jepsen.run.Stores;
import io.capstan.jepsen.workload.Workloads;
import java.util.Iterator;

/** Words that options take, for help and completion. */
final class Names {
  private Names() {}

  /** Of workloads. */
  static final class WorkloadNames implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Workloads.NAMES.iterator();
    }
  }

  /** Of stores. */
  static final class Targets implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Stores.TARGETS.iterator();
    }
  }

  /** Of networks. */
  static final class Backends implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Stores.BACKENDS.iterator();
    }
  }
}
