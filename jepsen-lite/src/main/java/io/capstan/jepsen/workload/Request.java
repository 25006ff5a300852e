package io.capstan.jepsen.workload;

import org.jspecify.annotations.Nullable;

/**
 * What a process asks of a store. The operations and the form of their values:
 *
 * <ul>
 *   <li>{@code read} key; its answer's value is the row's, null when there is none
 *   <li>{@code write} key value; {@code delete} key (recorded as a write of null)
 *   <li>{@code cas} key {@code [from to]}; an OK with {@code false}: it compared and missed
 *   <li>{@code increment} key by; its answer's value is the sum
 *   <li>{@code add} key element, and {@code read} of a set: elements as {@code [a b c]}
 *   <li>{@code append} key element, and {@code read} of a list: elements as {@code [a b c]}
 * </ul>
 *
 * @param operation the verb
 * @param key whose value it is about
 * @param value as above; null: none
 * @param node beside which node the client stands that asks
 */
public record Request(String operation, String key, @Nullable String value, String node) {}
