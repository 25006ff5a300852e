package io.capstan.jepsen.nemesis.netns;

import io.capstan.runtime.Randoms;
import io.capstan.runtime.Ticker;
import java.io.IOException;
import java.util.Set;

/** A program that makes a network of two nodes, says where one is, and waits to be killed. */
final class AbandonedNetwork {
  private AbandonedNetwork() {}

  public static void main(String[] arguments) throws IOException {
    try (NetnsNetwork network = new NetnsNetwork(Randoms.system(), Ticker.system())) {
      System.out.println(network.attach("n1", Set.of()).host());
      System.out.println(network.attach("n2", Set.of()).host());
      int unused = System.in.read();
    }
  }
}
