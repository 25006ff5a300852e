package io.capstan.jepsen.workload;

import io.capstan.jepsen.checker.linear.Bounds;
import java.util.List;
import java.util.random.RandomGenerator;

/** A way to use a store so that its answers tell something. Thread safety: stateless. */
public interface Workload {
  /** Its name on the command line, such as {@code register}. */
  String name();

  /** One line for {@code --help}. */
  String description();

  /** Whether it can be run on a lane: some need conditional writes. */
  boolean suits(Lane lane);

  /**
   * The requests of one client, the same for the same arguments. When its process is retired, it
   * goes on with the same requests as another process.
   *
   * @param client a number from 0 that no other client of the lane has; five in a row share keys
   * @param nodes where clients can stand; one may stay there, or go from one to the next
   * @param random for this client alone
   */
  Requests requests(int client, List<String> nodes, RandomGenerator random);

  /** What is asked at the end, of each node, when nothing is written any more. */
  List<Request> lastReads(List<Request> asked, List<String> nodes);

  /** Judges what a lane's clients were told. */
  Judgement judge(LaneHistory history, Bounds bounds);

  /** The requests of one client, without end. Thread safety: for one thread. */
  @FunctionalInterface
  interface Requests {
    Request next();
  }
}
