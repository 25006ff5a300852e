#!/usr/bin/env bash
# Runs the benchmark harness against a fresh three-node Capstan on this machine. Compiles the adapter
# beside it (bench/), which the build does not: it needs the harness.
#
#   deploy/bench/run.sh HARNESS LABEL CASES [harness options…]
#
#   HARNESS  the built harness (its folders core/ and the script bench.sh)
#   LABEL    what the results are called; --prop level=session and the like go at the end
#   CASES    getPercent:valueBytes:uniform|zipf:inFlight,…
#
# SHARDS (default 1) STRONG shards; HEAP (default 1g) of each server; BASE_PORT (default 7400);
# SET, words like "--set raft-read-mode=barrier" for kv up; DATA (default ${TMPDIR:-/tmp}/kv-bench);
# PRIO (default -8), the nice value of the servers' scheduling groups where Linux has them and this
# is root; 0 leaves them alone. KEYSPACE_CREATE, words like "grouped --mode eventual", makes a
# keyspace first (kv keyspace create).
set -euo pipefail
home=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
[ $# -ge 3 ] || { sed -n '2,16s/^# \{0,1\}//p' "$0" >&2; exit 2; }
harness=$(cd "$1" && pwd)
label=$2
cases=$3
shift 3

export DATA=${DATA:-${TMPDIR:-/tmp}/kv-bench} KV_NO_BUILD=1
base=${BASE_PORT:-7400}
lib=$home/deploy/target/dist/lib
classes=$home/target/bench-adapter
export KV_HOME=$DATA/capstan
mkdir -p "$classes" "$DATA"
javac -d "$classes" -cp "$harness/core/target/classes:$lib/*" \
  "$home/deploy/bench/bench/capstan/CapstanAdapter.java"

rm -rf "$KV_HOME"
trap '"$home/kv" down >/dev/null' EXIT
# shellcheck disable=SC2086 # SET holds words
"$home/kv" up --base-port "$base" --strong-shards "${SHARDS:-1}" --heap "${HEAP:-1g}" ${SET:-}
# shellcheck disable=SC2086 # so does KEYSPACE_CREATE
[ -z "${KEYSPACE_CREATE:-}" ] || "$home/kv" keyspace create $KEYSPACE_CREATE
for pid in "$KV_HOME"/n*/pid; do
  [ "${PRIO:--8}" = 0 ] ||
    { echo "${PRIO:--8}" >"/proc/$(cat "$pid")/autogroup"; } 2>/dev/null || true
  cat "$pid"
done >"$KV_HOME/pids"
ADAPTER_CLASS=bench.capstan.CapstanAdapter ADAPTER_CP="$classes:$lib/*" \
  "$harness/bench.sh" custom capstan "$label" "$cases" \
  --prop "seeds=127.0.0.1:$base,127.0.0.1:$((base + 1)),127.0.0.1:$((base + 2))" "$@"
