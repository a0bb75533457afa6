import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { parseParams } from '../../core/analyses/params.ts';
import { computePsth } from '../../core/analyses/psth-compute.ts';
import { psthParams } from '../../core/analyses/psth-params.ts';
import type { SelectedTrials } from '../../core/analyses/trials-figure.ts';
import { Engine } from '../../core/engine/engine.ts';
import { alignSpikes, countAligned } from '../../core/kernels/aligned-spikes.ts';
import { correlogram } from '../../core/kernels/correlogram.ts';
import { jointPsth } from '../../core/kernels/joint-psth.ts';
import { npyxBins } from '../../core/kernels/lag-bins.ts';
import { meanAround } from '../../core/kernels/mean-around.ts';
import { computing } from '../computing.ts';
import { assertNear, type Golden, goldens, numbersOf } from '../golden.ts';
import { recordingFixture } from '../synthetic.ts';

const engine = new Engine({ threads: 0 });
const rateHz = 30000;

const recordings = {
  'glx-1.0': { preset: 'glx-1.0', seconds: 20, raw: false, lf: false },
  'glx-1.0-long': { preset: 'glx-1.0', seconds: 600, raw: false, lf: false },
} as const;
type Recording = keyof typeof recordings;

interface Truth {
  readonly recordings: readonly {
    readonly nSamples: number;
    readonly events: { readonly on: readonly number[] };
  }[];
}

/** The planted events that an entry was computed with: all, or the first of them. */
async function eventsOf(folder: string, { args }: Golden): Promise<readonly number[]> {
  const truth = JSON.parse(readFileSync(path.join(folder, 'ground_truth.json'), 'utf8')) as Truth;
  const count = /on\[:(\d+)\]/.exec(String(args['events']))?.[1];
  return truth.recordings[0]!.events.on.slice(0, count ? Number(count) : undefined);
}

/** `trn(<dp>, 7) / 30000` → 7. */
const unitOf = ({ args }: Golden, name = 'times') =>
  /trn\(<dp>, (\d+)\)/.exec(String(args[name]))?.[1] as string;

async function trainOf(folder: string, unit: string): Promise<Float64Array> {
  const { result } = await engine.run({
    dataset: folder,
    analysis: 'spike-train',
    units: [unit],
    params: {},
  });
  return (result as { trains: Float64Array[] }).trains[0]!;
}

/**
 * The train with those spikes one sample earlier that lie on the edge of a bin around an event and that npyx counts in the
 * bin before: because (t − e) · 1000 comes out below the edge in floating point, or because its last bin is closed.
 */
function asNpyxCounts(
  train: Float64Array,
  events: readonly number[],
  [from, to]: readonly number[],
  binMs: number,
) {
  const nudged = train.slice();
  for (const event of events)
    train.forEach((spike, i) => {
      const lag = spike - event;
      if (lag < from! * 30 || lag > to! * 30 || (lag - from! * 30) % (binMs * 30) !== 0) return;
      const theirs = (spike / rateHz - event / rateHz) * 1000;
      if (theirs < lag / 30 || (lag === to! * 30 && theirs <= to!)) nudged[i] = spike - 1;
    });
  return nudged;
}

async function psthOf(recording: Recording, golden: Golden, given: Readonly<Record<string, unknown>>) {
  const folder = await recordingFixture(recordings[recording]);
  const events = await eventsOf(folder, golden);
  const params = parseParams(psthParams, { layout: 'psth', ...given });
  const train = asNpyxCounts(await trainOf(folder, unitOf(golden)), events, params.windowMs!, params.binMs);
  const sampleCount = recordings[recording].seconds * rateHz;
  const inputs = { units: ['7'], trains: [train], sampleRateHz: rateHz, sampleCount };
  const kinds = [{ name: 'event', samples: Float64Array.from(events) }];
  const context = computing();
  const result = computePsth({ ...inputs, kinds }, params, context);
  return { ...result, warnings: context.warnings, trialCount: events.length };
}

/** npyx's edges go on beyond a window that is no whole number of bins; ours must be told so. */
function windowOf([from, to]: readonly [number, number], binMs: number): [number, number] {
  return [from, from + Math.ceil((to - from) / binMs) * binMs];
}

for (const recording of ['glx-1.0', 'glx-1.0-long'] as const)
  for (const golden of goldens(recording, 'align_times').filter(({ id }) => !id.includes('edges')))
    test(`${recording} ${golden.id}: spikes per trial and bin are npyx's`, async () => {
      const folder = await recordingFixture(recordings[recording]);
      const binMs = golden.args['b'] as number;
      const window = golden.args['window'] as [number, number];
      const [from, to] = windowOf(window, binMs);
      const events = Float64Array.from(await eventsOf(folder, golden));
      const train = asNpyxCounts(await trainOf(folder, unitOf(golden)), [...events], [from, to], binMs);
      const edges = Float64Array.from(
        { length: Math.round((to - from) / binMs) + 1 },
        (_, i) => (from + i * binMs) * 30,
      );
      const aligned = alignSpikes(train, events, edges[0]!, edges.at(-1)!);
      const ours = countAligned(aligned, edges);
      // D92: trials are told by their number and not by their time, so none gets lost.
      assert.equal(aligned.offsets.length - 1, events.length);
      const bins = edges.length - 1;
      // A window that is no whole number of bins: npyx's last one is counted as far as the window, and divided as if whole.
      const isCut = to !== window[1];
      assertNear(ours, golden, numbersOf(golden, 'counts'), (i) => isCut && i % bins === bins - 1);
    });

