/** Tests of what runs servers. */
@NullUnmarked
package io.capstan.jepsen.cluster;

import org.jspecify.annotations.NullUnmarked;
