import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Engine } from '../../core/engine/engine.ts';
import { engineService } from '../../core/engine/engine-service.ts';
import { streamClocks } from '../../core/engine/stream-clocks.ts';
import type { Dataset } from '../../core/model/dataset.ts';
import { timeMap, toMainTime, toOwnTime } from '../../webviews/traces/stream-clock.ts';
import { recordingFixture } from '../synthetic.ts';

const stream = (id: string, sampleRateHz: number, isProbe = true) => ({
  id,
  sampleRateHz,
  probe: isProbe ? {} : null,
});
const dataset = {
  streams: [
    stream('imec0.ap', 30_000),
    stream('imec0.lf', 2500),
    stream('imec1.ap', 30_000.2),
    stream('imec1.lf', 2500.1),
    stream('nidq', 25_000, false),
  ],
} as unknown as Pick<Dataset, 'streams'>;
const fitted = {
  referenceStream: 'imec0.ap',
  clocks: [
    {
      stream: 'imec1.ap',
      a: 30_000 / 30_000.2,
      bSamples: 15_000,
      line: '6',
      eventCount: 100,
      medianResidualUs: 12,
    },
  ],
} as unknown as Parameters<typeof streamClocks>[1];

test('bands of a probe share its clock, fitted or not, and what shares no pulse says so', () => {
  const clocks = new Map(
    streamClocks(dataset, fitted, 'no shared pulses').map((clock) => [clock.stream, clock]),
  );
  assert.deepEqual(
    ['imec0.ap', 'imec0.lf', 'nidq'].map((id) => [clocks.get(id)!.a, clocks.get(id)!.bS]),
    [
      [1, 0],
      [1, 0],
      [1, 0],
    ],
  );
  for (const id of ['imec1.ap', 'imec1.lf']) {
    assert.ok(Math.abs(clocks.get(id)!.a - 1) < 1e-9);
    assert.equal(clocks.get(id)!.bS, 0.5);
    assert.match(clocks.get(id)!.message, /aligned with imec0\.ap by line 6, 100 pulses/);
  }
  assert.match(clocks.get('nidq')!.message, /not aligned with imec0\.ap: no shared pulses/);
});

test('a moment goes to the clock of another stream and back', () => {
  const main = { stream: 'a', a: 1.0001, bS: 0.25, message: '' };
  const own = { stream: 'b', a: 0.9999, bS: -3, message: '' };
  const map = timeMap(main, own);
  const view = { startS: 100, spanS: 2, firstRow: 0, rowCount: 1 };
  const seen = toOwnTime(map, view);
  // Both are the same moment of the reference.
  assert.ok(Math.abs(main.a * 100 + main.bS - (own.a * seen.startS + own.bS)) < 1e-9);
  const back = toMainTime(map, { ...view, ...seen });
  assert.ok(Math.abs(back.startS - 100) < 1e-9 && Math.abs(back.spanS - 2) < 1e-12);
  assert.deepEqual(timeMap(undefined, own), { a: 1, bS: 0 });
});

test('the streams of a recording are put on one clock by the pulses that they share', async () => {
  const service = engineService(new Engine({ threads: 0, cache: { maxBytes: 1 } }));
  const clocks = await service.streamClocks(
    { dataset: await recordingFixture() },
    { signal: new AbortController().signal, progress() {} },
  );
  assert.ok(clocks.length >= 2);
  for (const { stream, a, bS, message } of clocks) {
    assert.ok(Math.abs(a - 1) < 1e-3 && Math.abs(bS) < 1, `${stream}: ${a}, ${bS}, ${message}`);
    assert.doesNotMatch(message, /not aligned/);
  }
});
