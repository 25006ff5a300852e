package io.capstan.jepsen.nemesis;

import io.capstan.jepsen.cluster.Node;
import io.capstan.jepsen.nemesis.NodeDisk.Condition;
import io.capstan.runtime.Ticker;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;

/**
 * One node's disk that is full, slow or broken; what the node met there shows it.
 *
 * <p>A node does not trust a disk again that has failed, until it is started anew: so it is, once
 * the disk is well, whether it still ran or not.
 *
 * <p>Thread safety: for one thread.
 */
final class DiskAction implements Action {
  private final Ticker ticker;
  private final Node node;
  private final NodeDisk disk;
  private final Condition condition;
  private final Consumer<Node> awaitServing;
  private OptionalLong bit = OptionalLong.empty();
  private OptionalLong healed = OptionalLong.empty();

  /**
   * @param awaitServing waits until a node serves again
   */
  DiskAction(
      Ticker ticker, Node node, NodeDisk disk, Condition condition, Consumer<Node> awaitServing) {
    this.ticker = ticker;
    this.node = node;
    this.disk = disk;
    this.condition = condition;
    this.awaitServing = awaitServing;
  }

  @Override
  public String what() {
    String how = condition.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    return "the disk of " + node.id() + ": " + how;
  }

  @Override
  public Set<String> nodes() {
    return Set.of(node.id());
  }

  @Override
  public void inject() {
    disk.set(condition);
  }

  @Override
  public OptionalLong bitesSince() {
    if (!disk.wasMet(condition)) {
      return OptionalLong.empty();
    } else if (bit.isEmpty()) {
      bit = OptionalLong.of(ticker.nanos());
    }
    return bit;
  }

  @Override
  public void end() {
    disk.set(Condition.WELL);
    if (condition != Condition.SLOW) {
      node.kill();
      node.start();
      awaitServing.accept(node);
    }
  }

  @Override
  public OptionalLong healedSince() {
    if (healed.isEmpty() && disk.wasMet(Condition.WELL)) {
      healed = OptionalLong.of(ticker.nanos());
    }
    return healed;
  }

  @Override
  public String evidence() {
    return "writes or syncs of the node met its disk so";
  }
}