test('align_times.edges: bins are [edge, next edge), and the last is not closed as npyx closes it', () => {
  const [golden] = goldens('glx-1.0', 'align_times').filter(({ id }) => id.includes('edges'));
  const spikes = Float64Array.of(30000, 30300, 30600, 45000);
  const edges = Float64Array.from({ length: 51 }, (_, i) => 300 * i);
  const ours = countAligned(alignSpikes(spikes, Float64Array.of(30000), 0, 15000), edges);
  const theirs = numbersOf(golden!, 'counts');
  assert.deepEqual([...ours.subarray(0, 3)], [1, 1, 1]);
  assert.equal(theirs.at(-1)! - ours.at(-1)!, 1);
  assert.deepEqual([...ours].slice(3, -1), theirs.slice(3, -1));
});

for (const golden of goldens('glx-1.0', 'align_times_manyevents'))
  test(`${golden.id}: the sum over trials is a correlogram of events and spikes in npyx's bins`, async () => {
    const folder = await recordingFixture(recordings['glx-1.0']);
    const [train, events] = [await trainOf(folder, '7'), Float64Array.from(await eventsOf(folder, golden))];
    assert.deepEqual([...correlogram(events, train, npyxBins(300, 50))], numbersOf(golden));
  });

/** What a variant of get_processed_ifr is called here; D95: gsd counts bins, smoothMs milliseconds. */
function paramsOf({ args }: Golden, defaults: Readonly<Record<string, unknown>> = {}) {
  const given = { ...defaults, ...args } as Record<string, unknown>;
  const binMs = (given['b'] ?? given['psthb']) as number;
  const window = (given['window'] ?? given['psthw']) as [number, number];
  return {
    binMs,
    windowMs: windowOf(window, binMs),
    zscore: given['zscore'] ? ((given['zscoretype'] as string) ?? 'within') : 'none',
    subtractBaseline: given['bsl_subtract'] === true,
    baselineMs: (given['bsl_window'] as [number, number] | undefined) ?? null,
    smoothMs: given['convolve'] ? ((given['gsd'] as number | undefined) ?? 1) * binMs : 0,
    kernel: given['method'] === 'gaussian_causal' ? 'causal' : 'gaussian',
    smoothing: 'npyx',
    removeEmptyTrials: given['remove_empty_trials'] === true,
  };
}

async function assertCurves(
  recording: Recording,
  golden: Golden,
  params: ReturnType<typeof paramsOf>,
  skip: (bin: number) => boolean = () => false,
) {
  const ours = await psthOf(recording, golden, params);
  assert.deepEqual([...ours.edgesMs].slice(0, -1), numbersOf(golden, 'x'));
  assertNear(ours.values, golden, numbersOf(golden, 'y_p'), skip);
  assertNear(ours.sem, golden, numbersOf(golden, 'y_p_var'), skip);
  return ours;
}

for (const recording of ['glx-1.0', 'glx-1.0-long'] as const)
  for (const golden of goldens(recording, 'get_processed_ifr').filter(({ id }) => !id.includes('gamma')))
    test(`${recording} ${golden.id}: mean rate and standard error are npyx's`, async () => {
      const [, to] = golden.args['window'] as [number, number];
      const params = paramsOf(golden);
      const last = (params.windowMs[1] - params.windowMs[0]) / params.binMs - 1;
      const ours = await assertCurves(
        recording,
        golden,
        params,
        (bin) => to !== params.windowMs[1] && bin === last,
      );
      const [kept] = numbersOf(golden, 'y shape');
      assert.equal(ours.trialsUsed[0], kept);
      // D96: without being asked, no trial is left out.
      if (golden.args['remove_empty_trials'] !== true) assert.equal(kept, ours.trialCount);
      assert.equal(
        ours.warnings.some((message) => message.startsWith('removeEmptyTrials')),
        kept !== ours.trialCount,
      );
    });

