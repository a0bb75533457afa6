import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { UnitMatched } from '../../core/analyses/matched-waveforms-params.ts';
import { Engine } from '../../core/engine/engine.ts';
import { assertNear, goldens, numbersOf } from '../golden.ts';
import { recordingFixture } from '../synthetic.ts';

const engine = new Engine({ threads: 0 });

/** npyx's arguments by our names; where npyx gives its limit of shifts to the range of channels (D59), so do we here. */
const ours: Readonly<Record<string, (value: unknown) => Record<string, unknown>>> = {
  do_shift_match: (value) => ({ matchShifts: value }),
  use_average_peakchan: (value) => ({ driftTo: value ? 'template' : 'mode' }),
  subselect_max_template: (value) => ({ mostUsedTemplate: value }),
  n_waves_to_average: (value) => ({ averageCount: value }),
  n_waveforms_per_batch: (value) => ({ batchSize: value }),
  n_waves_used_for_matching: (value) => ({ matchCount: value }),
};

/** Where a tie falls on the edge of the batches taken; the oracle's note then allows 2 µV. */
const tied = new Set(
  ['default', 'nomatch', 'n200', 'batch5'].map((variant) => `glx-1.0 wvf_dsmatch.16.${variant}`),
);

const recordings = {
  'glx-1.0-c32': undefined,
  'glx-1.0': { preset: 'glx-1.0', lf: false },
  'glx-2.0': { preset: 'glx-2.0', lf: false },
} as const;

for (const [recording, knobs] of Object.entries(recordings))
  for (const golden of goldens(recording, 'wvf_dsmatch'))
    test(`${recording} ${golden.id}: npyx's waveform from npyx's batches`, async () => {
      const { dp: _, u, ...args } = golden.args;
      const params = Object.assign({}, ...Object.entries(args).map(([name, value]) => ours[name]!(value)));
      const { result } = await engine.run({
        dataset: await recordingFixture(knobs),
        analysis: 'matched-waveforms',
        units: [String(u)],
        params,
        cache: 'off',
      });
      const [matched] = result as UnitMatched[];
      const { columns, meanUv, peak, afterAmplitude, batchAmplitudesUv } = matched!;
      const theirs = numbersOf(golden, 'third return value');
      // Batches of one amplitude come in npyx in the order of an unstable sort: then others of the same amplitude.
      const amplitudes = (batches: Iterable<number>) =>
        Array.from(batches, (batch) => batchAmplitudesUv[batch]!).sort((a, b) => a - b);
      assert.deepEqual(amplitudes(afterAmplitude), amplitudes(theirs));
      const isTied = afterAmplitude.some((batch, i) => batch !== theirs[i]);
      assert.equal(isTied, tied.has(`${recording} ${golden.id}`));
      assert.equal(columns[peak], numbersOf(golden, 'peak_channel')[0]);
      const width = columns.length;
      const [from, to] = numbersOf(golden, 'channels kept');
      const ownWaveform = meanUv.filter((_, i) => i % width >= from! && i % width < to!);
      const tolerance = isTied ? { abs: 2, rel: 0 } : golden.tolerance;
      assertNear(ownWaveform, { ...golden, tolerance }, numbersOf(golden, 'mean waveform'));
    });
