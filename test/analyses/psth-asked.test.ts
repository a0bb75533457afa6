import assert from 'node:assert/strict';
import { test } from 'node:test';
import { psth } from '../../core/analyses/psth.ts';
import type { Psth } from '../../core/analyses/psth-params.ts';
import { Engine } from '../../core/engine/engine.ts';
import { recordingFixture } from '../synthetic.ts';

const engine = new Engine({ threads: 0 });

async function run(units: readonly string[], params: Readonly<Record<string, unknown>>) {
  const done = await engine.run({
    dataset: await recordingFixture(),
    analysis: 'psth',
    units,
    params,
    cache: 'off',
  });
  return { ...done, result: done.result as Psth, params: done.params as never };
}
const events = ['go=2 4 6'];
const refused: readonly [what: string, params: Readonly<Record<string, unknown>>, message: RegExp][] = [
  ['no events', {}, /events: none given, expected files such as stimuli\.csv/],
  ['a file that is not there', { events: ['none.csv'] }, /events: found no .*none\.csv/],
  [
    'times in another unit',
    { events: ['go=25936 58156'] },
    /events: none of the 2 of 'go' lies in the recording of 12 s, the first is at 25936 s; set eventsUnit/,
  ],
  [
    'an absent line',
    { syncLine: ['9'] },
    /syncLine: line 9 of imec0\.ap has no rising edge; lines that have: /,
  ],
  [
    'a window of no whole number of bins',
    { events, windowMs: [-100, 100], binMs: 7 },
    /windowMs: -100:100 is 28\.57 bins of 7 ms, expected a whole number such as -100:103/,
  ],
  [
    'bins longer than the window',
    { events, windowMs: [-5, 5], binMs: 20 },
    /binMs: 20 ms is longer than the windowMs -5:5/,
  ],
  [
    'bins below a sample',
    { events, binMs: 0.02 },
    /binMs: 0\.02 ms is below one sample, 0\.0333 ms at 30000 Hz/,
  ],
  [
    'a reversed window',
    { events, windowMs: '500:-500' },
    /windowMs: got "500:-500", expected two numbers, the first below/,
  ],
  ['a reversed baseline', { events, baselineMs: '0:-500', zscore: 'within' }, /baselineMs: got "0:-500"/],
  [
    'a baseline of no whole number of bins',
    { events, baselineMs: [-105, 0], subtractBaseline: true },
    /baselineMs: -105:0 is 10\.5 bins of 10 ms/,
  ],
  [
    'no baseline in a window after the event',
    { events, windowMs: [0, 500], subtractBaseline: true },
    /baselineMs: the window 0:500 has nothing before the event/,
  ],
  [
    'both normalisations',
    { events, zscore: 'within', subtractBaseline: true },
    /subtractBaseline: not together with zscore/,
  ],
  [
    'a kernel wider than the window',
    { events, windowMs: [-50, 50], smoothMs: 50 },
    /smoothMs: a kernel of 50 ms reaches over/,
  ],
  ['periods outside', { events, periodsS: '20:30' }, /periodsS: 20:30 .*outside the recording.* 12 s/],
  [
    'periods without events',
    { events, periodsS: '7:9' },
    /periodsS: none of the 3 events of 'go' lies in them/,
  ],
];
for (const [what, params, message] of refused)
  test(`${what}: one sentence that says what is allowed`, async () => {
    await assert.rejects(run(['7'], params), { name: 'ParameterError', message });
  });

test('an unknown unit is told with those there are', async () => {
  await assert.rejects(run(['99'], { events }), {
    name: 'UnknownUnit',
    message: /no unit 99; it holds 20 units/,
  });
});

const lookRefused: readonly [Readonly<Record<string, unknown>>, RegExp][] = [
  [{ unitGroups: ['a'] }, /unitGroups: got 1 words, expected 2, one for each unit/],
  [{ colors: ['#aa0000', '#00aa00'] }, /colors: got 2, expected the name of a colour map or 1 colours/],
  [{ colors: ['red'] }, /colors: no colour map 'red'/],
  [{ colors: ['#12'], overlapEvents: true }, /colors: got '#12', expected colours such as #1f77b4/],
  [{ layout: 'psth', colormap: 'nomap' }, /colormap: no colour map 'nomap'/],
  [{ colors: ['nomap'] }, /colors: no colour map 'nomap'/],
  [{ layout: 'heatmap', colormap: 'nomap' }, /colormap: no colour map 'nomap'/],
  [{ linesMs: ['soon'] }, /linesMs: got 'soon', expected times in ms/],
  [{ yMin: 5, yMax: 2 }, /yMin: 5 is not below yMax, 2/],
];
for (const [params, message] of lookRefused)
  test(`what cannot be drawn is told before anything is computed: ${JSON.stringify(params)}`, async () => {
    await assert.rejects(run(['7', '8'], { events, ...params }), { name: 'ParameterError', message });
  });

test('limits of which one is given are compared with the rates when they are drawn', async () => {
  const done = await run(['7', '8'], { events, yMin: 1e6 });
  assert.throws(() => psth.draw(done.result, done.params), /yMin: 1000000 is not below yMax/);
});
test('D108: the numbers are returned with every layout, where npyx’s summary_psth fails on ret_data=True but for heat maps', async () => {
  for (const layout of ['both', 'psth', 'raster', 'heatmap']) {
    const { analysis, result, params } = await run(['7', '8'], { events, layout });
    const json = analysis.toJson(result, params) as { rateHz: number[][][]; timesMs: number[] };
    assert.deepEqual([json.rateHz.length, json.rateHz[0]?.[0]?.length, json.timesMs.length], [2, 200, 200]);
  }
});
