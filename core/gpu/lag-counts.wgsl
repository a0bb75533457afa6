// Counts of forward lags: what `core/kernels/pair-counts.ts` returns, with which a test compares it count by count.
// One invocation for each spike to count from and each unit to count to.

struct Facts {
  units: u32,
  columns: u32,
  lags: u32,
  first: u32,
  last: u32,
}

@group(0) @binding(0) var<storage, read> times: array<u32>;
@group(0) @binding(1) var<storage, read> starts: array<u32>;
@group(0) @binding(2) var<storage, read> bins: array<u32>;
@group(0) @binding(3) var<storage, read_write> low: array<atomic<u32>>;
@group(0) @binding(4) var<storage, read_write> high: array<atomic<u32>>;
@group(0) @binding(5) var<uniform> facts: Facts;

// The first position in [begin, end) whose value is `value` or more.
fn lowerBound(begin: u32, end: u32, value: u32) -> u32 {
  var a = begin;
  var b = end;
  while (a < b) {
    let middle = (a + b) >> 1u;
    if (times[middle] < value) { a = middle + 1u; } else { b = middle; }
  }
  return a;
}

// The unit a spike belongs to: the last that begins at or before it and is not empty.
fn unitOf(spike: u32) -> u32 {
  var a = 0u;
  var b = facts.units;
  while (a < b) {
    let middle = (a + b) >> 1u;
    if (starts[middle + 1u] <= spike) { a = middle + 1u; } else { b = middle; }
  }
  return a;
}

@compute @workgroup_size(64)
fn count(@builtin(global_invocation_id) id: vec3u) {
  let spike = facts.first + id.x;
  let other = id.y;
  if (spike >= facts.last) { return; }
  let unit = unitOf(spike);
  let time = times[spike];
  let end = starts[other + 1u];
  // Of spikes on one sample the earlier unit's count as the first.
  var next = spike + 1u;
  if (other > unit) { next = lowerBound(starts[other], end, time); }
  if (other < unit) { next = lowerBound(starts[other], end, time + 1u); }
  let row = (unit * facts.units + other) * facts.columns;
  while (next < end) {
    let lag = times[next] - time;
    if (lag >= facts.lags) { break; }
    let cell = row + bins[lag];
    // A counter that returns to 0 has counted 2^32.
    if (atomicAdd(&low[cell], 1u) == 0xffffffffu) { atomicAdd(&high[cell], 1u); }
    next++;
  }
}
