package io.capstan.client.shell.data;

import com.fasterxml.jackson.core.JsonGenerator;
import io.capstan.client.Receipt;
import io.capstan.client.shell.output.Bytes;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** A receipt as {@code --receipt} shows it. */
public final class ReceiptText {
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
            + role(served)
            + " at "
            + receipt.nodeAddress(),
        "         "
            + path(served.getPath())
            + (served.getReplicasCount() == 0
                ? ""
                : "; rests on " + String.join(", ", served.getReplicasList()))
            + place(served),
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

  private static String role(io.capstan.v1.Receipt served) {
    if (isQuorum(served)) {
      return "";
    }
    return served.getByLeader() ? " (leader)" : " (follower)";
  }

  private static String place(io.capstan.v1.Receipt served) {
    if (isQuorum(served)) {
      String hinted =
          served.getHintedCount() == 0
              ? ""
              : "; kept for " + String.join(", ", served.getHintedList());
      return " ("
          + served.getReplicasNeeded()
          + " needed)"
          + hinted
          + "; slice "
          + served.getShard()
          + ", epoch "
          + served.getEpoch();
    }
    return "; shard "
        + served.getShard()
        + ", epoch "
        + served.getEpoch()
        + ", log index "
        + served.getLogIndex()
        + ", term "
        + served.getTerm();
  }

  private static boolean isQuorum(io.capstan.v1.Receipt served) {
    return served.getPath() == io.capstan.v1.Receipt.Path.PATH_QUORUM;
  }

  /** For programs: the fields of an object that the caller has begun. */
  public static void writeTo(JsonGenerator json, Receipt receipt) throws IOException {
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
    if (isQuorum(served)) {
      json.writeNumberField("replicas_needed", served.getReplicasNeeded());
      json.writeArrayFieldStart("hinted");
      for (String node : served.getHintedList()) {
        json.writeString(node);
      }
      json.writeEndArray();
    }
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
      case PATH_QUORUM -> "a quorum of replicas";
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
