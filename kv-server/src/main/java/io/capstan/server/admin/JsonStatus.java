package io.capstan.server.admin;

import com.fasterxml.jackson.core.io.JsonStringEncoder;

/** The bodies of health and readiness: one JSON object and a line feed. */
final class JsonStatus {
  static final String UP = "{\"status\":\"up\"}\n";

  private JsonStatus() {}

  static String down(String reason) {
    String escaped = new String(JsonStringEncoder.getInstance().quoteAsString(reason));
    return "{\"status\":\"down\",\"because\":\"" + escaped + "\"}\n";
  }
}