for (const golden of goldens('glx-1.0', 'get_processed_ifr').filter(({ args }) => args['process_y'] === true))
  test(`${golden.id}: our standard error is that of npyx's smoothed trials, where theirs smooths that of the raw ones`, async () => {
    const params = paramsOf(golden);
    const ours = await psthOf('glx-1.0', golden, { ...params, smoothing: 'trials' });
    const reach = 4 * ((golden.args['gsd'] as number | undefined) ?? 1);
    const bins = ours.edgesMs.length - 1;
    const isEnd = (bin: number) => bin < reach || (params.kernel !== 'causal' && bin >= bins - reach);
    const trials = numbersOf(golden, 'y');
    const count = trials.length / bins;
    const semOf = (bin: number) => {
      const column = Array.from({ length: count }, (_, trial) => trials[trial * bins + bin]!);
      const mean = column.reduce((sum, value) => sum + value, 0) / count;
      const squares = column.reduce((sum, value) => sum + (value - mean) ** 2, 0);
      return Math.sqrt(squares / (count - 1) / count);
    };
    const expected = Array.from({ length: bins }, (_, bin) => semOf(bin));
    assertNear(ours.sem, golden, expected, isEnd);
    // npyx's band is wider by the noise that smoothing took away; unit 9 has hardly two spikes near each other.
    if (unitOf(golden) === '9') return;
    const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
    assert.ok(sum(numbersOf(golden, 'y_p_var')) > 1.3 * sum(expected));
    assertNear(ours.values, golden, numbersOf(golden, 'y_p'), isEnd);
  });

for (const golden of goldens('glx-1.0', 'psth_plot'))
  test(`${golden.id}: the curve that psth_plot draws`, async () => {
    const defaults = { convolve: true, gsd: 2, method: 'gaussian_causal', remove_empty_trials: true };
    await assertCurves('glx-1.0', golden, paramsOf(golden, defaults));
  });

for (const golden of goldens('glx-1.0', 'summary_psth (arrays behind one panel)'))
  test(`${golden.id}: the curve behind a panel of summary_psth, whose window is one bin longer than asked`, async () => {
    const defaults = { convolve: true, gsd: 2, method: 'gaussian_causal', remove_empty_trials: true };
    const params = paramsOf(golden, defaults);
    const [from, to] = params.windowMs;
    await assertCurves('glx-1.0', golden, { ...params, windowMs: [from, to + params.binMs] });
  });

for (const golden of goldens('glx-1.0', 'jPSTH'))
  test(`${golden.id}: the joint PSTH is npyx's, whose rows run back in time`, async () => {
    const folder = await recordingFixture(recordings['glx-1.0']);
    const [from, to] = golden.args['window'] as [number, number];
    const binMs = golden.args['b'] as number;
    const events = await eventsOf(folder, golden);
    const [first, second] = await Promise.all(
      ['spikes1', 'spikes2'].map(async (name) => {
        const train = asNpyxCounts(await trainOf(folder, unitOf(golden, name)), events, [from, to], binMs);
        const edges = Float64Array.from(
          { length: (to - from) / binMs + 1 },
          (_, i) => (from + i * binMs) * 30,
        );
        return countAligned(alignSpikes(train, Float64Array.from(events), edges[0]!, edges.at(-1)!), edges);
      }),
    );
    const bins = (to - from) / binMs;
    const ours = jointPsth(first!, second!, bins, 'correlation');
    const reversed = Array.from({ length: bins }, (_, i) => [
      ...ours.subarray((bins - 1 - i) * bins, (bins - i) * bins),
    ]).flat();
    const theirs = numbersOf(golden);
    assert.deepEqual(reversed.map(Number.isNaN), theirs.map(Number.isNaN));
    assertNear(reversed, golden, theirs, (i) => Number.isNaN(theirs[i]));
  });

for (const golden of goldens('glx-1.0', 'align_variable'))
  test(`${golden.id}: means of a variable around events are npyx's, which has 0 where nothing was sampled`, async () => {
    const folder = await recordingFixture(recordings['glx-1.0']);
    const [from, to] = golden.args['window'] as [number, number];
    const binMs = golden.args['b'] as number;
    const events = await eventsOf(folder, golden);
    const times = (await trainOf(folder, '7')).filter((_, i) => i % 3 === 0);
    const values = Float64Array.from(times, (_, i) => (37 * i) % 101);
    const edges = Float64Array.from({ length: (to - from) / binMs + 1 }, (_, i) => (from + i * binMs) * 30);
    const ours = meanAround(
      asNpyxCounts(times, events, [from, to], binMs),
      values,
      Float64Array.from(events),
      edges,
    );
    assert.ok(ours.some(Number.isNaN));
    assertNear(
      ours.map((value) => (Number.isNaN(value) ? 0 : value)),
      golden,
    );
  });

for (const golden of goldens('glx-1.0', 'trial_selector'))
  test(`${golden.id}: the same trials are used`, async () => {
    const folder = await recordingFixture(recordings['glx-1.0']);
    const events = await eventsOf(folder, golden);
    const { result } = await engine.run({
      dataset: folder,
      analysis: 'trials',
      units: [unitOf({ ...golden, args: { times: String(golden.args['trains']) } })],
      params: { events: [events.join(' ')], eventsUnit: 'samples' },
      cache: 'off',
    });
    const { verdicts } = (result as SelectedTrials).events[0]!;
    assert.deepEqual(
      Array.from(verdicts, (verdict) => verdict === 0),
      golden.outputs?.find(({ name }) => name === 'mask')?.value,
    );
  });
