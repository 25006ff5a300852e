package io.capstan.client.shell.interactive;

import io.capstan.client.routing.ClusterView;
import io.capstan.client.shell.CommandFailed;
import io.capstan.session.SessionToken;
import io.capstan.v1.Keyspace;
import io.capstan.v1.Level;
import io.capstan.v1.Mode;
import io.capstan.v1.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a request would do, as the client sees the cluster: who holds the key, who is asked first,
 * and how many replicas the answer takes.
 *
 * <p>Thread safety: none; for one use.
 */
final class Explanation {
  private final ClusterView view;
  private final List<String> lines = new ArrayList<>();

  private Explanation(ClusterView view) {
    this.view = view;
  }

  /**
   * The explanation, line by line.
   *
   * @param session what its reads must not be older than
   */
  static List<String> of(Sketch request, ClusterView view, SessionToken session) {
    Keyspace keyspace =
        view.keyspace(request.keyspace()).orElseThrow(() -> unknown(request.keyspace()));
    boolean eventual = keyspace.getMode() == Mode.MODE_EVENTUAL;
    Explanation explanation = new Explanation(view);
    explanation.line(
        "request",
        "%s in keyspace %s, which is %s; nothing is sent",
        request.verb(),
        keyspace.getName(),
        eventual ? "EVENTUAL" : "STRONG");
    if (eventual) {
      new EventualExplanation(explanation, request, keyspace, session).explain();
    } else {
      new StrongExplanation(explanation, request, keyspace, session).explain();
    }
    explanation.line("cluster", "as %s describes it, epoch %d", view.answeredBy(), view.epoch());
    return explanation.lines;
  }

  private static CommandFailed unknown(String keyspace) {
    return CommandFailed.usage("there is no keyspace '" + keyspace + "'", "see: keyspace list");
  }

  ClusterView view() {
    return view;
  }

  void line(String heading, String format, Object... arguments) {
    String text = String.format(Locale.ROOT, format, arguments);
    lines.add(String.format(Locale.ROOT, "%-9s %s", heading, text));
  }

  /** A node's id and address. */
  String node(String id) {
    return id + view.node(id).map(Node::getAddress).map(at -> " (" + at + ")").orElse("");
  }

  /** Such as {@code n1, n2 or n3}. */
  static String anyOf(List<String> ids) {
    int last = ids.size() - 1;
    return last < 1
        ? String.join("", ids)
        : String.join(", ", ids.subList(0, last)) + " or " + ids.get(last);
  }

  /** The level that a read is served at. */
  static Level level(Sketch request, Keyspace keyspace) {
    Level asked = request.level().kind().proto();
    Level meant =
        asked == Level.LEVEL_UNSPECIFIED ? keyspace.getOptions().getDefaultLevel() : asked;
    return meant == Level.LEVEL_UNSPECIFIED ? Level.LEVEL_SESSION : meant;
  }

  /** As it is typed. */
  static String name(Level level) {
    return level.name().substring("LEVEL_".length()).toLowerCase(Locale.ROOT);
  }
}
