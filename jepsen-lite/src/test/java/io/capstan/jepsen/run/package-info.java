/** Tests of whole runs. */
@NullUnmarked
package io.capstan.jepsen.run;

import org.jspecify.annotations.NullUnmarked;
