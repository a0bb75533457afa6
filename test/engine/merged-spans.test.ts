import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { recordedSpans } from '../../core/analyses/recorded-spans.ts';
import { Engine } from '../../core/engine/engine.ts';
import { mergedRecording } from '../merged.ts';

const engine = new Engine({ threads: 0 });
const pair = mergedRecording();
after(async () => rmSync((await pair).folder, { recursive: true, force: true }));

/** When each probe was recording, on the clock of the first, as planted; the second began later. */
async function planted(): Promise<readonly (readonly [start: number, end: number])[]> {
  const truth = JSON.parse(readFileSync(path.join((await pair).folder, 'ground_truth.json'), 'utf8')) as {
    clock: { a: number; b: number };
    recordings: { nSamples: number }[];
  };
  const { a, b } = truth.clock;
  const [first, second] = truth.recordings.map(({ nSamples }) => nSamples) as [number, number];
  return [
    [0, first],
    [b, a * second + b],
  ];
}
const probeOf = (unit: string) => (unit.endsWith('.0') ? 0 : 1);

async function run<T>(
  analysis: string,
  units: string[],
  params = {},
): Promise<{ json: T; warnings: string }> {
  const { merged } = await pair;
  const done = await engine.run({ dataset: merged, analysis, units, params, cache: 'off' });
  return { json: done.analysis.toJson(done.result, done.params) as T, warnings: done.warnings.join('; ') };
}

test('the span of each probe of a merged dataset is that of its recording on the clock of the first', async () => {
  const from = await engine.gathering((await pair).merged);
  const { ids } = await from.unitTable();
  const spans = (await recordedSpans(from))!;
  const truth = await planted();
  for (const id of ids) {
    const [start, end] = truth[probeOf(id)]!;
    const [is, isEnd] = spans.of(id);
    assert.ok(Math.abs(is - start) < 3 && Math.abs(isEnd - end) < 3, `${id}: ${is} to ${isEnd}`);
  }
  assert.ok(ids.some((id) => probeOf(id) === 1));
  const whole = [Math.min(...truth.map(([start]) => start)), Math.max(...truth.map(([, end]) => end))];
  assert.ok(spans.whole.every((end, i) => Math.abs(end - whole[i]!) < 3));
});

test('rates are over the time in which a unit’s probe was recording', async () => {
  const truth = await planted();
  const [first, second] = truth.map(([start, end]) => (end - start) / 30_000) as [number, number];
  assert.ok(Math.abs(first - second) > 0.01, 'the probes recorded for different times');
  const { json } = await run<{
    units: string[];
    spikeCounts: number[];
    overallHz: number[];
    timesS: number[];
    rateHz: (number | null)[][];
  }>('firing-rate', ['0.0', '13.1'], { binMs: 10, smoothMs: 0 });
  json.units.forEach((unit, i) => {
    const [start, end] = truth[probeOf(unit)]!;
    const expected = json.spikeCounts[i]! / ((end - start) / 30_000);
    assert.ok(
      Math.abs(json.overallHz[i]! / expected - 1) < 1e-4,
      `${unit}: ${json.overallHz[i]}, not ${expected}`,
    );
    json.timesS.forEach((timeS, bin) => {
      const isSeen = timeS - 0.005 >= start / 30_000 + 1e-4 && timeS + 0.005 <= end / 30_000 - 1e-4;
      const isUnseen = timeS - 0.005 < start / 30_000 - 1e-4 || timeS + 0.005 > end / 30_000 + 1e-4;
      if (isSeen) assert.ok(Number.isFinite(json.rateHz[i]![bin]), `${unit} at ${timeS} s`);
      if (isUnseen) assert.ok(!Number.isFinite(json.rateHz[i]![bin]), `${unit} at ${timeS} s`);
    });
  });
  const metrics = await run<{ units: { id: string; spikeCount: number; rateHz: number }[] }>(
    'quality-metrics',
    [],
  );
  const table = await run<{ units: { id: string; spikeCount: number; rateHz: number }[] }>('units', []);
  for (const { id, spikeCount, rateHz } of [...metrics.json.units, ...table.json.units])
    assert.ok(Math.abs(rateHz / (spikeCount / (probeOf(id) === 0 ? first : second)) - 1) < 1e-3, id);
});

test('trials count where the probes of all units were recording, and the others are told', async () => {
  const [, [begins, ends]] = (await planted()) as [unknown, [number, number]];
  const early = begins / 2 / 30_000;
  const late = (begins + ends) / 2 / 30_000;
  const events = [`go=${early} ${late} ${late + 0.5}`];
  const joint = await run<{ events: { trialCount: number }[] }>('joint-psth', ['0.0', '13.1'], {
    events,
    windowMs: [0, 100],
  });
  assert.equal(joint.json.events[0]?.trialCount, 2);
  assert.match(joint.warnings, /1 event of 'go' left out/);
  const both = { events, minGapMs: 0, minRateFraction: 0, maxIntervals: 1000 };
  const across = await run<{ events: { trialCount: number }[] }>('trials', ['0.0', '13.1'], both);
  assert.equal(across.json.events[0]?.trialCount, 2);
  assert.match(across.warnings, /1 events of 'go' outside/);
  const alone = await run<{ events: { trialCount: number }[] }>('trials', ['0.0'], both);
  assert.equal(alone.json.events[0]?.trialCount, 3);
});

test('events before the first probe began, or after it stopped, are trials of one that was recording', async () => {
  const { folder, probes } = await pair;
  const reversed = await engine.merge({
    datasets: [probes[1], probes[0]],
    params: { output: path.join(folder, 'reversed') },
  });
  // On the clock of the probe that began later the other one began at −b / a.
  const from = await engine.gathering(reversed.result.dataset);
  const { whole } = (await recordedSpans(from))!;
  const [, [begins]] = (await planted()) as [unknown, [number, number]];
  assert.ok(Math.abs(whole[0] + begins) < 0.001 * begins + 3, `${whole[0]}, not ${-begins}`);
  const early = whole[0] / 2 / 30_000;
  const done = await engine.run({
    dataset: reversed.result.dataset,
    analysis: 'psth',
    units: ['0.1', '13.0'],
    params: { events: [`go=${early} 1`], windowMs: [0, 5], binMs: 5 },
    cache: 'off',
  });
  const json = done.analysis.toJson(done.result, done.params) as { trialsUsed: number[][] };
  assert.deepEqual(json.trialsUsed, [[2], [1]]);
});
