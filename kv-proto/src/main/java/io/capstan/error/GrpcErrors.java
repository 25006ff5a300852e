package io.capstan.error;

import com.google.protobuf.InvalidProtocolBufferException;
import io.capstan.v1.Error;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * The two directions between an {@link Error} and the status that ends a gRPC call.
 *
 * <p>The error travels whole in a binary trailer; the status code is for generic tools. A status
 * without the trailer comes from gRPC itself or from something between the two ends, and is read
 * conservatively: unless gRPC proves that nothing was sent, the request may have happened.
 */
public final class GrpcErrors {
  /** The trailer that holds the bytes of an {@link Error}. */
  public static final Metadata.Key<byte[]> ERROR_KEY =
      Metadata.Key.of("capstan-error-bin", Metadata.BINARY_BYTE_MARSHALLER);

  private GrpcErrors() {}

  /** The status that ends a call with this error. */
  public static StatusRuntimeException toStatus(Error error) {
    Metadata trailers = new Metadata();
    trailers.put(ERROR_KEY, error.toByteArray());
    Status status = Failure.of(error.getCode()).grpcCode().toStatus();
    return status.withDescription(error.getMessage()).asRuntimeException(trailers);
  }

  /**
   * What a failed call means.
   *
   * @param thrown what the stub threw, or handed to {@code onError}; a {@link CapstanException} in
   *     its chain of causes is returned as it is
   */
  public static CapstanException fromStatus(Throwable thrown) {
    CapstanException known = findCause(thrown, CapstanException.class);
    if (known != null) {
      return known;
    }
    Error error = errorIn(Status.trailersFromThrowable(thrown));
    if (error != null) {
      return CapstanException.from(error);
    }
    Status status = Status.fromThrowable(thrown);
    return CapstanException.of(withoutTrailer(status, thrown), describe(status));
  }

  /** One line, without gRPC's stack traces: what ended the call, and the first thing behind it. */
  private static String describe(Status status) {
    String description = status.getDescription();
    Throwable cause = status.getCause();
    String reason = cause != null && cause.getMessage() != null ? cause.getMessage() : description;
    String line = reason == null ? "" : ": " + reason.lines().findFirst().orElse("");
    return "the call ended with " + status.getCode() + line;
  }

  private static @Nullable Error errorIn(@Nullable Metadata trailers) {
    byte[] bytes = trailers == null ? null : trailers.get(ERROR_KEY);
    if (bytes == null) {
      return null;
    }
    try {
      return Error.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      return null;
    }
  }

  private static Failure withoutTrailer(Status status, Throwable thrown) {
    return switch (status.getCode()) {
      case DEADLINE_EXCEEDED -> Failure.DEADLINE_EXCEEDED;
      case UNIMPLEMENTED -> Failure.VERSION_UNSUPPORTED;
      // Also the code of a connection that broke after the request was sent.
      case UNAVAILABLE -> neverConnected(thrown) ? Failure.UNAVAILABLE : Failure.OUTCOME_UNKNOWN;
      default -> Failure.OUTCOME_UNKNOWN;
    };
  }

  private static boolean neverConnected(Throwable thrown) {
    return findCause(thrown, ConnectException.class) != null
        || findCause(thrown, NoRouteToHostException.class) != null
        || findCause(thrown, UnknownHostException.class) != null;
  }

  private static <T extends Throwable> @Nullable T findCause(Throwable thrown, Class<T> type) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return type.cast(cause);
      }
    }
    return null;
  }
}
