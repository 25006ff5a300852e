package io.capstan.session;

/**
 * A key of an EVENTUAL keyspace, as a token names it.
 *
 * @param incarnation which life of which keyspace
 * @param keyHash the key's token; two keys that share one share a floor, which is safe
 */
record KeyId(int incarnation, long keyHash) implements Comparable<KeyId> {
  @Override
  public int compareTo(KeyId other) {
    int order = Integer.compareUnsigned(incarnation, other.incarnation);
    return order != 0 ? order : Long.compareUnsigned(keyHash, other.keyHash);
  }
}
