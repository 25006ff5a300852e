package io.capstan.client.shell.local;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Locale;

/**
 * One line of {@code kv doctor}.
 *
 * @param check what was looked at
 * @param found what was seen, with the limit where there is one
 * @param advice what to do; empty when all is well
 */
record Finding(String check, Grade grade, String found, String advice) {
  /** How bad it is: a cluster works in spite of a WARN, and not with a FAIL. */
  enum Grade {
    OK,
    WARN,
    FAIL
  }

  static Finding ok(String check, String found) {
    return new Finding(check, Grade.OK, found, "");
  }

  static Finding warn(String check, String found, String advice) {
    return new Finding(check, Grade.WARN, found, advice);
  }

  static Finding fail(String check, String found, String advice) {
    return new Finding(check, Grade.FAIL, found, advice);
  }

  void writeTo(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("check", check);
    json.writeStringField("result", grade.name().toLowerCase(Locale.ROOT));
    json.writeStringField("found", found);
    json.writeStringField("advice", advice);
    json.writeEndObject();
  }
}
