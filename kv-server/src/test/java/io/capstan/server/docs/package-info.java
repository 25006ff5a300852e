/** Pages under docs/ that are generated from the code, and the check that they still agree. */
@NullMarked
package io.capstan.server.docs;

import org.jspecify.annotations.NullMarked;
