import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openDataset } from '../../../core/io/open-dataset.ts';
import { binCounts } from '../../../webviews/traces/bin-counts.ts';
import { channelRows, nearRows, shankStarts } from '../../../webviews/traces/channel-rows.ts';
import { niceBelow, upPeriods } from '../../../webviews/traces/frame.ts';
import {
  isSettings,
  processingOf,
  settingsFor,
  withGain,
  withProcessing,
} from '../../../webviews/traces/settings.ts';
import { nextSpike, rowsOfUnit, spikeStretches } from '../../../webviews/traces/spike-stretches.ts';
import { nextOnset } from '../../../webviews/traces/sync-events.ts';
import {
  describeTraces,
  momentWords,
  parseMoment,
  spanWords,
  voltageWords,
} from '../../../webviews/traces/words.ts';
import { recordingFixture } from '../../synthetic.ts';

const site = (column: number, shank: number, xUm: number, yUm: number) => ({
  ...{ column, id: column, shank, xUm, yUm, isReference: false },
});
const probe = {
  ...{ model: 'test', partNumber: null, serial: null, shankCount: 2, shankPitchUm: 250, shankWidthUm: 70 },
  sites: [site(0, 1, 0, 0), site(1, 0, 32, 40), site(2, 0, 0, 40), site(3, 0, 0, 20), site(4, 1, 0, 100)],
};
const channels = [0, 1, 2, 3, 4, 7].map((column) => ({ column, id: column, name: `AP${column}` }));
const rows = channelRows(channels, probe);

test('channels stand shank after shank, the shallowest on top, left before right, those without a place last', () => {
  assert.deepEqual(
    rows.map(({ column }) => column),
    [2, 1, 3, 4, 0, 7],
  );
  assert.deepEqual(shankStarts(rows), [3, 5]);
  assert.deepEqual(nearRows(rows, 0, 25), [0, 2]);
  assert.deepEqual(nearRows(rows, 5, 1000), [5]);
  assert.deepEqual(
    channelRows(channels, null).map(({ column }) => column),
    [0, 1, 2, 3, 4, 7],
  );
});

test('every channel of a four-shank probe is one row, in the order of depth in each shank', async () => {
  const dataset = await openDataset(await recordingFixture({ preset: 'glx-2.0', seconds: 5 }));
  const stream = dataset.streams[0]!;
  const voltages = stream.channels.filter(({ role }) => role !== 'sync');
  const all = channelRows(voltages, stream.probe);
  assert.deepEqual(
    all.map(({ column }) => column).sort((a, b) => a - b),
    voltages.map(({ column }) => column),
  );
  for (let i = 1; i < all.length; i++)
    assert.ok(all[i]!.shank! > all[i - 1]!.shank! || all[i]!.yUm <= all[i - 1]!.yUm);
  assert.equal(shankStarts(all).length, new Set(all.map(({ shank }) => shank)).size - 1);
});

const unit = (unit: string, timesS: number[], peakColumn: number) => ({
  ...{ unit, peakColumn, message: null, color: 7 },
  timesS: Float64Array.from(timesS),
});

test('spikes colour their own channel and those beside it, where they are in view', () => {
  const view = { startS: 1, spanS: 0.1, firstRow: 0, rowCount: 6 };
  const stretches = spikeStretches([unit('5', [0.5, 1.05, 1.2], 2)], rows, view, 1000);
  assert.deepEqual([...stretches.keys()].sort(), [1, 2, 3]);
  const [near] = stretches.get(2)!;
  // 0.7 ms before and 1.3 ms after the spike, at 10 pixels per ms.
  assert.ok(near!.from >= 492 && near!.from <= 493 && near!.end >= 513 && near!.end <= 514);
  assert.equal(stretches.get(2)!.length, 1);
  const far = spikeStretches([unit('5', [1.05], 2)], rows, { ...view, spanS: 20 }, 1000);
  const [only] = far.get(2)!;
  assert.ok(only!.end - only!.from >= 2, 'seen however much is shown');
  assert.equal(rowsOfUnit(unit('6', [1], 99), rows), null);
});

test('the next spike is the nearest of any shown unit, and that in the middle is not next to itself', () => {
  const units = [unit('1', [1, 4, 9], 0), unit('2', [3, 12], 0)];
  assert.equal(nextSpike(units, 3, 1), 4);
  assert.equal(nextSpike(units, 3, -1), 1);
  assert.equal(nextSpike(units, 3 + 1e-12, 1), 4);
  assert.equal(nextSpike(units, 12, 1), null);
  assert.equal(nextSpike([], 3, 1), null);
});

