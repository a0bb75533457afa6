import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { Engine } from '../../core/engine/engine.ts';
import type { DatasetSummary } from '../../core/engine/engine-api.ts';
import type { UnitTable } from '../../core/model/units.ts';
import { factsOf, mainStream } from '../../webviews/dashboard/facts.ts';
import { mapContents } from '../../webviews/dashboard/merged-map.ts';
import { unitsOnStream } from '../../webviews/dashboard/unit-place.ts';
import { mergedRecording } from '../merged.ts';

let folder: string;
let dataset: DatasetSummary;
let table: UnitTable;
before(async () => {
  const made = await mergedRecording({ preset: 'merge', seconds: 4, channels: 16, units: 6, lf: false });
  folder = made.folder;
  const engine = new Engine({ threads: 0 });
  [dataset, table] = [await engine.open(made.merged), await engine.units(made.merged)];
});
after(() => rmSync(folder, { recursive: true, force: true }));

test('the probes of a merged dataset stand side by side, each unit on its own', () => {
  const stream = mainStream(dataset);
  const map = mapContents(dataset, stream, table);
  const probe = map.stream?.probe;
  assert.equal(probe?.shankCount, 2);
  assert.equal(probe?.sites.length, 32);
  assert.deepEqual([...new Set(probe?.sites.map(({ shank }) => shank))], [0, 1]);
  assert.deepEqual(
    [...map.table!.shank],
    table.ids.map((id) => Number(id.split('.')[1])),
  );
  assert.ok(
    table.shank.every((shank) => shank === 0),
    'the table itself keeps each probe’s own shanks',
  );
  assert.deepEqual(unitsOnStream(dataset, stream), { same: true, note: null });
});

test('a probe that is gone keeps the place of its units', () => {
  const [first, second] = dataset.merged!;
  const without = { ...dataset, merged: [{ ...first!, streamId: null, isMissing: true }, second!] };
  const map = mapContents(without, mainStream(dataset), table);
  assert.equal(map.stream?.probe?.shankCount, 2);
  assert.deepEqual([...new Set(map.stream?.probe?.sites.map(({ shank }) => shank))], [1]);
});

test('another dataset is shown as it is, and the header of a merged one names its probes', () => {
  const { merged, ...single } = dataset;
  const stream = mainStream(dataset);
  assert.deepEqual(mapContents(single, stream, table), { stream, table });
  const [fact] = factsOf(dataset, stream, table);
  assert.deepEqual([fact?.strong, fact?.rest], ['2 probes', '· probe1, probe2']);
  assert.match(fact?.title ?? '', /probe2, units n\.1: .*rec_g0_imec1/);
  assert.equal(merged?.length, 2);
});
