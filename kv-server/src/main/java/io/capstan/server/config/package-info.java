/**
 * What an operator may set, as data: each setting is declared once, with its type, default and
 * reason, and the command line, the environment, the file, {@code --help} and docs/configuration.md
 * all follow from that declaration. The rest of the server sees one immutable record per concern
 * and never a key or a text.
 */
@NullMarked
package io.capstan.server.config;

import org.jspecify.annotations.NullMarked;
