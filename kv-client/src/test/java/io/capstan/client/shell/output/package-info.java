@NullMarked
package io.capstan.client.shell.output;

import org.jspecify.annotations.NullMarked;
