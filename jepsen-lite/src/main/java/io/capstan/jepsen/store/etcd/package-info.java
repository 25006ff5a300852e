/**
 * etcd as a store under test: processes of Debian's etcd-server, and clients of their JSON gateway.
 * What etcd says is taken as its documentation and its source have it: which refusals are certain,
 * and what each kind of read promises.
 */
@NullMarked
package io.capstan.jepsen.store.etcd;

import org.jspecify.annotations.NullMarked;
