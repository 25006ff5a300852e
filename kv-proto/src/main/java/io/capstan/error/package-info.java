/**
 * Why a request was not served, in one table that servers, clients, the shell and the documentation
 * share. Each failure says whether the request certainly did not happen, and whether it may be sent
 * again. Pure: no I/O, clock, thread or randomness.
 */
@NullMarked
package io.capstan.error;

import org.jspecify.annotations.NullMarked;
