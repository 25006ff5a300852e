@NullMarked
package io.capstan.client.shell.demo;

import org.jspecify.annotations.NullMarked;
