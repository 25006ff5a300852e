/** What clients ask of a store, seeded, and how the answers are judged. Pure. */
@NullMarked
package io.capstan.jepsen.workload;

import org.jspecify.annotations.NullMarked;
