package io.capstan.client;

import com.google.protobuf.ByteString;
import io.capstan.client.routing.ClusterView;
import io.capstan.client.routing.Target;
import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.limits.Limits;
import io.capstan.v1.BatchGet;
import io.capstan.v1.BatchWrite;
import io.capstan.v1.CompareAndSet;
import io.capstan.v1.Delete;
import io.capstan.v1.Get;
import io.capstan.v1.Increment;
import io.capstan.v1.Operation;
import io.capstan.v1.OperationHeader;
import io.capstan.v1.Put;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What callers pass, as the protocol writes it; limits are checked here, before anything is sent.
 */
final class Operations {
  private Operations() {}

  static OperationHeader header(String keyspace, RequestOptions options) {
    Level level = options.level();
    return OperationHeader.newBuilder()
        .setKeyspace(keyspace)
        .setLevel(level.kind().proto())
        .setMaxStalenessMillis(
            (int) level.maxStaleness().map(d -> d.toMillis()).orElse(0L).longValue())
        .setWantReceipt(options.receipt())
        .setQuorum(options.quorum().proto())
        .build();
  }

  static Operation get(ByteString key) {
    Limits.checkKey(key.size());
    return Operation.newBuilder().setGet(Get.newBuilder().setKey(key)).build();
  }

  static Operation put(ByteString key, ByteString value, Duration ttl) {
    return Operation.newBuilder().setPut(putOf(key, value, ttl)).build();
  }

  static Operation delete(ByteString key) {
    return Operation.newBuilder().setDelete(deleteOf(key)).build();
  }

  static Operation compareAndSet(
      ByteString key, Expected expected, Optional<ByteString> value, Duration ttl) {
    return Operation.newBuilder().setCompareAndSet(casOf(key, expected, value, ttl)).build();
  }

  static Operation increment(ByteString key, long delta) {
    return Operation.newBuilder().setIncrement(incrementOf(key, delta)).build();
  }

  static Operation batchGet(List<ByteString> keys) {
    Limits.checkBatch(keys.size());
    keys.forEach(key -> Limits.checkKey(key.size()));
    return Operation.newBuilder().setBatchGet(BatchGet.newBuilder().addAllKeys(keys)).build();
  }

  static Operation batchWrite(List<WriteOp> writes) {
    Limits.checkBatch(writes.size());
    List<BatchWrite.Write> parts = writes.stream().map(Operations::writeOf).toList();
    Limits.checkFrame(parts.stream().mapToInt(BatchWrite.Write::getSerializedSize).sum());
    BatchWrite.Builder batch = BatchWrite.newBuilder().addAllWrites(parts);
    return Operation.newBuilder().setBatchWrite(batch).build();
  }

  /**
   * The shard of all the keys; CROSS_SHARD when there are several. Of an EVENTUAL keyspace the
   * first key's slice, where the batch is refused by name.
   */
  static Target oneTarget(ClusterView view, String keyspace, List<ByteString> keys) {
    if (view.isEventual(keyspace)) {
      return view.targetOf(keyspace, keys.get(0));
    }
    int[] shards = keys.stream().mapToInt(view::shardOf).distinct().toArray();
    if (shards.length > 1) {
      throw CapstanException.of(
          Failure.CROSS_SHARD,
          "the batch's "
              + keys.size()
              + " keys live in "
              + shards.length
              + " shards, and a batch is atomic in one shard only; send one batch for each shard,"
              + " or the writes one by one");
    }
    return Target.shard(shards[0]);
  }

  private static BatchWrite.Write writeOf(WriteOp write) {
    BatchWrite.Write.Builder builder = BatchWrite.Write.newBuilder();
    if (write instanceof WriteOp.Put put) {
      builder.setPut(putOf(put.key(), put.value(), put.ttl()));
    } else if (write instanceof WriteOp.Delete delete) {
      builder.setDelete(deleteOf(delete.key()));
    } else if (write instanceof WriteOp.CompareAndSet cas) {
      builder.setCompareAndSet(casOf(cas.key(), cas.expected(), cas.value(), cas.ttl()));
    } else if (write instanceof WriteOp.Increment increment) {
      builder.setIncrement(incrementOf(increment.key(), increment.delta()));
    } else {
      throw new AssertionError(write);
    }
    return builder.build();
  }

  private static Put putOf(ByteString key, ByteString value, Duration ttl) {
    Limits.checkKey(key.size());
    Limits.checkValue(value.size());
    return Put.newBuilder().setKey(key).setValue(value).setTtlMillis(ttlMillis(ttl)).build();
  }

  /** In whole milliseconds; less than one is not taken for none, which would be for ever. */
  private static long ttlMillis(Duration ttl) {
    long millis = TimeUnit.MILLISECONDS.convert(ttl);
    long known = millis == 0 ? Integer.signum(ttl.compareTo(Duration.ZERO)) : millis;
    Limits.checkTtl(known);
    return known;
  }

  private static Delete deleteOf(ByteString key) {
    Limits.checkKey(key.size());
    return Delete.newBuilder().setKey(key).build();
  }

  private static CompareAndSet casOf(
      ByteString key, Expected expected, Optional<ByteString> value, Duration ttl) {
    Limits.checkKey(key.size());
    value.ifPresent(bytes -> Limits.checkValue(bytes.size()));
    CompareAndSet.Builder cas = CompareAndSet.newBuilder().setKey(key).setTtlMillis(ttlMillis(ttl));
    if (expected instanceof Expected.Version version) {
      cas.setVersion(version.version());
    } else {
      cas.setAbsent(true);
    }
    value.ifPresentOrElse(cas::setValue, () -> cas.setDelete(true));
    return cas.build();
  }

  private static Increment incrementOf(ByteString key, long delta) {
    Limits.checkKey(key.size());
    return Increment.newBuilder().setKey(key).setDelta(delta).build();
  }
}
