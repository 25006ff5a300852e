package io.capstan.server.core;

/** What a write does to the row of its key. */
public sealed interface Effect {
  /** The row stays as it is. */
  record None() implements Effect {}

  /** The row becomes this one. */
  record Store(Row row) implements Effect {}

  /** The row goes away and leaves nothing behind: a log has no use for tombstones. */
  record Remove() implements Effect {}

  Effect NONE = new None();
  Effect REMOVE = new Remove();
}
