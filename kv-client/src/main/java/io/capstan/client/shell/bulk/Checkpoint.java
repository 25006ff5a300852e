package io.capstan.client.shell.bulk;

/**
 * How far a load is, and which load it is.
 *
 * @param file as it was when the checkpoint was written, up to the progress's position
 */
record Checkpoint(Target target, Fingerprint file, LoadProgress progress) {
  /**
   * Where the rows go, and how they are made.
   *
   * @param cluster its id
   * @param incarnation the keyspace's
   * @param options all that decide what rows a file has
   */
  record Target(String cluster, String keyspace, int incarnation, String options) {
    /** How a load to this target is not one to the other, in words; empty: it is. */
    String differenceFrom(Target other) {
      if (!cluster.equals(other.cluster)) {
        return "into cluster " + cluster + ", and this is " + other.cluster;
      }
      if (!keyspace.equals(other.keyspace)) {
        return "into keyspace " + keyspace;
      }
      if (incarnation != other.incarnation) {
        return "into a keyspace " + keyspace + " that was dropped";
      }
      return options.equals(other.options)
          ? ""
          : "with other options: " + options + ", now " + other.options;
    }
  }
}
