package io.capstan.jepsen.run;

import io.capstan.jepsen.nemesis.UnsupportedFaultException;
import io.capstan.jepsen.nemesis.docker.DockerException;
import io.capstan.jepsen.nemesis.netns.NamespacesUnavailableException;
import java.util.function.Supplier;

/**
 * A plan that cannot be carried out here, as was found before anything was started. Its message
 * says what is wrong with it, or what is missing.
 */
public final class RefusedPlanException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private RefusedPlanException(RuntimeException refusal) {
    super(refusal.getMessage(), refusal);
  }

  /**
   * Makes something that a plan needs.
   *
   * @throws RefusedPlanException when it says that it cannot be
   */
  static <T> T preparing(Supplier<T> part) {
    try {
      return part.get();
    } catch (IllegalArgumentException
        | UnsupportedFaultException
        | NamespacesUnavailableException
        | DockerException refusal) {
      throw new RefusedPlanException(refusal);
    }
  }
}
