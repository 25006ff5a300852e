package io.capstan.server.core;

import com.google.protobuf.ByteString;
import io.capstan.log.v1.WriteOutcome;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one batch led to.
 *
 * @param outcome what its sender is told
 * @param effects the last effect on each key, in the order in which the keys were first written;
 *     empty when the batch was not applied
 */
public record BatchApplied(WriteOutcome outcome, Map<ByteString, Effect> effects) {
  public BatchApplied {
    effects = Collections.unmodifiableMap(new LinkedHashMap<>(effects));
  }
}
