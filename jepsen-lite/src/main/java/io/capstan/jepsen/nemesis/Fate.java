package io.capstan.jepsen.nemesis;

/** What becomes of one message. */
enum Fate {
  ONCE,
  LOST,
  TWICE,
  /** After the next one of its stream. */
  LATER
}
