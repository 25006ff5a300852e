package io.capstan.jepsen.store.etcd;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.jepsen.nemesis.ProxyNetwork;
import io.capstan.jepsen.nemesis.UnsupportedFaultException;
import io.capstan.runtime.Randoms;
import io.capstan.runtime.Ticker;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EtcdTargetTest {
  @Test
  void aNetworkThatWorksByNamesIsRefused(@TempDir Path directory) {
    try (ProxyNetwork network = new ProxyNetwork(Randoms.seeded(1), Ticker.system(), false)) {
      UnsupportedFaultException refusal =
          assertThrows(
              UnsupportedFaultException.class,
              () -> new EtcdTarget(directory, 3, network, Ticker.system()));
      assertTrue(String.valueOf(refusal.getMessage()).contains("proxy"), refusal::toString);
    }
  }
}
