package io.capstan.jepsen.lab;

import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * What a seed is given to run with.
 *
 * @param directory empty, and its own; removed when all was as expected, kept otherwise
 * @param progress is told a line for a person, now and then while it takes long
 */
record LabContext(Path directory, Consumer<String> progress) {}
