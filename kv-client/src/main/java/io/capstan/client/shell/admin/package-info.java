/** The commands for operators: keyspaces, and the comparison of what the replicas hold. */
@NullMarked
package io.capstan.client.shell.admin;

import org.jspecify.annotations.NullMarked;
