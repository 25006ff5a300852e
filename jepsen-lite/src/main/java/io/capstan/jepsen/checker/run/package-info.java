/**
 * What a whole run was worth: whether enough happened in it to tell anything, and how many of its
 * requests were served, how fast. Pure.
 */
@NullMarked
package io.capstan.jepsen.checker.run;

import org.jspecify.annotations.NullMarked;