test('a sync line is up between its edges, also before the first and after the last', () => {
  const trace = { line: '6', onsetsS: Float64Array.of(2, 5), offsetsS: Float64Array.of(1, 3) };
  assert.deepEqual(upPeriods(trace, 0, 10), [
    [0, 1],
    [2, 3],
    [5, Number.POSITIVE_INFINITY],
  ]);
  assert.deepEqual(upPeriods(trace, 2.5, 4), [[2, 3]]);
  assert.deepEqual(upPeriods(trace, 3.5, 4.5), []);
  assert.deepEqual(upPeriods(trace, 7, 8), [[5, Number.POSITIVE_INFINITY]]);
  const plain = { line: '1', onsetsS: Float64Array.of(1, 3), offsetsS: Float64Array.of(2, 4) };
  assert.deepEqual(upPeriods(plain, 0, 10), [
    [1, 2],
    [3, 4],
  ]);
  assert.equal(nextOnset([trace, plain], 2, 1), 3);
  assert.equal(nextOnset([trace, plain], 2, -1), 1);
});

test('a time is typed in seconds, milliseconds or as a clock shows it', () => {
  assert.equal(parseMoment('12.5'), 12.5);
  assert.equal(parseMoment('12,5 s'), 12.5);
  assert.equal(parseMoment(' 75 ms '), 0.075);
  assert.equal(parseMoment('1:02:03.5'), 3723.5);
  assert.equal(parseMoment('2:03'), 123);
  for (const wrong of ['', 'soon', '-3', '1:2:3:4', '3 weeks']) assert.equal(parseMoment(wrong), null);
  assert.equal(momentWords(1.23456, 0.5), '1.2346 s');
  assert.equal(voltageWords(200), '200 µV');
  assert.equal(voltageWords(5e6), '5 V');
  // As a scale bar is computed.
  for (const tens of [1e-5, 2e-5, 5e-5]) assert.equal(spanWords(tens * (1 + 1e-15)), spanWords(tens));
  assert.equal(spanWords(0.00002000000000000003), '20 µs');
  assert.equal(spanWords(0.0009999999999999998), '1 ms');
});

test('scale bars are 1, 2 or 5 times a power of ten, and fit', () => {
  for (const most of [0.0034, 0.99, 1, 7.2, 49.9, 51, 123456]) {
    const nice = niceBelow(most);
    assert.ok(nice <= most * 1.000001 && nice > most / 2.6, `${nice} for ${most}`);
    assert.match(nice.toExponential(), /^[125]e/);
  }
});

test('counts in equal parts are those of the times', () => {
  const times = Float64Array.from({ length: 500 }, (_, i) => (i * i) / 2500);
  const counts = binCounts(times, 100, 40);
  for (const [bin, count] of counts.entries())
    assert.equal(count, times.filter((time) => time >= bin * 2.5 && time < (bin + 1) * 2.5).length);
});

test('settings of the form and of the toolbar are one, and what an older page saved is refused', () => {
  const settings = settingsFor('ap');
  assert.deepEqual(processingOf(settings), { highpassHz: 300, reference: 'median' });
  const off = withProcessing(settings, { ...processingOf(settings), highpassHz: null, adcRealign: true });
  assert.deepEqual(processingOf(off), { highpassHz: null, reference: 'median', adcRealign: true });
  assert.equal(off.highpassHz, 300, 'the corner is kept while the filter is off');
  assert.ok(Math.abs(withGain(settings, 2).rowUv - 50) < 1e-9);
  assert.ok(isSettings(JSON.parse(JSON.stringify(off))));
  assert.ok(!isSettings({ mode: 'lines' }) && !isSettings(null) && !isSettings({ ...off, rowUv: 'large' }));
});

test('the picture is told in sentences with its numbers', () => {
  const text = describeTraces({
    ...{ stream: 'imec0.ap', rows, settings: settingsFor('ap'), isLoading: false },
    view: { startS: 1, spanS: 0.5, firstRow: 0, rowCount: 3 },
    units: [unit('5', [1.1, 1.2, 7], 2), { ...unit('9', [], -1), message: 'Unit 9 is on imec1.ap.' }],
  });
  assert.equal(
    text,
    'Traces of imec0.ap as lines, 1.0000 s to 1.5000 s; channels AP2 at 40 µm to AP3 at 20 µm, 6 in all; high-pass 300 Hz, median of all channels subtracted. Unit 5: 2 spikes. Unit 9 is on imec1.ap.',
  );
  const changed = describeTraces({
    ...{ stream: 'imec0.ap', rows, isLoading: false, units: [] },
    settings: { ...settingsFor('ap'), more: { lowpassHz: 6000, excludeChannels: [3] } },
    view: { startS: 1, spanS: 0.5, firstRow: 0, rowCount: 3 },
  });
  assert.match(changed, /subtracted, lowpass, exclude channels changed\.$/);
});
