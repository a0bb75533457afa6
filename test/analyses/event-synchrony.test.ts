import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventSynchrony } from '../../core/analyses/event-synchrony.ts';
import type { EventSynchrony } from '../../core/analyses/event-synchrony-figure.ts';
import { parseParams } from '../../core/analyses/params.ts';
import { Engine } from '../../core/engine/engine.ts';
import { computing } from '../computing.ts';
import { recordingFixture } from '../synthetic.ts';

const engine = new Engine({ threads: 0 });

test('fractions are averaged per bin over the spikes of a trial, then over the trials that have a spike there', async () => {
  // Two trials at 1 s and 2 s; bins of 100 ms from −100 to 200.
  const second = 30_000;
  const at = (...seconds: number[]) => Float64Array.from(seconds, (each) => Math.round(each * second));
  const samples = at(0.95, 1.05, 1.06, 1.15, 2.05, 2.15, 2.5);
  const fraction = Float64Array.of(0.5, 1, 0, Number.NaN, 0.2, 0.4, 1);
  const inputs = {
    synchronies: [{ unit: '7', samples, fraction, meanByChance: 0.1 }],
    kinds: [{ name: 'go', samples: at(1, 2) }],
    sampleRateHz: second,
    sampleCount: 3 * second,
  };
  const params = parseParams(eventSynchrony.params, { windowMs: [-100, 200], binMs: 100 });
  const found = (await eventSynchrony.compute(inputs, params, computing())) as EventSynchrony;
  const [before, during, behind] = found.fraction;
  assert.equal(before, 0.5, 'only one trial has a spike');
  assert.ok(Math.abs(during! - (0.5 + 0.2) / 2) < 1e-12);
  assert.equal(behind, 0.4, 'a spike without a fraction does not count');
  // Of 0.5 and 0.2: SD 0.3 / √2, over √2.
  assert.ok(Math.abs(found.sem[1]! - 0.15) < 1e-12);
  assert.ok(Number.isNaN(found.sem[0]!) && Number.isNaN(found.sem[2]!));
});

test('on a recording the mean over all time is that of population synchrony', async () => {
  const dataset = await recordingFixture();
  const units = ['7', '8', '16'];
  const run = async (analysis: string, params: Readonly<Record<string, unknown>>) => {
    const done = await engine.run({ dataset, analysis, units, params, cache: 'off' });
    return done.analysis.toJson(done.result, done.params) as Record<string, never>;
  };
  const whole = (await run('population-synchrony', { syncMs: 10 })) as unknown as {
    units: { unit: string; meanFraction: number }[];
  };
  // One bin that holds everything is the mean over all spikes.
  const around = (await run('event-synchrony', {
    syncMs: 10,
    events: ['all=1'],
    windowMs: [-1000, 59_000],
    binMs: 60_000,
  })) as unknown as { units: string[]; fraction: number[][][] };
  assert.deepEqual(around.units, units);
  whole.units.forEach(({ meanFraction }, u) => {
    assert.ok(Math.abs(around.fraction[u]![0]![0]! - meanFraction) < 1e-12);
  });
});

test('what cannot be is refused in a sentence', async () => {
  const dataset = await recordingFixture();
  const run = (params: Readonly<Record<string, unknown>>) =>
    engine.run({ dataset, analysis: 'event-synchrony', units: ['7', '8'], params, cache: 'off' });
  await assert.rejects(run({}), /events: none given/);
  await assert.rejects(
    run({ events: ['go=1 2'], binMs: 2000 }),
    /binMs: 2000 ms is longer than the windowMs/,
  );
  await assert.rejects(
    run({ events: ['go=1 2'], windowMs: [-500, 520] }),
    /windowMs: -500:520 is 20\.4 bins/,
  );
});
