@NullMarked
package io.capstan.client.shell.admin;

import org.jspecify.annotations.NullMarked;
