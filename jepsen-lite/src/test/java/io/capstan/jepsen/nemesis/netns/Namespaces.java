package io.capstan.jepsen.nemesis.netns;

import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Optional;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Skips a test class, and says so, where no namespaces can be made. With {@code
 * KV_REQUIRE_NETNS=true} in the environment it fails instead.
 */
public final class Namespaces implements BeforeAllCallback {
  @Override
  public void beforeAll(ExtensionContext context) {
    Optional<String> reason = NetnsNetwork.unavailable();
    if (reason.isEmpty()) {
      return;
    }
    assertNotEquals("true", System.getenv("KV_REQUIRE_NETNS"), reason.get());
    System.out.println("[WARNING] " + context.getDisplayName() + " SKIPPED: " + reason.get());
    assumeTrue(false, reason.get());
  }
}
