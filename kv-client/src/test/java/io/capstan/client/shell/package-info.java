@NullMarked
package io.capstan.client.shell;

import org.jspecify.annotations.NullMarked;
