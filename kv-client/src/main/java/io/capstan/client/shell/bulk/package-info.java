/** Files into a keyspace and back: {@code kv load} and {@code kv export}. */
@NullMarked
package io.capstan.client.shell.bulk;

import org.jspecify.annotations.NullMarked;
