package io.capstan.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import io.capstan.log.v1.ShardEntry;
import io.capstan.peer.v1.TermCheckRequest;
import io.capstan.v1.Error;
import io.capstan.v1.GetClusterRequest;
import io.capstan.v1.RequestFrame;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Every name and number of the protocol, against the golden text: what nodes and clients of other
 * releases read must keep its number, its type and its place in a oneof.
 */
final class SchemaTest {
  private static final Path GOLDEN = Path.of("src", "test", "resources", "wire", "schema.txt");

  private static final List<FileDescriptor> FILES =
      List.of(
          Error.getDescriptor().getFile(),
          RequestFrame.getDescriptor().getFile(),
          GetClusterRequest.getDescriptor().getFile(),
          TermCheckRequest.getDescriptor().getFile(),
          ShardEntry.getDescriptor().getFile());

  private final StringBuilder text = new StringBuilder();

  @Test
  void theSchemaIsTheGoldenOne() throws IOException {
    FILES.forEach(this::file);
    if (Boolean.getBoolean("capstan.regenerate")) {
      Files.createDirectories(GOLDEN.getParent());
      Files.writeString(GOLDEN, text);
    }
    assertEquals(
        Files.exists(GOLDEN) ? Files.readString(GOLDEN) : "",
        text.toString(),
        "the protocol has changed; if other releases can live with it, run: ./mvnw -pl kv-proto test"
            + " -Dtest=SchemaTest -Dcapstan.regenerate=true");
  }

  private void file(FileDescriptor file) {
    line(0, "file " + file.getName());
    file.getEnumTypes().forEach(type -> enumeration(0, type));
    file.getMessageTypes().forEach(type -> message(0, type));
    file.getServices().stream()
        .flatMap(service -> service.getMethods().stream())
        .forEach(this::method);
  }

  private void message(int depth, Descriptor type) {
    line(depth, "message " + type.getFullName());
    type.getFields().forEach(field -> field(depth + 1, field));
    for (DescriptorProto.ReservedRange range : type.toProto().getReservedRangeList()) {
      line(depth + 1, "reserved " + range.getStart() + " to " + (range.getEnd() - 1));
    }
    type.toProto().getReservedNameList().forEach(name -> line(depth + 1, "reserved " + name));
    type.getEnumTypes().forEach(nested -> enumeration(depth + 1, nested));
    type.getNestedTypes().forEach(nested -> message(depth + 1, nested));
  }

  private void field(int depth, FieldDescriptor field) {
    line(
        depth,
        field.getNumber()
            + " "
            + label(field)
            + type(field)
            + " "
            + field.getName()
            + oneof(field.getRealContainingOneof()));
  }

  private static String label(FieldDescriptor field) {
    if (field.isRepeated()) {
      return "repeated ";
    }
    return field.toProto().getProto3Optional() ? "optional " : "";
  }

  private static String type(FieldDescriptor field) {
    return switch (field.getJavaType()) {
      case MESSAGE -> field.getMessageType().getFullName();
      case ENUM -> field.getEnumType().getFullName();
      default -> field.toProto().getType().name();
    };
  }

  private static String oneof(@Nullable OneofDescriptor oneof) {
    return oneof == null ? "" : " in " + oneof.getName();
  }

  private void enumeration(int depth, EnumDescriptor type) {
    line(depth, "enum " + type.getFullName());
    type.getValues().forEach(value -> line(depth + 1, value.getNumber() + " " + value.getName()));
    for (EnumDescriptorProto.EnumReservedRange range : type.toProto().getReservedRangeList()) {
      line(depth + 1, "reserved " + range.getStart() + " to " + range.getEnd());
    }
    type.toProto().getReservedNameList().forEach(name -> line(depth + 1, "reserved " + name));
  }

  private void method(MethodDescriptor method) {
    line(
        0,
        "rpc "
            + method.getFullName()
            + " ("
            + (method.isClientStreaming() ? "stream " : "")
            + method.getInputType().getFullName()
            + ") returns ("
            + (method.isServerStreaming() ? "stream " : "")
            + method.getOutputType().getFullName()
            + ")");
  }

  private void line(int depth, String line) {
    text.append("  ".repeat(depth)).append(line).append('\n');
  }
}
