import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { Engine } from '../../core/engine/engine.ts';
import type { RecordingKnobs } from '../../core/synthetic/knobs.ts';
import { type Golden, goldens } from '../golden.ts';
import { recordingFixture } from '../synthetic.ts';

const engine = new Engine({ threads: 0 });

interface Line {
  onsetSamples: number[];
  offsetSamples: number[];
  onsetsS: number[];
  offsetsS: number[];
}
async function linesOf(dataset: string, stream?: string, params = {}): Promise<Record<string, Line>> {
  const run = await engine.run({
    dataset,
    analysis: 'sync',
    units: [],
    params,
    cache: 'off',
    ...(stream === undefined ? {} : { stream }),
  });
  return (run.analysis.toJson(run.result, run.params) as { lines: Record<string, Line> }).lines;
}

/** Ours is one sample later than npyx's, whose index is that of the last sample before the edge (D22). */
function assertOneSampleLater(lines: Record<string, Line>, golden: Golden, sampleRateHz?: number): void {
  for (const edge of ['onset', 'offset'] as const) {
    const output = golden.outputs?.find(({ name }) => name === `${edge}s`);
    const value = (output?.value ?? {}) as Record<string, number[]>;
    for (const [line, theirs] of Object.entries(value)) {
      const ours = lines[line]?.[`${edge}Samples`];
      const samples = theirs.map((time) => (sampleRateHz ? Math.round(time * sampleRateHz) : time) + 1);
      assert.deepEqual(ours, samples, `${golden.id}: ${edge}s of line ${line}`);
      for (const [i, second] of (lines[line]?.[`${edge}sS`] ?? []).entries())
        assert.equal(second, (ours?.[i] as number) / (sampleRateHz ?? 30000));
    }
  }
  assert.deepEqual(
    Object.keys(lines),
    Object.keys((golden.outputs?.[0]?.value ?? {}) as object).sort((a, b) => Number(a) - Number(b)),
  );
}

test('edges are those of npyx one sample later (D22), on a 1.0 probe and on four shanks', async () => {
  const cases: readonly (readonly [string, string, Partial<RecordingKnobs>])[] = [
    ['glx-1.0-c32', 'get_npix_sync.highpass.samples', { preset: 'glx-1.0', seconds: 12, channels: 32 }],
    ['merge', 'probe0.get_npix_sync.samples', { preset: 'merge' }],
    ['merge', 'probe1.get_npix_sync.samples', { preset: 'merge' }],
  ];
  for (const [recording, id, knobs] of cases) {
    const golden = goldens(recording, 'get_npix_sync').find((entry) => entry.id === id) as Golden;
    const folder = String(golden.args['dp']).replace('<dp>', await recordingFixture(knobs));
    assertOneSampleLater(await linesOf(folder), golden);
  }
});

test('edges of every generation of probe and sorting are those of npyx one sample later', async () => {
  for (const golden of goldens('formats', 'get_npix_sync')) {
    if (golden.raises) continue;
    const knobs = golden.args['knobs'] as Partial<RecordingKnobs>;
    assertOneSampleLater(await linesOf(await recordingFixture(knobs)), golden, 30000);
  }
});

test('the events of both generations of Open Ephys are the planted ones, from the raw file’s first sample', async () => {
  for (const phase of ['0.6', '0.5']) {
    const dataset = await recordingFixture({
      preset: 'oe',
      phase,
      seconds: 3,
      channels: 24,
      units: 6,
      lf: false,
    });
    const lines = await linesOf(dataset);
    const truth = JSON.parse(readFileSync(path.join(dataset, 'ground_truth.json'), 'utf8')) as {
      recordings: { sync: { line?: number; on: number[]; off: number[] }; events: { on: number[] } }[];
    };
    assert.deepEqual(Object.keys(lines), ['1', '3'], phase);
    const { sync, events } = truth.recordings[0]!;
    assert.deepEqual(lines['1']?.onsetSamples, sync.on, phase);
    assert.deepEqual(lines['1']?.offsetSamples, sync.off, phase);
    assert.deepEqual(lines['3']?.onsetSamples, events.on, phase);
  }
});
