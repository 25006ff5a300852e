package io.capstan.jepsen.workload;

import org.jspecify.annotations.Nullable;

/**
 * What a process asks of a store. The operations and the form of their values:
 *
 * <ul>
 *   <li>{@code read} key; its answer's value is the row's, null when there is none. Its own value
 *       is the level to read at, one of {@link Lane#LEVELS}, or null: in the way of the lane
 *   <li>{@code write} key value; {@code delete} key (recorded as a write of null)
 *   <li>{@code cas} key {@code [from to]}; an OK with {@code false}: it compared and missed
 *   <li>{@code increment} key by; its answer's value is the sum
 *   <li>{@code add} key element, and {@code read} of a set: elements as {@code [a b c]}
 *   <li>{@code append} key element, and {@code read} of a list: elements as {@code [a b c]}
 *   <li>{@code write-all} key value: writes it to all rows that belong to the key, two or more in
 *       one shard, in one atomic batch; {@code read-all} key reads them in one batch. Its answer's
 *       value is the rows' where all have the same, null when there are none, and where they differ
 *       all of them as {@code [a b]}, which nobody wrote
 * </ul>
 *
 * What was never added to may be read as null as well as {@code []}, or {@code 0} of a counter.
 *
 * @param operation the verb
 * @param key whose value it is about
 * @param value as above; null: none
 * @param node beside which node the client stands that asks
 */
public record Request(String operation, String key, @Nullable String value, String node) {
  /** The same for a store, in which every lane has keys of its own. */
  public Request within(Lane lane) {
    return new Request(operation, lane.name() + ":" + key, value, node);
  }
}
