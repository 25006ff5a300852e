package io.capstan.jepsen.analyze;

import com.fasterxml.jackson.core.JsonGenerator;
import io.capstan.jepsen.checker.Verdict;
import java.io.IOException;
import java.io.PrintStream;

/** What was found in a history, ready to print. */
sealed interface Found permits Analysis, LaneAnalyses {
  Verdict verdict();

  void print(PrintStream out);

  /** Writes the fields of an object. */
  void write(JsonGenerator json) throws IOException;
}
