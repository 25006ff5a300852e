package io.capstan.client.fake;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.error.GrpcErrors;
import io.capstan.v1.AlterKeyspaceRequest;
import io.capstan.v1.CreateKeyspaceRequest;
import io.capstan.v1.Keyspace;
import io.capstan.v1.KeyspaceOptions;
import io.capstan.v1.Mode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The keyspaces of a cluster: "k" at first. Refusals are thrown as a service answers them. */
final class FakeKeyspaces {
  @GuardedBy("this")
  private final Map<String, Keyspace> byName = new TreeMap<>();

  @GuardedBy("this")
  private int incarnation = 3;

  @GuardedBy("this")
  private int lateDescriptions;

  @GuardedBy("this")
  private List<Keyspace> before = List.of();

  FakeKeyspaces() {
    byName.put("k", keyspace("k", incarnation));
  }

  /** After the next change, so many descriptions are still those from before it. */
  synchronized void describeLate(int descriptions) {
    lateDescriptions = descriptions;
    before = List.copyOf(byName.values());
  }

  synchronized List<Keyspace> described() {
    if (lateDescriptions > 0 && !before.equals(List.copyOf(byName.values()))) {
      lateDescriptions--;
      return before;
    }
    return List.copyOf(byName.values());
  }

  synchronized boolean has(int wanted) {
    return byName.values().stream().anyMatch(keyspace -> keyspace.getIncarnation() == wanted);
  }

  synchronized boolean hasEventual() {
    return byName.values().stream().anyMatch(each -> each.getMode() == Mode.MODE_EVENTUAL);
  }

  synchronized boolean isEventual(int wanted) {
    return byName.values().stream()
        .filter(keyspace -> keyspace.getIncarnation() == wanted)
        .anyMatch(keyspace -> keyspace.getMode() == Mode.MODE_EVENTUAL);
  }

  synchronized Keyspace create(CreateKeyspaceRequest request) {
    if (byName.containsKey(request.getName())) {
      throw GrpcErrors.toStatus(
          CapstanException.of(Failure.KEYSPACE_EXISTS, "it exists already").error());
    }
    Keyspace made =
        keyspace(request.getName(), ++incarnation).toBuilder()
            .setOptions(request.getOptions())
            .setMode(request.getMode())
            .build();
    byName.put(made.getName(), made);
    return made;
  }

  synchronized Keyspace alter(AlterKeyspaceRequest request) {
    Keyspace known = known(request.getName());
    KeyspaceOptions.Builder options = known.getOptions().toBuilder();
    if (request.hasDefaultLevel()) {
      options.setDefaultLevel(request.getDefaultLevel());
    }
    if (request.hasMaxValueBytes()) {
      options.setMaxValueBytes(request.getMaxValueBytes());
    }
    Keyspace changed = known.toBuilder().setOptions(options).build();
    byName.put(changed.getName(), changed);
    return changed;
  }

  synchronized Keyspace drop(String name) {
    Keyspace dropped = known(name);
    byName.remove(name);
    return dropped;
  }

  @GuardedBy("this")
  private Keyspace known(String name) {
    Keyspace known = byName.get(name);
    if (known == null) {
      throw GrpcErrors.toStatus(
          CapstanException.of(Failure.KEYSPACE_UNKNOWN, "there is no keyspace " + name).error());
    }
    return known;
  }

  private static Keyspace keyspace(String name, int incarnation) {
    return Keyspace.newBuilder()
        .setName(name)
        .setIncarnation(incarnation)
        .setMode(Mode.MODE_STRONG)
        .build();
  }
}
