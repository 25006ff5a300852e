@NullMarked
package io.capstan.faults;

import org.jspecify.annotations.NullMarked;
