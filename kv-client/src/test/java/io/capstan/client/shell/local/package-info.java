@NullMarked
package io.capstan.client.shell.local;

import org.jspecify.annotations.NullMarked;
