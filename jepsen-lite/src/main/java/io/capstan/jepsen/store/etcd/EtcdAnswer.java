package io.capstan.jepsen.store.etcd;

import io.capstan.jepsen.history.MalformedHistoryException;
import io.capstan.jepsen.history.foreign.Datum;
import io.capstan.jepsen.history.foreign.Forms.Form;
import io.capstan.jepsen.history.foreign.JsonForms;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An object of JSON that etcd has sent. A field that it leaves out has the value that protocol
 * buffers give it: zero, false, nothing.
 */
record EtcdAnswer(Map<String, Datum> fields) {
  /** A row: its value, and the revision that wrote it last. */
  record Row(String value, long revision) {}

  /**
   * Reads what etcd has sent.
   *
   * @throws IOException when it is no object
   */
  static EtcdAnswer parse(String json) throws IOException {
    try {
      Form form = new JsonForms(new StringReader(json)).next();
      if (form != null && form.datum() instanceof Datum.Table table) {
        return new EtcdAnswer(table.fields());
      }
    } catch (MalformedHistoryException e) {
      throw new IOException("not JSON: " + json, e);
    }
    throw new IOException("no object: " + json);
  }

  /** Empty when it is left out. */
  String text(String field) {
    Datum datum = fields.get(field);
    String text = datum == null ? null : datum.plain();
    return text == null ? "" : text;
  }

  /** Zero when it is left out. */
  long number(String field) {
    String text = text(field);
    return text.isEmpty() ? 0 : Long.parseLong(text);
  }

  boolean isTrue(String field) {
    return text(field).equals("true");
  }

  /** Without fields when it is left out. */
  EtcdAnswer object(String field) {
    return new EtcdAnswer(
        fields.get(field) instanceof Datum.Table table ? table.fields() : Map.of());
  }

  /** The only row that a range of one key has found. */
  Optional<Row> row() {
    List<Datum> rows = fields.get("kvs") instanceof Datum.Items items ? items.items() : List.of();
    return rows.stream()
        .findFirst()
        .map(row -> new EtcdAnswer(((Datum.Table) row).fields()))
        .map(row -> new Row(row.decoded("value"), row.number("mod_revision")));
  }

  private String decoded(String field) {
    return new String(Base64.getDecoder().decode(text(field)), StandardCharsets.UTF_8);
  }

  /** On what it rests, for a person: the revision and the term of the node that answered. */
  String receipt() {
    EtcdAnswer header = object("header");
    return "revision %d term %d".formatted(header.number("revision"), header.number("raft_term"));
  }
}
