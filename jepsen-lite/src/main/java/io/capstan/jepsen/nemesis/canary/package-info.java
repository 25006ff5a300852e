/**
 * Canaries: small messages that go over every link between two nodes all the time, so that it is
 * seen when a link is disturbed and when it is no more, whatever the nodes themselves send. An
 * agent beside each node sends and receives them; this process keeps what the agents report.
 */
@NullMarked
package io.capstan.jepsen.nemesis.canary;

import org.jspecify.annotations.NullMarked;
