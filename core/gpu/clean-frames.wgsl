// Cleans raw frames: what `core/kernels/frame-cleaner.ts` does with alignment, filter and median reference, within a
// hundredth of a bit, with which a test compares it. Rows are samples, channels lie side by side in them.

struct Facts {
  // Of the stretch: rows, columns of the file, channels of the shape.
  rows: u32,
  columns: u32,
  channels: u32,
  // Rows by which each end is continued, and rows after which a filter has forgotten how it began.
  padding: u32,
  warm: u32,
  // Rows of a stretch that one invocation filters.
  chunk: u32,
  sections: u32,
  taps: u32,
  // What is aligned, filtered forward and wanted: rows [first, end), in the continued stretch.
  alignFirst: i32,
  alignEnd: i32,
  forwardFirst: i32,
  forwardEnd: i32,
  first: i32,
  end: i32,
  columnSamples: u32,
  parts: f32,
  // Frame of the file's at which the stretch begins.
  start: u32,
}

@group(0) @binding(0) var<uniform> facts: Facts;
// Two samples in a word, as in the file.
@group(0) @binding(1) var<storage, read> raw: array<u32>;
@group(0) @binding(2) var<storage, read> columnOf: array<u32>;
// Taps of all channels side by side, tap after tap.
@group(0) @binding(3) var<storage, read> weights: array<f32>;
@group(0) @binding(4) var<storage, read> modes: array<vec4f>;
// What a channel is less of while it is filtered, its first sample; what that comes to in the end.
@group(0) @binding(5) var<storage, read> origins: array<i32>;
@group(0) @binding(6) var<storage, read> bases: array<f32>;
@group(0) @binding(7) var<storage, read_write> aligned: array<f32>;
@group(0) @binding(8) var<storage, read_write> forwarded: array<f32>;
@group(0) @binding(9) var<storage, read_write> frames: array<f32>;
// First channel, members, and how many are referenced, of each group.
@group(0) @binding(10) var<storage, read> groups: array<vec4u>;
@group(0) @binding(11) var<storage, read_write> extremes: array<f32>;
// Parts of a bit in which the medians of eight rows are told.
@group(0) @binding(12) var<storage, read_write> tiers: array<f32>;
// Of each channel where its list of near channels begins and how long it is, then the lists.
@group(0) @binding(13) var<storage, read> nears: array<u32>;

fn sampleAt(row: u32, channel: u32) -> i32 {
  let at = (facts.start + row) * facts.columns + columnOf[channel];
  let word = raw[at >> 1u];
  let bits = select(word & 0xffffu, word >> 16u, (at & 1u) == 1u);
  return (i32(bits << 16u) >> 16u) - origins[channel];
}

@compute @workgroup_size(64)
fn split(@builtin(global_invocation_id) id: vec3u) {
  let channel = id.x;
  let row = facts.alignFirst + i32(id.y);
  if (channel >= facts.channels || row >= facts.alignEnd) { return; }
  let to = id.y * facts.channels + channel;
  if (facts.taps == 0u) {
    aligned[to] = f32(sampleAt(u32(row), channel));
    return;
  }
  let before = i32(facts.taps / 2u) - 1;
  var sum = 0.0;
  for (var k = 0u; k < facts.taps; k++) {
    let at = clamp(row + i32(k) - before, 0, i32(facts.rows) - 1);
    sum += weights[k * facts.channels + channel] * f32(sampleAt(u32(at), channel));
  }
  aligned[to] = sum;
}

fn alignedAt(row: i32, channel: u32) -> f32 {
  return aligned[u32(row - facts.alignFirst) * facts.channels + channel];
}

// Continued by point reflection at both ends.
fn inputAt(row: i32, channel: u32) -> f32 {
  let last = i32(facts.rows) - 1;
  if (row < 0) { return 2.0 * alignedAt(0, channel) - alignedAt(-row, channel); }
  if (row > last) { return 2.0 * alignedAt(last, channel) - alignedAt(2 * last - row, channel); }
  return alignedAt(row, channel);
}

fn forwardAt(row: i32, channel: u32) -> f32 {
  return forwarded[u32(row - facts.forwardFirst) * facts.channels + channel];
}

var<private> x: array<f32, 16>;
var<private> y: array<f32, 16>;

// Every section as if the input had always been the same.
fn rest(input: f32) {
  var u = input;
  for (var i = 0u; i < facts.sections; i++) {
    let states = modes[3u * i + 2u];
    x[i] = states.x * u;
    y[i] = states.y * u;
    u = modes[3u * i].w * u;
  }
}

