import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Waveforms } from '../../core/analyses/waveform-result.ts';
import { Engine } from '../../core/engine/engine.ts';
import { meanWaveform } from '../../core/kernels/mean-waveform.ts';
import { regularSelection } from '../../core/kernels/regular-selection.ts';
import { assertNear, type Golden, goldens, numbersOf } from '../golden.ts';
import { recordingFixture } from '../synthetic.ts';

const engine = new Engine({ threads: 0 });
const unitOf = ({ id }: Golden) => id.split('.')[1]!;

async function run(
  units: string[],
  params: Record<string, unknown>,
): Promise<Waveforms & { warnings: readonly string[] }> {
  const { result, warnings } = await engine.run(
    { dataset: await recordingFixture(), analysis: 'waveforms', units, params, cache: 'off' },
    { whole: true },
  );
  return { ...(result as Waveforms), warnings };
}

/** `[:, :, a:b]` or `channels a:b` of a (spikes × samples × channels) array. */
function selected(data: Float32Array, channelCount: number, select: string): Float32Array {
  const [, from, to] = /(\d+):(\d+)\]?$/.exec(select)!.map(Number);
  return data.filter((_, i) => i % channelCount >= from! && i % channelCount < to!);
}

const same = /^wvf\.\d+\.(plain|t60|t61|med|ks-chans)$/;
for (const golden of goldens('glx-1.0-c32', 'wvf').filter(({ id }) => same.test(id)))
  test(`${golden.id}: every sample in µV is npyx's`, async () => {
    const { units } = await run([unitOf(golden)], {
      spikeIds: golden.args['spike_ids'],
      windowSamples: golden.args['t_waveforms'] ?? 82,
      medianReference: golden.args['med_sub'] ?? false,
    });
    const { data, shape } = units[0]!.waveforms!;
    assert.equal(shape[0], 5);
    assertNear(selected(data, shape[2]!, golden.select!), golden);
  });

const means = /^wvf\.mean\.0\.(default|n50|periods)$/;
for (const golden of goldens('glx-1.0-c32', 'wvf').filter(({ id }) => means.test(id)))
  test(`${golden.id}: the mean over the chosen spikes is npyx's`, async () => {
    const { units } = await run(['0'], {
      count: golden.args['n_waveforms'] ?? 100,
      periodsS: golden.args['periods'] ?? null,
    });
    const { waveforms, meanUv } = units[0]!;
    assert.deepEqual(waveforms!.shape, numbersOf(golden, 'shape'));
    assertNear(selected(meanUv, 32, golden.select!), golden, numbersOf(golden, 'mean'));
    // The mean is taken before the waveforms are rounded to 32 bits.
    const rounded = meanWaveform(waveforms!.data, 82 * 32).mean;
    for (const [i, value] of rounded.entries()) assert.ok(Math.abs(meanUv[i]! - value) < 1e-4);
  });

test('a spike whose window leaves the file is left out and counted, the same spike that npyx drops', async () => {
  const golden = goldens('glx-1.0-c32', 'wvf').find(({ id }) => id === 'wvf.end-of-file')!;
  const { units, warnings } = await run(['0'], { spikeIds: golden.args['spike_ids'] });
  assert.deepEqual([...units[0]!.spikeIds], [5]);
  assert.deepEqual(warnings, ['unit 0: 1 spike left out, whose window reaches beyond the raw file']);
});

test('D54: the filter runs over padded reads, so that a waveform does not depend on its neighbours in the list', async () => {
  const golden = goldens('glx-1.0-c32', 'wvf').find(({ id }) => id === 'wvf.0.hp')!;
  const ids = golden.args['spike_ids'] as number[];
  const together = (await run(['0'], { spikeIds: ids, highpassHz: 300 })).units[0]!.waveforms!;
  const alone = (await run(['0'], { spikeIds: [ids[2]], highpassHz: 300 })).units[0]!.waveforms!;
  const size = 82 * 32;
  assert.deepEqual(together.data.slice(2 * size, 3 * size), alone.data);
  // npyx filters the glued snippets: the same up to what leaks in from the neighbours, some 10 µV.
  const theirs = numbersOf(golden);
  const ours = selected(together.data, 32, golden.select!);
  const apart = Math.max(...theirs.map((value, i) => Math.abs(value - ours[i]!)));
  assert.ok(apart > 0.01 && apart < 40, `differs by ${apart} µV`);
});

test('spike ids of another unit are refused', async () => {
  await assert.rejects(run(['0'], { spikeIds: [0, 1, 2, 3, 4, 5] }), {
    name: 'ParameterError',
    message: /spikeIds: \d+ is no spike of unit 0/,
  });
});

test('the overlay holds every waveform of the channels around the peak', async () => {
  const { units } = await run(['0'], { count: 20, show: 'overlay', channelCount: 4 });
  const { examples, waveforms, shown } = units[0]!;
  const count = waveforms!.shape[0]!;
  assert.equal(examples!.length, 4 * count * 82);
  assert.equal(examples![82 * count * 2 + 82 * 3 + 7], waveforms!.data[3 * 82 * 32 + 7 * 32 + shown[2]!]);
});

for (const golden of goldens('glx-1.0-c32', 'get_ids_subset').filter(
  ({ id, raises }) => !raises && id !== 'bNone',
))
  test(`${golden.id}: the regular selection takes npyx's spikes`, () => {
    const all = numbersOf(goldens('glx-1.0-c32', 'ids').find(({ id }) => id === 'ids.0')!);
    const batch = (golden.args['batch_size_waveforms'] as number | null) ?? all.length;
    const picked = regularSelection(all.length, golden.args['n_waveforms'] as number, batch);
    assert.deepEqual(
      Array.from(picked, (i) => all[i]),
      numbersOf(golden),
    );
  });

test('templates of a unit are those that its spikes used, as stored', async () => {
  const golden = goldens('glx-1.0-c32', 'templates').find(({ id }) => id === 'templates.28')!;
  const { result } = await engine.run({
    dataset: await recordingFixture(),
    analysis: 'templates',
    units: ['28'],
    params: {},
  });
  const { units } = result as {
    units: { templates: { data: Float32Array; shape: number[] }; microvolts: Float32Array }[];
  };
  const { templates, microvolts } = units[0]!;
  assert.deepEqual(templates.shape, numbersOf(golden, 'shape'));
  assertNear(selected(templates.data, 32, 'channels 0:6'), golden, numbersOf(golden, 'channels 0:6'));
  assert.ok(microvolts);
});

test('a template in µV has the size of the mean waveform it stands for', async () => {
  const { result } = await engine.run({
    dataset: await recordingFixture(),
    analysis: 'templates',
    units: ['2'],
    params: {},
  });
  const { microvolts } = (result as { units: { microvolts: Float32Array }[] }).units[0]!;
  const { units } = await run(['2'], { count: 0 });
  const span = (values: Float32Array) => Math.max(...values) - Math.min(...values);
  const ratio = span(microvolts) / span(units[0]!.meanUv);
  assert.ok(ratio > 0.85 && ratio < 1.15, `template over waveform: ${ratio}`);
});
