import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countUnits, idsToPositions } from '../../core/kernels/group-by-unit.ts';
import { SpikeTally, type StoredSpikes } from '../../core/kernels/spike-tally.ts';
import {
  addTemplateUses,
  countIntervals,
  listTemplateUses,
  noTemplateUses,
} from '../../core/kernels/unit-statistics.ts';

const limit = 12;
const bins = { width: 700, count: 9 };
const room = { blockSpikes: 64, capacity: 512 };

/** The same numbers every time, in [0, 1). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Bursts and gaps, spikes behind the last bin, and units with several templates. */
function randomSpikes(count: number) {
  const random = seeded(count);
  let time = -40;
  const times = Float64Array.from({ length: count }, () => {
    time += Math.floor(60 * random() ** 4);
    return time;
  });
  const ids = Int32Array.from({ length: count }, () => [7, 3, 511, 0, 20][Math.floor(5 * random())]!);
  const templates = ids.map((id) => (random() < 0.2 ? 4 + Math.floor(3 * random()) : id));
  const amplitudes = Float32Array.from({ length: count }, () => 10 * random());
  return { times, ids, templates, amplitudes };
}

type Spikes = ReturnType<typeof randomSpikes>;

const wide = (values: ArrayLike<number>) => BigInt64Array.from(Array.from(values, BigInt));
const bytesOf = (values: ArrayBufferView) =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength);

/** Everything in blocks, stored as told. */
function tallied(spikes: Spikes, stored: StoredSpikes) {
  const tally = SpikeTally.create(stored, room, limit, bins)!;
  const times: number[] = [];
  const ids: number[] = [];
  for (let start = 0; start < spikes.times.length; start += room.blockSpikes) {
    const end = Math.min(spikes.times.length, start + room.blockSpikes);
    const { block } = tally;
    const whole = (values: Int32Array, bytes: number) =>
      bytesOf(bytes === 8 ? wide(values.subarray(start, end)) : values.slice(start, end));
    block.times.set(bytesOf(wide(spikes.times.subarray(start, end))));
    block.ids.set(whole(spikes.ids, stored.ids.bytes));
    if (stored.templates) block.templates.set(whole(spikes.templates, stored.templates.bytes));
    const amplitudes = spikes.amplitudes.slice(start, end);
    block.amplitudes.set(
      bytesOf(stored.amplitudes?.bytes === 8 ? Float64Array.from(amplitudes) : amplitudes),
    );
    const added = tally.add(end - start);
    if (!added) return null;
    times.push(...added.samples);
    ids.push(...added.ids);
  }
  return { times, ids, ...tally.result() };
}

/** The same by the kernels that go through whole arrays. */
function counted({ times, ids, templates, amplitudes }: Spikes, stored: StoredSpikes) {
  const { units, offsets } = countUnits(ids);
  const unitOf = idsToPositions(ids.slice(), units);
  const uses = noTemplateUses(units.length);
  if (stored.templates)
    addTemplateUses(uses, unitOf, 0, templates, stored.amplitudes ? amplitudes : undefined);
  return {
    times: [...times],
    ids: [...ids],
    units,
    offsets,
    ...countIntervals(times, unitOf, units.length, limit, bins),
    templates: listTemplateUses(uses),
  };
}

const four = { bytes: 4, isSigned: true } as const;
const eight = { bytes: 8, isSigned: true } as const;
const signed = { isSigned: true };

test('one pass over the bytes of blocks counts what the passes over whole arrays count', () => {
  const ways: StoredSpikes[] = [
    { times: signed, ids: four, templates: four, amplitudes: { bytes: 4 } },
    { times: signed, ids: eight, templates: eight, amplitudes: { bytes: 8 } },
    { times: signed, ids: four, templates: eight, amplitudes: null },
    { times: signed, ids: eight, templates: null, amplitudes: { bytes: 4 } },
  ];
  for (const stored of ways)
    for (const count of [1, 64, 1000]) {
      const spikes = randomSpikes(count);
      const told = tallied(spikes, stored);
      assert.deepEqual(told, counted(spikes, stored));
      if (count < 1000) continue;
      assert.ok(told!.shortIntervals.every((short) => short > 0));
      assert.equal(
        told!.templates.some((uses) => uses.length > 2),
        stored.templates !== null,
      );
    }
});

test('what cannot be counted in one pass is refused', () => {
  const stored: StoredSpikes = { times: signed, ids: four, templates: four, amplitudes: { bytes: 4 } };
  const refused = (change: (spikes: Spikes) => void, how = stored) => {
    const spikes = randomSpikes(200);
    assert.ok(tallied(spikes, stored));
    change(spikes);
    return tallied(spikes, how) === null;
  };
  assert.ok(refused(({ times }) => times.fill(times[149]!, 150, 151).fill(times[149]! - 1, 151)));
  assert.ok(!refused(({ times }) => times.fill(times[149]!, 150)), 'spikes on one sample');
  assert.ok(refused(({ times }) => times.fill(2 ** 53, 199)));
  assert.ok(refused(({ ids }) => ids.fill(512, 70, 71)));
  assert.ok(refused(({ ids }) => ids.fill(-1, 70, 71)));
  assert.ok(refused(({ ids }) => ids.fill(-1, 70, 71), { ...stored, ids: eight }));
  assert.ok(refused(({ templates }) => templates.fill(-1, 0, 1)));
  // Negative times in an unsigned file are numbers beyond what is exact.
  assert.ok(refused(() => {}, { ...stored, times: { isSigned: false } }));
});
