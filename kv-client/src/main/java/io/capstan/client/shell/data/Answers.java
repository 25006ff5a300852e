package io.capstan.client.shell.data;

import com.fasterxml.jackson.core.JsonGenerator;
import io.capstan.client.Receipt;
import io.capstan.client.shell.Terminal;
import io.capstan.client.shell.output.Json;
import java.io.IOException;
import java.util.List;

/**
 * Where the answers of data commands go: to standard output as text or as JSON, with the receipts
 * on standard error or in the JSON.
 */
record Answers(Terminal terminal, boolean json) {
  /**
   * Prints one answer.
   *
   * @param fields of its JSON object
   * @param text how people see it
   */
  void print(List<Receipt> receipts, Json.Fields fields, Runnable text) {
    if (json) {
      Json.print(
          terminal.out(),
          generator -> {
            fields.writeTo(generator);
            writeReceipts(generator, receipts);
          });
      return;
    }
    text.run();
    printReceipts(receipts);
  }

  private void printReceipts(List<Receipt> receipts) {
    receipts.stream()
        .flatMap(receipt -> ReceiptText.lines(receipt).stream())
        .forEach(terminal::say);
  }

  void line(String line) {
    terminal.out().println(line);
  }

  private static void writeReceipts(JsonGenerator json, List<Receipt> receipts) throws IOException {
    if (receipts.isEmpty()) {
      return;
    }
    json.writeArrayFieldStart("receipts");
    for (Receipt receipt : receipts) {
      json.writeStartObject();
      ReceiptText.writeTo(json, receipt);
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
