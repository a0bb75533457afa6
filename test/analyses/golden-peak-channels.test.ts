import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { Engine } from '../../core/engine/engine.ts';
import { goldens, numbersOf } from '../golden.ts';
import { ownRecording, recordingFixture, SMALL } from '../synthetic.ts';

const engine = new Engine({ threads: 0 });
interface Row {
  readonly id: string;
  readonly channel: number | null;
  readonly shank: number | null;
  readonly yUm: number;
}

async function run(units: readonly string[], params: Record<string, unknown>, dataset?: string) {
  const run = await engine.run({
    dataset: dataset ?? (await recordingFixture()),
    analysis: 'peak-channel',
    units,
    params,
    cache: 'off',
  });
  return {
    rows: (run.analysis.toJson(run.result, run.params) as { units: Row[] }).units,
    warnings: run.warnings,
  };
}

const peaks = goldens('glx-1.0-c32', 'get_peak_chan').filter(({ raises }) => !raises);
for (const golden of peaks)
  test(`${golden.id}: npyx's peak channel`, async () => {
    const method = golden.args['use_template'] === false ? 'raw' : 'templates';
    const { rows } = await run([String(golden.args['unit'])], { method });
    assert.deepEqual([rows[0]!.channel], numbersOf(golden));
  });

for (const golden of goldens('glx-1.0-c32', 'get_depthSort_peakChans'))
  test(`${golden.id}: on one shank the order from the surface down is that of npyx`, async () => {
    const pairs = numbersOf(golden);
    const theirs = Array.from({ length: pairs.length / 2 }, (_, i) => [
      String(pairs[2 * i]),
      pairs[2 * i + 1],
    ]);
    const named = theirs.map(([id]) => id as string).sort();
    const { rows } = await run(named, { order: 'depth' });
    assert.deepEqual(
      rows.map(({ channel }) => channel),
      theirs.map(([, channel]) => channel),
    );
    // Units of one channel come in npyx in the reverse order of an unstable sort.
    const tied = (id: string) => theirs.filter(([, c]) => c === rows.find((row) => row.id === id)!.channel);
    rows.forEach(({ id }, i) => {
      if (tied(id).length === 1) assert.equal(id, theirs[i]![0]);
    });
  });

test('on four shanks the order is by shank and height, where npyx sorts by channel number', async () => {
  const dataset = await recordingFixture({ preset: 'glx-2.0', seconds: 3, lf: false });
  const golden = goldens('glx-2.0', 'get_depthSort_peakChans').find(({ id }) => id.endsWith('.all'))!;
  const theirs = numbersOf(golden).filter((_, i) => i % 2 === 0);
  const { rows } = await run(theirs.map(String), { order: 'depth' }, dataset);
  assert.ok(new Set(rows.map(({ shank }) => shank)).size > 1);
  rows.slice(1).forEach((row, i) => {
    const above = rows[i]!;
    assert.ok(row.shank! > above.shank! || (row.shank === above.shank && row.yUm <= above.yUm));
  });
  const channels = rows.map(({ channel }) => channel!);
  assert.ok(channels.some((channel, i) => i > 0 && channel > channels[i - 1]!));
});

test('the peak of a merged unit is that of its templates weighted by their spikes', async (t) => {
  const dataset = await ownRecording({ ...SMALL, seconds: 3, raw: false, lf: false });
  t.after(() => rmSync(dataset, { recursive: true, force: true }));
  const { rows } = await run(['28'], {}, dataset);
  const truth = JSON.parse(readFileSync(path.join(dataset, 'ground_truth.json'), 'utf8')) as {
    recordings: { sorting: { units: { id: number; peakChannel?: number }[] } }[];
  };
  const planted = truth.recordings[0]!.sorting.units.find(({ id }) => id === 28)!;
  assert.equal(rows[0]!.channel, planted.peakChannel ?? 5);
});

test('phy’s table is one of the methods, and says when it has no such column', async (t) => {
  const dataset = await ownRecording({ ...SMALL, seconds: 3, raw: false, lf: false });
  t.after(() => rmSync(dataset, { recursive: true, force: true }));
  const lines = readFileSync(path.join(dataset, 'cluster_info.tsv'), 'utf8').trim().split('\n');
  const head = lines[0]!.split('\t');
  const written = new Map(
    lines.slice(1).map((line) => [line.split('\t')[0]!, Number(line.split('\t')[head.indexOf('ch')])]),
  );
  const { rows } = await run(['0', '1', '2'], { method: 'phy' }, dataset);
  for (const { id, channel, yUm } of rows) {
    assert.equal(channel, written.get(id));
    assert.ok(Number.isFinite(yUm));
  }
  rmSync(path.join(dataset, 'cluster_info.tsv'));
  await engine.changed(dataset);
  await assert.rejects(run(['0'], { method: 'phy' }, dataset), {
    name: 'MissingPart',
    message: /no peak channels of phy. Save in phy/,
  });
});

test('units stay in the order in which they were given unless told, and unknown ones are refused', async () => {
  const { rows } = await run(['3', '0', '2'], {});
  assert.deepEqual(
    rows.map(({ id }) => id),
    ['3', '0', '2'],
  );
  await assert.rejects(run(['999'], { order: 'depth' }), { name: 'UnknownUnit' });
});
