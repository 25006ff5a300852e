package io.capstan.jepsen.nemesis.docker;

import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.Optional;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Skips a test class, and says so, where no containers can be run from Capstan's image. With {@code
 * KV_REQUIRE_DOCKER=true} in the environment it fails instead.
 */
public final class Containers implements ExecutionCondition {
  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    if (context.getTestMethod().isPresent()) {
      return ConditionEvaluationResult.enabled("decided for its class");
    }
    Optional<String> reason = DockerNetwork.unavailable();
    if (reason.isEmpty()) {
      return ConditionEvaluationResult.enabled("there are containers");
    }
    assertNotEquals("true", System.getenv("KV_REQUIRE_DOCKER"), reason.get());
    System.out.println(
        "[WARNING] container tests SKIPPED: " + context.getDisplayName() + ": " + reason.get());
    return ConditionEvaluationResult.disabled(reason.get());
  }
}
