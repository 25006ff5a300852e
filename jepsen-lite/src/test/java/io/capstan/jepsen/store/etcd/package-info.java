/** Tests of the package. */
@NullMarked
package io.capstan.jepsen.store.etcd;

import org.jspecify.annotations.NullMarked;
