import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FiringRates } from '../../core/analyses/firing-rate-params.ts';
import type { Intervals } from '../../core/analyses/isi-params.ts';
import { Engine } from '../../core/engine/engine.ts';
import { assertNear, type Golden, goldens, numbersOf } from '../golden.ts';
import { recordingFixture } from '../synthetic.ts';

const engine = new Engine({ threads: 0 });
const folders = {
  'glx-1.0': () => recordingFixture({ preset: 'glx-1.0', raw: false, lf: false }),
  'glx-1.0-long': () => recordingFixture({ preset: 'glx-1.0', seconds: 600, raw: false, lf: false }),
} as const;
type Case = keyof typeof folders;
const cases = ['glx-1.0', 'glx-1.0-long'] as const;

const run = async (recording: Case, analysis: string, units: string[], params: object) =>
  (
    await engine.run({
      dataset: await folders[recording](),
      analysis,
      units,
      params: { refractory: 'npyx', ...params },
      cache: 'off',
    })
  ).result;

/** The unit in `trn(<dp>, 15)`. */
const unitIn = ({ args }: Golden): string => /(\d+)\)/.exec(String(args['t']))?.[1] ?? '';
const twoDecimals = (value: number) => Math.round(100 * value) / 100;

for (const recording of cases) {
  for (const [name, key] of [
    ['mean_firing_rate', 'meanHz'],
    ['mean_inst_firing_rate', 'meanInstantaneousHz'],
    ['coefficient_of_variation', 'cv'],
  ] as const)
    test(`${recording}: ${key} is npyx's ${name} before its rounding`, async () => {
      const entries = goldens(recording, name).filter(
        ({ args, raises }) => !raises && /^trn\(<dp>, \d+\)$/.test(String(args['t'])),
      );
      assert.ok(entries.length >= 10);
      for (const golden of entries) {
        const excludedLongestPercent = 100 * (golden.args['exclusion_quantile'] as number);
        const result = (await run(recording, 'firing-rate', [unitIn(golden)], {
          excludedLongestPercent,
        })) as FiringRates;
        assertNear([twoDecimals(result[key][0]!)], golden);
      }
    });

  test(`${recording}: mfr of several units, with a refractory period and periods`, async () => {
    for (const golden of goldens(recording, 'mfr')) {
      const { U, enforced_rp = 0, periods } = golden.args as Record<string, number[] & number>;
      const result = (await run(recording, 'firing-rate', U!.map(String), {
        enforcedRpMs: enforced_rp,
        // npyx includes the end of a period.
        ...(periods ? { periodsS: [[1, 9 + 1 / 60_000]] } : {}),
      })) as FiringRates;
      assertNear(result.meanHz.map(twoDecimals), golden);
    }
  });

  test(`${recording}: intervals are npyx's, in ms instead of samples (D39)`, async () => {
    for (const golden of goldens(recording, 'isi').filter(
      ({ raises, outputs }) => !raises && outputs?.[0]?.shape,
    )) {
      const {
        unit,
        periods,
        enforced_rp = 0,
      } = golden.args as { unit: number; periods?: number[][]; enforced_rp?: number };
      if (periods) continue;
      const result = (await run(recording, 'isi', [String(unit)], {
        enforcedRpMs: enforced_rp,
      })) as Intervals;
      assertNear(
        result.intervalsMs[0]!.map((ms) => Math.round(30 * ms)),
        golden,
      );
    }
  });

  for (const golden of goldens(recording, 'inst_firing_rate'))
    test(`${recording} ${golden.id}: the smoothed rate is npyx's but near the end, which npyx cuts off`, async () => {
      const { b, sd } = golden.args as { b: number; sd: number };
      const result = (await run(recording, 'firing-rate', [unitIn(golden)], {
        binMs: b,
        smoothMs: sd,
      })) as FiringRates;
      const sampled = golden.outputs!.find(({ name }) => name?.startsWith('every'))!.name!;
      const stride = Number(/\d+/.exec(sampled)?.[0]);
      const expected = numbersOf(golden, sampled);
      const ours = expected.map((_, i) => result.rateHz[0]![i * stride]!);
      // npyx drops the last bin (it ends with the last edge below t_end), so that its mirror is elsewhere.
      const end = result.rateHz[0]!.length - (4 * sd) / b - 1;
      assertNear(ours, golden, expected, (i) => i * stride >= end);
      assert.equal(result.timesS.length, numbersOf(golden, 'shape')[0]! + 1);
    });

  for (const golden of goldens(recording, 'firing_periods'))
    test(`${recording} ${golden.id}: firing periods are npyx's, whose last bin is missing (D41)`, async () => {
      const { b, sd, th } = golden.args as { b: number; sd: number; th: number };
      const result = (await run(recording, 'firing-rate', [unitIn(golden)], {
        binMs: b,
        smoothMs: sd,
        firingThresholdPercent: 100 * th,
      })) as FiringRates;
      const bin = 30 * b;
      const ours = result.firingS[0]!.flatMap(([start, end]) => [
        Math.round(start * 30_000),
        Math.round(end * 30_000),
      ]);
      const theirs = numbersOf(golden);
      assert.equal(ours.length, theirs.length);
      theirs.forEach((sample, i) => {
        // A period begins with npyx's first bin above, or one earlier at the start; it ends a bin after npyx's end.
        const by = ours[i]! - sample;
        assert.ok(i % 2 === 0 ? Math.abs(by) <= bin : by >= 0 && by <= 2 * bin, `${ours[i]} for ${sample}`);
      });
    });
}

for (const golden of goldens('glx-1.0-long', 'find_stable_recording_period'))
  test(`${golden.id}: the steadiest 30 s are npyx's`, async () => {
    const result = (await run('glx-1.0-long', 'firing-rate', [unitIn(golden)], {})) as FiringRates;
    assertNear(
      result.stableS[0]!.map((seconds) => Math.round(seconds * 30_000)),
      golden,
    );
  });
