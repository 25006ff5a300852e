package io.capstan.server.transport;

import com.google.protobuf.InvalidProtocolBufferException;
import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.error.GrpcErrors;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.StatusRuntimeException;
import java.io.InputStream;

/**
 * Refuses a request whose bytes are no message as MALFORMED_FRAME; gRPC alone would end the call as
 * UNKNOWN, without a word of why.
 *
 * <p>Thread safety: immutable.
 */
public final class UnreadableRequests implements ServerInterceptor {
  private UnreadableRequests() {}

  /** The same service with this round it. Messages pass as they are, without a copy. */
  public static ServerServiceDefinition refusedBy(ServerServiceDefinition service) {
    return ServerInterceptors.intercept(
        ServerInterceptors.useMarshalledMessages(service, new Bytes()), new UnreadableRequests());
  }

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    return new Refusing<>(call, next.startCall(call, headers));
  }

  /** Hands the bytes on; the service behind it makes messages of them. */
  private static final class Bytes implements Marshaller<InputStream> {
    @Override
    public InputStream stream(InputStream bytes) {
      return bytes;
    }

    @Override
    public InputStream parse(InputStream bytes) {
      return bytes;
    }
  }

  /** Hears nothing more once it has refused; the service hears that the call was cancelled. */
  private static final class Refusing<Q> extends SimpleForwardingServerCallListener<Q> {
    private final ServerCall<Q, ?> call;
    private boolean refused;

    Refusing(ServerCall<Q, ?> call, ServerCall.Listener<Q> service) {
      super(service);
      this.call = call;
    }

    @Override
    public void onMessage(Q bytes) {
      if (refused) {
        return;
      }
      try {
        super.onMessage(bytes);
      } catch (StatusRuntimeException failure) {
        if (!(failure.getCause() instanceof InvalidProtocolBufferException unreadable)) {
          throw failure;
        }
        refuse(unreadable);
      }
    }

    private void refuse(InvalidProtocolBufferException unreadable) {
      refused = true;
      StatusRuntimeException refusal =
          GrpcErrors.toStatus(
              CapstanException.of(
                      Failure.MALFORMED_FRAME,
                      "the bytes sent to %s are no such message: %s"
                          .formatted(
                              call.getMethodDescriptor().getFullMethodName(),
                              unreadable.getMessage()))
                  .error());
      Metadata trailers = refusal.getTrailers();
      call.close(refusal.getStatus(), trailers == null ? new Metadata() : trailers);
      super.onCancel();
    }

    @Override
    public void onHalfClose() {
      if (!refused) {
        super.onHalfClose();
      }
    }

    @Override
    public void onReady() {
      if (!refused) {
        super.onReady();
      }
    }

    @Override
    public void onCancel() {
      if (!refused) {
        super.onCancel();
      }
    }

    @Override
    public void onComplete() {
      if (!refused) {
        super.onComplete();
      }
    }
  }
}
