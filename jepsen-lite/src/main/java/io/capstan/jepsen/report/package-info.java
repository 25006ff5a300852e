/** What a run showed, for people and for machines. */
@NullMarked
package io.capstan.jepsen.report;

import org.jspecify.annotations.NullMarked;
