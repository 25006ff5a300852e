package io.capstan.client.fake;

import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.error.GrpcErrors;
import io.capstan.v1.Keyspace;
import io.grpc.Status;
import java.util.function.Supplier;

/** What a fake node does with one change of a keyspace; what is thrown is its answer. */
public interface Change {
  Keyspace carryOut(Supplier<Keyspace> change);

  static Change refuse(Failure failure) {
    return change -> {
      throw GrpcErrors.toStatus(CapstanException.of(failure, "as scripted").error());
    };
  }

  /** The change takes effect, and the call breaks before the answer. */
  static Change carryOutThenBreak() {
    return change -> {
      Keyspace unused = change.get();
      throw Status.UNAVAILABLE.withDescription("as scripted").asRuntimeException();
    };
  }
}
