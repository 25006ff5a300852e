package io.capstan.jepsen.nemesis;

import io.grpc.MethodDescriptor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Messages as the bytes that they are. Thread safety: stateless. */
enum Frames implements MethodDescriptor.Marshaller<byte[]> {
  RAW;

  @Override
  public InputStream stream(byte[] message) {
    return new ByteArrayInputStream(message);
  }

  @Override
  public byte[] parse(InputStream stream) {
    try {
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A method of any kind: on the wire all are streams of messages in both directions. */
  static MethodDescriptor<byte[], byte[]> method(String fullName) {
    return MethodDescriptor.<byte[], byte[]>newBuilder(RAW, RAW)
        .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
        .setFullMethodName(fullName)
        .build();
  }
}
