package io.capstan.server.replication.raft;

import io.capstan.runtime.Ticker;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.random.RandomGenerator;

/**
 * The machine as the replicas of a node see it.
 *
 * @param ticker elapsed time; deadlines are points on it
 * @param clock wall time
 * @param timers for time-outs; its tasks are short
 * @param replies completes what callers wait for, so that neither the thread that applies entries
 *     nor a network thread does a caller's work
 * @param random for nonces; safe for use by several threads
 * @param events what is told to counters
 * @param logDisk what comes before a log is on the disk
 */
public record ReplicaRuntime(
    Ticker ticker,
    InstantSource clock,
    ScheduledExecutorService timers,
    Executor replies,
    RandomGenerator random,
    ReplicaEvents events,
    LogDisk logDisk) {}
