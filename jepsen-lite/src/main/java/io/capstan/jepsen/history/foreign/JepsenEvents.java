package io.capstan.jepsen.history.foreign;

import io.capstan.jepsen.history.Event;
import io.capstan.jepsen.history.History;
import io.capstan.jepsen.history.MalformedHistoryException;
import io.capstan.jepsen.history.Position;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What the fields of Jepsen's operations mean: {@code type}, {@code process}, {@code f}, {@code
 * value}, {@code time} and {@code key}; others are ignored.
 *
 * <p>Events of a process that is no number, such as the nemesis, are left out: they are not about
 * the store. A missing process is process 0, a missing function {@code txn}, and a missing time
 * what the event before has. Values that all are pairs, but for those of {@code cas}, are a key and
 * a value, as of jepsen.independent. Words may be in upper case; times are then milliseconds, as
 * jepsen-in-java writes them, else nanoseconds.
 */
public final class JepsenEvents {
  /** Jepsen stamps an event before it gives it its place among the others. */
  private static final long CLOCK_SLACK_NANOS = 1_000_000_000L;

  /** A millisecond is 10 to this many nanoseconds. */
  private static final int MILLI_DIGITS = 6;

  /** Their values are pairs or transactions anyway. */
  private static final Set<String> NEVER_KEYED = Set.of("cas", "txn");

  private record Client(Position position, Map<String, Datum> fields) {}

  private JepsenEvents() {}

  /**
   * Reads all events.
   *
   * @throws MalformedHistoryException for the first form that is no event
   */
  public static History of(Forms forms) throws IOException {
    List<Client> clients = new ArrayList<>();
    for (Forms.Form form = forms.next(); form != null; form = forms.next()) {
      if (!(form.datum() instanceof Datum.Table table)) {
        throw new MalformedHistoryException(form.position(), "not a map of fields");
      }
      Client client = new Client(form.position(), table.fields());
      if (isNumber(name(client, "process", "0"))) {
        clients.add(client);
      }
    }
    return history(clients, isKeyed(clients));
  }

  private static History history(List<Client> clients, boolean keyed) {
    List<Event> events = new ArrayList<>(clients.size());
    List<Position> positions = new ArrayList<>(clients.size());
    long nanos = 0;
    for (Client client : clients) {
      nanos = nanos(client, nanos);
      events.add(event(client, nanos, keyed));
      positions.add(client.position());
    }
    return new History(events, positions, CLOCK_SLACK_NANOS);
  }

  private static Event event(Client client, long nanos, boolean keyed) {
    Datum value = client.fields().getOrDefault("value", Datum.Atom.NIL);
    Datum key = client.fields().getOrDefault("key", Datum.Atom.NIL);
    if (keyed) {
      boolean pair = value instanceof Datum.Items items && items.items().size() == 2;
      key = pair ? ((Datum.Items) value).items().get(0) : key;
      value = pair ? ((Datum.Items) value).items().get(1) : Datum.Atom.NIL;
    }
    String keyText = key.plain();
    return new Event(
        type(client),
        process(client),
        nanos,
        "",
        "",
        name(client, "f", "txn").toLowerCase(Locale.ROOT),
        keyText == null ? "" : keyText,
        value.plain());
  }

  private static boolean isKeyed(List<Client> clients) {
    boolean any = false;
    for (Client client : clients) {
      boolean invoke = name(client, "type", "").equalsIgnoreCase("invoke");
      boolean pairAnyway = NEVER_KEYED.contains(name(client, "f", "txn").toLowerCase(Locale.ROOT));
      if (invoke && !pairAnyway) {
        any = true;
        if (!(client.fields().get("value") instanceof Datum.Items items)
            || items.items().size() != 2) {
          return false;
        }
      }
    }
    return any;
  }

  private static Event.Type type(Client client) {
    String word = name(client, "type", "").toUpperCase(Locale.ROOT);
    for (Event.Type type : Event.Type.values()) {
      if (type.name().equals(word)) {
        return type;
      }
    }
    throw new MalformedHistoryException(
        client.position(), "type \"" + word + "\" is none of invoke, ok, fail, info");
  }

  private static int process(Client client) {
    String text = name(client, "process", "0");
    try {
      int process = Integer.parseInt(text);
      if (process >= 0) {
        return process;
      }
    } catch (NumberFormatException e) {
      // Told below, with its place.
    }
    throw new MalformedHistoryException(
        client.position(), "process " + text + " is not from 0 to " + Integer.MAX_VALUE);
  }

  private static long nanos(Client client, long before) {
    String text = name(client, "time", "");
    if (text.isEmpty()) {
      return before;
    }
    try {
      BigDecimal time = new BigDecimal(text);
      return (isUpper(client) ? time.scaleByPowerOfTen(MILLI_DIGITS) : time).longValueExact();
    } catch (ArithmeticException | NumberFormatException e) {
      throw new MalformedHistoryException(client.position(), "time \"" + text + "\" is no time");
    }
  }

  private static boolean isUpper(Client client) {
    String type = name(client, "type", "");
    return type.equals(type.toUpperCase(Locale.ROOT));
  }

  private static boolean isNumber(String text) {
    return !text.isEmpty()
        && text.substring(text.startsWith("-") && text.length() > 1 ? 1 : 0)
            .chars()
            .allMatch(Character::isDigit);
  }

  /** A field that is one word, whether written as a keyword, a string or a number. */
  private static String name(Client client, String field, String missing) {
    String text = client.fields().getOrDefault(field, Datum.Atom.NIL).plain();
    return text == null ? missing : text;
  }
}
