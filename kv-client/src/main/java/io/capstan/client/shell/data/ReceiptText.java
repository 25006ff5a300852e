package io.capstan.client.shell.data;

import com.fasterxml.jackson.core.JsonGenerator;
import io.capstan.client.Receipt;
import io.capstan.client.shell.output.Bytes;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** A receipt as {@code --receipt} shows it. */
final class ReceiptText {
  private ReceiptText() {}

  /** For people: three lines. */
  static List<String> lines(Receipt receipt) {
    io.capstan.v1.Receipt served = receipt.served();
    return List.of(
        "receipt: asked "
            + level(served.getLevelAsked())
            + ", given "
            + level(served.getLevelGiven())
            + "; served by "
            + served.getServedBy()
            + (served.getByLeader() ? " (leader)" : " (follower)")
            + " at "
            + receipt.nodeAddress(),
        "         "
            + path(served.getPath())
            + (served.getReplicasCount() == 0
                ? ""
                : "; rests on " + String.join(", ", served.getReplicasList()))
            + "; shard "
            + served.getShard()
            + ", epoch "
            + served.getEpoch()
            + ", log index "
            + served.getLogIndex()
            + ", term "
            + served.getTerm(),
        "         "
            + staleness(served)
            + "; waited "
            + millis(served.getWaitedMicros())
            + " ms; "
            + receipt.attempts()
            + (receipt.attempts() == 1 ? " attempt, " : " attempts, ")
            + millis(receipt.elapsed().toNanos() / 1000)
            + " ms");
  }

  /** For programs: the fields of an object that the caller has begun. */
  static void writeTo(JsonGenerator json, Receipt receipt) throws IOException {
    io.capstan.v1.Receipt served = receipt.served();
    json.writeStringField("level_asked", level(served.getLevelAsked()));
    json.writeStringField("level_given", level(served.getLevelGiven()));
    json.writeStringField("served_by", served.getServedBy());
    json.writeStringField("address", receipt.nodeAddress());
    json.writeBooleanField("by_leader", served.getByLeader());
    json.writeStringField("path", name(served.getPath().name(), "PATH_"));
    json.writeArrayFieldStart("replicas");
    for (String replica : served.getReplicasList()) {
      json.writeString(replica);
    }
    json.writeEndArray();
    json.writeNumberField("shard", served.getShard());
    json.writeNumberField("epoch", served.getEpoch());
    json.writeNumberField("log_index", served.getLogIndex());
    json.writeNumberField("term", served.getTerm());
    json.writeStringField("version", Bytes.hex(served.getVersion().toByteArray()));
    if (served.hasStalenessBoundMillis()) {
      json.writeNumberField("staleness_bound_millis", served.getStalenessBoundMillis());
    }
    json.writeNumberField("waited_micros", served.getWaitedMicros());
    json.writeNumberField("attempts", receipt.attempts());
    json.writeNumberField("elapsed_micros", receipt.elapsed().toNanos() / 1000);
  }

  private static String path(io.capstan.v1.Receipt.Path path) {
    return switch (path) {
      case PATH_LOG -> "an entry of the log";
      case PATH_TERM_CHECK -> "the leader's rows, its term confirmed by a majority";
      case PATH_LOCAL -> "the replica's own rows";
      default -> "path not told";
    };
  }

  private static String staleness(io.capstan.v1.Receipt served) {
    return served.hasStalenessBoundMillis()
        ? "at most " + served.getStalenessBoundMillis() + " ms stale"
        : "no bound on staleness";
  }

  private static String level(io.capstan.v1.Level level) {
    return level == io.capstan.v1.Level.LEVEL_UNSPECIFIED ? "-" : name(level.name(), "LEVEL_");
  }

  private static String name(String constant, String prefix) {
    return constant.startsWith(prefix) ? constant.substring(prefix.length()) : constant;
  }

  private static String millis(long micros) {
    return String.format(Locale.ROOT, "%.1f", micros / 1000.0);
  }
}
