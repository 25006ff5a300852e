package io.capstan.jepsen.nemesis;

import java.time.Duration;

/** What happens to what is sent on a link. */
public sealed interface Disturbance {
  /** Nothing arrives. */
  record Cut() implements Disturbance {}

  /**
   * All arrives later, in order.
   *
   * @param delay by so much
   * @param jitter and up to so much more, drawn for each piece
   */
  record Delay(Duration delay, Duration jitter) implements Disturbance {}

  /** Whole messages are lost, each with this probability, from 0 to 1. */
  record Loss(double part) implements Disturbance {}

  /** Whole messages arrive twice, each with this probability, from 0 to 1. */
  record Duplicate(double part) implements Disturbance {}

  /** Whole messages change places with the next one, each with this probability, from 0 to 1. */
  record Reorder(double part) implements Disturbance {}
}