fn filtered(input: f32) -> f32 {
  var u = input;
  for (var i = 0u; i < facts.sections; i++) {
    let out = modes[3u * i];
    let turn = modes[3u * i + 1u];
    let result = out.x * u + out.y * x[i] + out.z * y[i];
    let next = x[i] - (turn.x * x[i] + turn.z * y[i]) + u;
    y[i] = y[i] - turn.y * y[i] + turn.w * x[i];
    x[i] = next;
    u = result;
  }
  return u;
}

@compute @workgroup_size(64)
fn forward(@builtin(global_invocation_id) id: vec3u) {
  let channel = id.x;
  let begin = facts.forwardFirst + i32(id.y * facts.chunk);
  let end = min(facts.forwardEnd, begin + i32(facts.chunk));
  if (channel >= facts.channels || begin >= end) { return; }
  var row = max(-i32(facts.padding), begin - i32(facts.warm));
  rest(inputAt(row, channel));
  for (; row < begin; row++) { _ = filtered(inputAt(row, channel)); }
  for (; row < end; row++) {
    forwarded[u32(row - facts.forwardFirst) * facts.channels + channel] = filtered(inputAt(row, channel));
  }
}

@compute @workgroup_size(64)
fn backward(@builtin(global_invocation_id) id: vec3u) {
  let channel = id.x;
  let begin = facts.first + i32(id.y * facts.chunk);
  let end = min(facts.end, begin + i32(facts.chunk));
  if (channel >= facts.channels || begin >= end) { return; }
  var row = min(facts.forwardEnd, end + i32(facts.warm)) - 1;
  rest(forwardAt(row, channel));
  for (; row >= end; row--) { _ = filtered(forwardAt(row, channel)); }
  for (; row >= begin; row--) {
    frames[u32(row - facts.first) * facts.channels + channel] = filtered(forwardAt(row, channel)) + bases[channel];
  }
}

// What is filtered forward only, or not at all.
@compute @workgroup_size(64)
fn keep(@builtin(global_invocation_id) id: vec3u) {
  let channel = id.x;
  let row = facts.first + i32(id.y);
  if (channel >= facts.channels || row >= facts.end) { return; }
  frames[id.y * facts.channels + channel] = forwardAt(row, channel) + bases[channel];
}

const mostMembers = 2048u;
var<workgroup> fixed: array<i32, mostMembers>;
var<workgroup> lowerAbove: atomic<u32>;
var<workgroup> upperAbove: atomic<u32>;
var<workgroup> isBeyond: u32;

// The median over the members of a group at a row, in parts of a bit; one workgroup for each.
@compute @workgroup_size(64)
fn reference(@builtin(workgroup_id) place: vec3u, @builtin(local_invocation_index) own: u32) {
  let sharing = groups[place.y];
  let at = place.x * facts.channels + sharing.x;
  let members = sharing.y;
  var parts = facts.parts;
  var twice = 0;
  for (var tier = 0; tier < 3; tier++) {
    for (var k = own; k < members; k += 64u) {
      fixed[k] = i32(clamp(round(frames[at + k] * parts), -32768.0, 32767.0));
    }
    // Of the two middle values the least one that no more than so many are above.
    let lowerRank = members - 1u - (members - 1u) / 2u;
    let upperRank = members - 1u - members / 2u;
    var lowerFrom = -32769;
    var lower = 32767;
    var upperFrom = -32769;
    var upper = 32767;
    for (var halving = 0; halving < 17; halving++) {
      if (own == 0u) {
        atomicStore(&lowerAbove, 0u);
        atomicStore(&upperAbove, 0u);
      }
      workgroupBarrier();
      let lowerMiddle = (lower + lowerFrom) >> 1u;
      let upperMiddle = (upper + upperFrom) >> 1u;
      var aboveLower = 0u;
      var aboveUpper = 0u;
      for (var k = own; k < members; k += 64u) {
        let value = fixed[k];
        aboveLower += select(0u, 1u, value > lowerMiddle);
        aboveUpper += select(0u, 1u, value > upperMiddle);
      }
      atomicAdd(&lowerAbove, aboveLower);
      atomicAdd(&upperAbove, aboveUpper);
      workgroupBarrier();
      if (lower - lowerFrom > 1) {
        if (atomicLoad(&lowerAbove) <= lowerRank) { lower = lowerMiddle; } else { lowerFrom = lowerMiddle; }
      }
      if (upper - upperFrom > 1) {
        if (atomicLoad(&upperAbove) <= upperRank) { upper = upperMiddle; } else { upperFrom = upperMiddle; }
      }
      workgroupBarrier();
    }
    twice = lower + upper;
    if (own == 0u) { isBeyond = select(0u, 1u, parts > 1.0 && (twice >= 65533 || twice <= -65535)); }
    if (workgroupUniformLoad(&isBeyond) == 0u) { break; }
    parts = select(1.0, 16.0, parts > 16.0);
  }
  let median = f32(twice) / (2.0 * parts);
  workgroupBarrier();
  for (var k = own; k < sharing.z; k += 64u) { frames[at + k] -= median; }
}

