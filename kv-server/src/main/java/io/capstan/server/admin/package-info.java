/** What operators and their tools ask over HTTP: health, readiness and metrics. */
@NullMarked
package io.capstan.server.admin;

import org.jspecify.annotations.NullMarked;
