package io.capstan.client.shell.bulk;

/** Makes rows of records. Pure. */
@FunctionalInterface
interface RowMaker {
  LoadedLine rowOf(TextRecord record);
}
