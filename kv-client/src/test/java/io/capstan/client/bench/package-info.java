@NullMarked
package io.capstan.client.bench;

import org.jspecify.annotations.NullMarked;
