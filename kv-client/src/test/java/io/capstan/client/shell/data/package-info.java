@NullMarked
package io.capstan.client.shell.data;

import org.jspecify.annotations.NullMarked;