var<workgroup> most: atomic<u32>;

// In how small parts of a bit all values of eight rows fit into 16 bits; one workgroup for each eight.
@compute @workgroup_size(64)
fn tier(@builtin(workgroup_id) place: vec3u, @builtin(local_invocation_index) own: u32) {
  let rows = min(8u, u32(facts.end - facts.first) - 8u * place.x);
  let at = 8u * place.x * facts.channels;
  var largest = 0.0;
  for (var k = own; k < rows * facts.channels; k += 64u) { largest = max(largest, abs(frames[at + k])); }
  // Of positive numbers the bits have the same order.
  atomicMax(&most, bitcast<u32>(largest));
  workgroupBarrier();
  if (own == 0u) {
    let all = bitcast<f32>(atomicLoad(&most));
    let parts = select(1.0, 16.0, facts.parts > 16.0 && all * 16.0 < 32766.0);
    tiers[place.x] = select(parts, facts.parts, all * facts.parts < 32766.0);
  }
}

// From each channel the median of those near it; one workgroup for each row.
@compute @workgroup_size(64)
fn near(@builtin(workgroup_id) place: vec3u, @builtin(local_invocation_index) own: u32) {
  let at = place.x * facts.channels;
  let parts = tiers[place.x / 8u];
  for (var k = own; k < facts.channels; k += 64u) {
    fixed[k] = i32(clamp(round(frames[at + k] * parts), -32767.0, 32767.0));
  }
  workgroupBarrier();
  for (var channel = own; channel < facts.channels; channel += 64u) {
    let begin = nears[2u * channel];
    let count = nears[2u * channel + 1u];
    let lowerRank = count - 1u - (count - 1u) / 2u;
    let upperRank = count - 1u - count / 2u;
    var lowerFrom = -32769;
    var lower = 32767;
    var upperFrom = -32769;
    var upper = 32767;
    for (var halving = 0; halving < 17; halving++) {
      let lowerMiddle = (lower + lowerFrom) >> 1u;
      let upperMiddle = (upper + upperFrom) >> 1u;
      var aboveLower = 0u;
      var aboveUpper = 0u;
      for (var k = begin; k < begin + count; k++) {
        let value = fixed[nears[k]];
        aboveLower += select(0u, 1u, value > lowerMiddle);
        aboveUpper += select(0u, 1u, value > upperMiddle);
      }
      if (lower - lowerFrom > 1) {
        if (aboveLower <= lowerRank) { lower = lowerMiddle; } else { lowerFrom = lowerMiddle; }
      }
      if (upper - upperFrom > 1) {
        if (aboveUpper <= upperRank) { upper = upperMiddle; } else { upperFrom = upperMiddle; }
      }
    }
    frames[at + channel] -= f32(lower + upper) / (2.0 * parts);
  }
}

// The lowest and the highest value of each column of rows: (columns × channels), then once more.
@compute @workgroup_size(64)
fn envelope(@builtin(global_invocation_id) id: vec3u) {
  let channel = id.x;
  let rows = u32(facts.end - facts.first);
  let columns = (rows + facts.columnSamples - 1u) / facts.columnSamples;
  if (channel >= facts.channels || id.y >= columns) { return; }
  let begin = id.y * facts.columnSamples;
  var lowest = frames[begin * facts.channels + channel];
  var highest = lowest;
  for (var row = begin + 1u; row < min(rows, begin + facts.columnSamples); row++) {
    let value = frames[row * facts.channels + channel];
    lowest = min(lowest, value);
    highest = max(highest, value);
  }
  extremes[id.y * facts.channels + channel] = lowest;
  extremes[(columns + id.y) * facts.channels + channel] = highest;
}
