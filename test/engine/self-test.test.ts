import assert from 'node:assert/strict';
import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { catalogue } from '../../core/analyses/catalogue.ts';
import { Engine } from '../../core/engine/engine.ts';
import { selfTest } from '../../core/engine/self-test.ts';
import { truths } from '../../core/engine/self-test-truths.ts';
import { mergedRecording, probesOf } from '../merged.ts';
import { ownRecording, recordingFixture } from '../synthetic.ts';

const engine = new Engine({ threads: 0 });

test('every command passes on a recording that has everything', async () => {
  const folder = await recordingFixture();
  const told: string[] = [];
  const checks = await selfTest(engine, folder, {
    onCheck: (name, check) => void told.push(check ? `${name} done` : name),
  });
  assert.deepEqual(
    checks.map(({ name }) => name),
    catalogue.map(({ id }) => id),
  );
  assert.deepEqual(
    checks.filter(({ ok }) => !ok),
    [],
  );
  assert.deepEqual(
    checks.filter(({ message }) => message !== undefined),
    [],
    'nothing is left out',
  );
  assert.ok(checks.every(({ secondsElapsed }) => secondsElapsed > 0));
  assert.deepEqual(told.slice(0, 3), ['metadata', 'metadata done', 'units']);
});

test('without its raw file a recording passes, and says which commands were left out and why', async () => {
  const folder = await ownRecording();
  try {
    for (const name of readdirSync(folder)) if (name.endsWith('.bin')) rmSync(path.join(folder, name));
    const checks = await selfTest(engine, folder);
    assert.ok(
      checks.every(({ ok }) => ok),
      JSON.stringify(checks.filter(({ ok }) => !ok)),
    );
    const waveforms = checks.find(({ name }) => name === 'waveforms');
    assert.match(waveforms?.message ?? '', /^left out: .*raw data of imec0\.ap/);
    assert.equal(checks.find(({ name }) => name === 'correlogram')?.message, undefined);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('what is wrong with a result is said', () => {
  const said = (id: string, result: unknown) => (truths[id] as (result: unknown) => string | null)(result);
  assert.match(
    said('spike-train', { unit: '7', samples: [1, 5, 4] }) ?? '',
    /unit 7: spike times do not ascend/,
  );
  const lagsMs = [-1, 0, 1];
  assert.equal(said('correlogram', { units: ['1'], lagsMs, values: [[[2, 0, 2]]] }), null);
  assert.match(said('correlogram', { units: ['1'], lagsMs, values: [[[2, 0, 3]]] }) ?? '', /not symmetric/);
  const stream = { id: 'imec0.ap', sampleCount: 30_000, sampleRateHz: 30_000 };
  assert.equal(said('metadata', { streams: [{ ...stream, durationS: 1 }] }), null);
  assert.match(said('metadata', { streams: [{ ...stream, durationS: 2 }] }) ?? '', /imec0\.ap: samples over/);
  assert.match(
    said('units', { units: [{ id: '1', spikeCount: 3, rateHz: 0 }] }) ?? '',
    /unit 1: spikes and rate/,
  );
});

const presets = [
  ['four shanks', { preset: 'glx-2.0', seconds: 6 }],
  ['Open Ephys', { preset: 'oe', seconds: 6, channels: 48 }],
  ['one probe of a pair', { preset: 'merge', seconds: 6, channels: 16 }],
] as const;
for (const [name, knobs] of presets)
  test(`every command passes on ${name}`, async () => {
    const folder = await recordingFixture({ ...knobs, lf: false });
    const place = knobs.preset === 'merge' ? probesOf(folder)[0] : folder;
    assert.deepEqual(
      (await selfTest(engine, place)).filter(({ ok }) => !ok),
      [],
    );
  });

test('every command passes on a merged recording', async () => {
  const { folder, merged } = await mergedRecording();
  try {
    const checks = await selfTest(engine, merged);
    assert.deepEqual(
      checks.filter(({ ok }) => !ok),
      [],
    );
    // Waveforms are read from the probes, events from the first one's sync line.
    for (const each of ['waveforms', 'psth', 'correlogram', 'templates'])
      assert.equal(checks.find(({ name }) => name === each)?.message, undefined, each);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
