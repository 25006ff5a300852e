@NullMarked
package io.capstan.client.shell.bulk;

import org.jspecify.annotations.NullMarked;
