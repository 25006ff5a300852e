/** Where log events go: files of JSON lines for tools, plain lines on the console for people. */
@NullMarked
package io.capstan.server.logging;

import org.jspecify.annotations.NullMarked;
