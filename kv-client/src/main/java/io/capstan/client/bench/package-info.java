/** A closed-loop load on a cluster through the public client, and what it measured. */
@NullMarked
package io.capstan.client.bench;

import org.jspecify.annotations.NullMarked;
