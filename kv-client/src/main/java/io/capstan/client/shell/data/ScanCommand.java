package io.capstan.client.shell.data;

import io.capstan.client.Keyspace;
import io.capstan.client.Receipt;
import io.capstan.client.ScanPage;
import io.capstan.client.ScanPosition;
import io.capstan.client.ScanRange;
import io.capstan.client.Scanner;
import io.capstan.client.shell.CommandFailed;
import io.capstan.client.shell.Exit;
import io.capstan.client.shell.Terminal;
import io.capstan.client.shell.output.Json;
import io.capstan.limits.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kv scan}: rows in key order. */
@Command(
    name = "scan",
    description = "Prints rows in key order, as KEY, tab, VALUE.",
    footer = {
      "%nExamples:",
      "  kv scan                              every row",
      "  kv scan user: --limit 20             rows whose key begins with user:",
      "  kv scan --start b --end d --keys-only",
      "  kv scan user: --count",
      "  kv scan --limit 20 --continue AbCd   the next 20, from the position that the last run gave",
      "%nRows are read page by page, each at the level asked for: those of different pages may be of",
      "different moments. Where --limit cuts a scan off, the position to go on from is printed, on",
      "standard error or as one more object.",
      "A page of an EVENTUAL keyspace has the rows of as many replicas as a get would ask; at level",
      "session it needs all of them once the session has seen such rows.",
      "Keys and values with bytes that lines cannot show come out whole with --json.",
      "Receipts come after the rows, with --json as one more object."
    })
public final class ScanCommand implements Callable<Integer> {
  @Mixin private RequestFlags request;
  @Mixin private KeyForm form;

  @Parameters(
      arity = "0..1",
      paramLabel = "PREFIX",
      defaultValue = "",
      description = "Only keys that begin with it: all.")
  private String prefix = "";

  @Option(names = "--start", paramLabel = "KEY", description = "The first key wanted.")
  private @Nullable String start;

  @Option(names = "--end", paramLabel = "KEY", description = "The first key no longer wanted.")
  private @Nullable String end;

  @Option(names = "--limit", paramLabel = "N", description = "Most rows: no limit.")
  private long limit;

  @Option(
      names = "--page-size",
      paramLabel = "N",
      defaultValue = "256",
      description = "Most rows in a page, up to 1000: ${DEFAULT-VALUE}.")
  private int pageSize = 256;

  @Option(
      names = "--continue",
      paramLabel = "POSITION",
      description = "Goes on where a scan of the same PREFIX and --end was cut off by its --limit.")
  private @Nullable String position;

  @Option(names = "--keys-only", description = "Prints keys only.")
  private boolean keysOnly;

  @Option(names = "--values-only", description = "Prints values only, one a line.")
  private boolean valuesOnly;

  @Option(names = "--count", description = "Prints the number of rows only.")
  private boolean count;

  private final Terminal terminal;

  public ScanCommand(Terminal terminal) {
    this.terminal = terminal;
    this.request = new RequestFlags();
    this.form = new KeyForm();
  }

  @Override
  public Integer call() {
    if ((keysOnly ? 1 : 0) + (valuesOnly ? 1 : 0) + (count ? 1 : 0) > 1) {
      throw CommandFailed.usage(
          "--keys-only, --values-only and --count exclude each other", "leave all but one out");
    }
    if (limit < 0) {
      throw CommandFailed.usage("--limit " + limit + " is below 0", "0 is no limit");
    }
    if (pageSize < 1 || pageSize > Limits.SCAN_ROWS_MAX) {
      throw CommandFailed.usage(
          "--page-size " + pageSize + " is not 1 to " + Limits.SCAN_ROWS_MAX, "give another one");
    }
    if (position != null && start != null) {
      throw CommandFailed.usage("--start and --continue exclude each other", "leave one out");
    }
    ScanRange range = range();
    return request.run(terminal, rows -> scan(rows, range));
  }

  private ScanRange range() {
    ScanRange range =
        ScanRange.prefix(form.bytes(prefix))
            .limit(limit)
            .pageRows(pageSize)
            .keysOnly(keysOnly || count);
    range = start == null ? range : range.from(form.bytes(start));
    range = end == null ? range : range.to(form.bytes(end));
    return position == null ? range : range.from(ScanPosition.parse(position));
  }

  private int scan(Keyspace rows, ScanRange range) {
    var printer = new RowPrinter(terminal, request.json(), keysOnly, valuesOnly);
    var answers = new Answers(terminal, request.json());
    Scanner scanner = rows.async().scan(range);
    List<Receipt> receipts = new ArrayList<>();
    long total = 0;
    ScanPage page;
    do {
      page = scanner.nextPage().toCompletableFuture().join();
      total += page.rows().size();
      if (!count) {
        page.rows().forEach(printer::print);
      }
      receipts.addAll(page.receipts());
    } while (!page.last() && !terminal.out().checkError());
    printer.finish();
    if (count) {
      printCount(answers, total, receipts);
    } else if (!receipts.isEmpty()) {
      answers.print(receipts, json -> {}, () -> {});
    }
    if (page.last()) {
      page.next().ifPresent(this::sayWhereItGoesOn);
    }
    return Exit.OK.code();
  }

  private void sayWhereItGoesOn(ScanPosition next) {
    if (request.json()) {
      Json.print(terminal.out(), json -> json.writeStringField("continue", next.toString()));
    } else {
      terminal.say("more rows may follow: --continue " + next);
    }
  }

  private void printCount(Answers answers, long total, List<Receipt> receipts) {
    answers.print(
        receipts,
        json -> json.writeNumberField("count", total),
        () -> answers.line(Long.toString(total)));
  }
}
