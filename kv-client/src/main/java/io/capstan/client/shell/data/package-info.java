/** The commands that read and write rows, and the session that connects one run to the next. */
@NullMarked
package io.capstan.client.shell.data;

import org.jspecify.annotations.NullMarked;
