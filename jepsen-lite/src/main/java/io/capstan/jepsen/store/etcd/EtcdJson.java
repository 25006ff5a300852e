package io.capstan.jepsen.store.etcd;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** What the gateway's methods want, as JSON. Keys and values are sent in Base64. */
final class EtcdJson {
  private EtcdJson() {}

  /**
   * One key.
   *
   * @param serializable whether the asked node answers from its own state
   */
  static String range(String key, boolean serializable) {
    return "{\"key\":\"%s\",\"serializable\":%s}".formatted(encoded(key), serializable);
  }

  static String put(String key, String value) {
    return "{\"key\":\"%s\",\"value\":\"%s\"}".formatted(encoded(key), encoded(value));
  }

  static String delete(String key) {
    return "{\"key\":\"%s\"}".formatted(encoded(key));
  }

  /** Puts a value if a comparison holds. */
  static String putIf(String comparison, String key, String value) {
    return transaction(comparison, "request_put", put(key, value));
  }

  /** Deletes a key if a comparison holds. */
  static String deleteIf(String comparison, String key) {
    return transaction(comparison, "request_delete_range", delete(key));
  }

  private static String transaction(String comparison, String operation, String body) {
    return "{\"compare\":[%s],\"success\":[{\"%s\":%s}]}".formatted(comparison, operation, body);
  }

  /** That a key has this value; it does not hold for a key that there is not. */
  static String valueIs(String key, String value) {
    return "{\"key\":\"%s\",\"target\":\"VALUE\",\"value\":\"%s\"}"
        .formatted(encoded(key), encoded(value));
  }

  /** That a key was last written by this revision; 0: that there is none. */
  static String writtenBy(String key, long revision) {
    return "{\"key\":\"%s\",\"target\":\"MOD\",\"mod_revision\":\"%d\"}"
        .formatted(encoded(key), revision);
  }

  private static String encoded(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
