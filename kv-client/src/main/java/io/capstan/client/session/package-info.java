/**
 * What a client session is made of: the ids that make writes safe to retry, one window of them per
 * shard (protocols.md R6), and the floors under which reads must not fall (protocols.md Q7).
 */
@NullMarked
package io.capstan.client.session;

import org.jspecify.annotations.NullMarked;
