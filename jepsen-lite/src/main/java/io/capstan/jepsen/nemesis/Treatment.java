package io.capstan.jepsen.nemesis;

import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * What a {@link MessageProxy} does with the messages of one method.
 *
 * @param toNode asked for the fate of each message to the node
 * @param fromNode the same of each of the node's
 * @param change what becomes of the node's messages on their way
 */
record Treatment(Supplier<Fate> toNode, Supplier<Fate> fromNode, UnaryOperator<byte[]> change) {}
