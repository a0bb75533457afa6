import assert from 'node:assert/strict';
import { test } from 'node:test';
import { jointPsth } from '../../core/analyses/joint-psth.ts';
import { parseParams } from '../../core/analyses/params.ts';
import { trials } from '../../core/analyses/trials.ts';
import { Engine } from '../../core/engine/engine.ts';
import { computing } from '../computing.ts';
import { poissonTrain } from '../kernels/poisson-train.ts';
import { recordingFixture } from '../synthetic.ts';

const engine = new Engine({ threads: 0 });
const run = async (analysis: string, units: readonly string[], params: Readonly<Record<string, unknown>>) =>
  engine.run({ dataset: await recordingFixture(), analysis, units, params, cache: 'off' });

test('a second unit that follows the first by 40 ms shows along the diagonal two bins above the first', async () => {
  const sampleCount = 30_000 * 600;
  const first = poissonTrain(12_000, sampleCount, 8);
  const second = Float64Array.from([
    ...first.map((spike) => spike + 1200),
    ...poissonTrain(6000, sampleCount, 9),
  ]).sort();
  const events = Float64Array.from({ length: 300 }, (_, i) => 60_000 + i * 58_000);
  const context = computing({ whole: true });
  const { warnings } = context;
  const params = parseParams(jointPsth.params, { windowMs: [-200, 400], binMs: 20 });
  const inputs = { units: ['1', '2'], trains: [first, second], kinds: [{ name: 'go', samples: events }] };
  const result = await jointPsth.compute({ ...inputs, sampleRateHz: 30_000, sampleCount }, params, context);
  const { byLag, trialCount } = result.events[0]!;
  assert.equal(trialCount, 300);
  assert.deepEqual(warnings, []);
  const zero = (byLag.length - 1) / 2;
  assert.equal(byLag.indexOf(Math.max(...byLag)), zero + 2);
  // 40 ms are two whole bins, so each spike's follower lies in one bin: r = √(rate of one / rate of the other).
  assert.ok(Math.abs(byLag[zero + 2]! - Math.sqrt(12 / 18)) < 0.05, `${byLag[zero + 2]}`);
  assert.ok(Math.abs(byLag[zero - 3]!) < 0.05);
  const json = jointPsth.toJson(result, params) as { lagsMs: number[]; timesMs: number[] };
  assert.equal(json.lagsMs[zero + 2], 40);
  assert.equal(json.timesMs[0], -190);
  assert.match(jointPsth.draw(result, params).alt, /strongest 0\.8\d* at 40 ms/);
});

test('trials whose window leaves the recording are left out of a joint PSTH, and told', async () => {
  const done = await run('joint-psth', ['7', '8'], { events: ['go=0.1 2 4 11.9'], windowMs: [-500, 500] });
  assert.match(done.warnings.join(), /2 events of 'go' left out: their windows reach beyond the recording/);
  assert.equal((done.result as { events: { trialCount: number }[] }).events[0]?.trialCount, 2);
});

test('trials tell which events are used and why others are not', async () => {
  const done = await run('trials', ['7', '15'], { events: ['go=1 1.05 3 6.2 9'], halfWindowMs: 500 });
  const json = trials.toJson(done.result as never, done.params as never) as {
    events: { usedCount: number; trials: { index: number; used: boolean; reason?: string }[] }[];
  };
  assert.deepEqual(
    json.events[0]?.trials.map(({ used, reason }) => reason ?? used),
    [true, 'too soon after the event before', true, 'a unit fires too little', true],
  );
  assert.equal(json.events[0]?.usedCount, 3);
});

const events = ['go=2 4 6'];
const refused: readonly [string, string[], Readonly<Record<string, unknown>>, RegExp][] = [
  ['joint-psth', ['7'], { events }, /units: got 1, expected two for a joint PSTH/],
  ['joint-psth', ['7', '8', '9'], { events }, /units: got 3, expected two/],
  ['joint-psth', ['7', '8'], {}, /events: none given/],
  ['joint-psth', ['7', '8'], { events: ['go=2'] }, /events: 1 whole trial of 'go', expected two or more/],
  [
    'joint-psth',
    ['7', '8'],
    { events, binMs: 1 },
    /binMs: 1 ms cuts the window into 1500 bins, expected at most 1000/,
  ],
  ['joint-psth', ['7', '8'], { events, binMs: 70 }, /windowMs: -500:1000 is 21\.43 bins of 70 ms/],
  ['trials', ['7'], {}, /events: none given/],
  ['trials', ['7'], { events, minRateFraction: 2 }, /minRateFraction: 2 is above 1/],
  ['trials', ['7'], { events: ['go=200 300'] }, /none of the 2 of 'go' lies in the recording of 12 s/],
];
for (const [analysis, units, params, message] of refused)
  test(`${analysis} ${JSON.stringify(params)} of ${units}: one sentence`, async () => {
    await assert.rejects(run(analysis, units, params), { name: 'ParameterError', message });
  });
