package io.capstan.client.retry;

import io.capstan.client.routing.ClusterViews;
import io.capstan.client.routing.Leaders;
import io.capstan.client.routing.NodeHealths;
import io.capstan.client.routing.Router;
import io.capstan.client.transport.Nodes;

/** What is known of the cluster, and the connections to it. */
public record Cluster(
    ClusterViews views, Leaders leaders, NodeHealths healths, Router router, Nodes nodes) {}
