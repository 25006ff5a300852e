@NullMarked
package io.capstan.client.shell.interactive;

import org.jspecify.annotations.NullMarked;
