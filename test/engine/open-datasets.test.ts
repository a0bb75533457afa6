import assert from 'node:assert/strict';
import { readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { OpenDatasets } from '../../core/engine/open-datasets.ts';
import { parseNpy } from '../../core/formats/npy.ts';
import { writeNpy } from '../../core/formats/npy-write.ts';
import { ownRecording } from '../synthetic.ts';

/** A recording of its own that is open with its units read; `fresh` reads it as nobody has before. */
async function opened() {
  const folder = await ownRecording();
  after(() => rmSync(folder, { recursive: true, force: true }));
  const datasets = new OpenDatasets();
  const table = await (await datasets.get(folder)).unitTable();
  const reopened = async () => {
    await datasets.changed(folder);
    return datasets.get(folder);
  };
  const fresh = async () => (await new OpenDatasets().get(folder)).unitTable();
  const spikes = async () => (await datasets.get(folder)).dataset.sorting?.spikes();
  return {
    folder,
    file: (name: string) => path.join(folder, name),
    table,
    datasets,
    reopened,
    fresh,
    spikes,
  };
}

test('labels that were changed are read anew, and the spikes and templates are those in memory', async () => {
  const { file, table, datasets, reopened, fresh, spikes } = await opened();
  const before = (await datasets.get(file(''))).dataset.sorting;
  const [known, templates] = [await spikes(), await before?.templates()];
  const unit = table.ids[0]!;
  for (const label of ['noise', 'good']) {
    // As phy saves: a new file takes the place of the old one.
    writeFileSync(file('new.tmp'), `cluster_id\tgroup\n${unit}\t${label}\n`);
    renameSync(file('new.tmp'), file('cluster_group.tsv'));
    writeFileSync(file('cluster_remark.tsv'), `cluster_id\tremark\n${unit}\tseen as ${label}\n`);
    const open = await reopened();
    const relabelled = await open.unitTable();
    assert.equal(relabelled.group[0], label);
    assert.equal(relabelled.extra['remark']?.[0], `seen as ${label}`);
    assert.deepEqual(relabelled, await fresh());
    assert.equal(await spikes(), known);
    assert.equal(await open.dataset.sorting?.templates(), templates);
  }
  rmSync(file('cluster_group.tsv'));
  rmSync(file('cluster_remark.tsv'));
  const bare = await (await reopened()).unitTable();
  assert.deepEqual(bare, await fresh());
  assert.equal(bare.extra['remark'], undefined);
});

test('a table of labels that was cut short costs its labels, and they are back once it is whole', async () => {
  const { file, table, reopened, fresh } = await opened();
  const whole = readFileSync(file('cluster_group.tsv'));
  writeFileSync(file('cluster_group.tsv'), '');
  const open = await reopened();
  const cut = await open.unitTable();
  assert.deepEqual(cut, await fresh());
  assert.notDeepEqual(cut.groupSource, table.groupSource);
  writeFileSync(file('cluster_group.tsv'), whole.subarray(0, whole.length / 2));
  assert.deepEqual(await (await reopened()).unitTable(), await fresh());
  writeFileSync(file('cluster_group.tsv'), whole);
  assert.deepEqual(await (await reopened()).unitTable(), table);
});

test('units that were merged are counted anew, also where size and time of the file are as they were', async () => {
  const { file, table, reopened, fresh, spikes } = await opened();
  const known = await spikes();
  const clusters = file('spike_clusters.npy');
  const { atime, mtime, size } = statSync(clusters);
  const bytes = readFileSync(clusters);
  const { data } = parseNpy(new Uint8Array(bytes), clusters);
  const [kept, gone] = [Number(table.ids[0]), Number(table.ids[1])];
  const width = Math.floor(bytes.length / data.length);
  data.forEach((unit, i) => {
    if (unit === gone) bytes[bytes.length - (data.length - i) * width] = kept;
  });
  writeFileSync(clusters, bytes);
  utimesSync(clusters, atime, mtime);
  assert.equal(statSync(clusters).size, size);
  const merged = await (await reopened()).unitTable();
  assert.deepEqual(merged, await fresh());
  assert.deepEqual(
    merged.ids,
    table.ids.filter((id) => id !== String(gone)),
  );
  assert.equal(merged.spikeCount[0], table.spikeCount[0]! + table.spikeCount[1]!);
  assert.notEqual(await spikes(), known);
});

test('templates of another sorting move the units, and a header of another rate counts their seconds anew', async () => {
  const { folder, file, table, reopened, fresh } = await opened();
  const { data, shape } = parseNpy(new Uint8Array(readFileSync(file('templates.npy'))), 'templates.npy');
  writeFileSync(
    file('templates.npy'),
    writeNpy({ data: (data as Float32Array).map((value) => -3 * value), shape }),
  );
  const scaled = await (await reopened()).unitTable();
  assert.deepEqual(scaled, await fresh());
  assert.deepEqual(scaled.peakChannel, table.peakChannel);
  const meta = path.join(folder, 'rec_g0_t0.imec0.ap.meta');
  writeFileSync(meta, readFileSync(meta, 'utf8').replace(/imSampRate=[\d.]+/, 'imSampRate=15000'));
  const slower = await (await reopened()).unitTable();
  assert.deepEqual(slower, await fresh());
  assert.ok(slower.rateHz[0]! < 0.6 * table.rateHz[0]!, `${slower.rateHz[0]} of ${table.rateHz[0]}`);
});

test('a dataset that was closed is read from the disk when it is opened again', async () => {
  const { folder, datasets, spikes } = await opened();
  const known = await spikes();
  await datasets.forget(folder);
  assert.notEqual(await spikes(), known);
});

test('a change while the units are read is not taken for what was read', async () => {
  const { folder, file, table, datasets, reopened, fresh } = await opened();
  await datasets.forget(folder);
  const reading = (await datasets.get(folder)).unitTable();
  writeFileSync(file('cluster_group.tsv'), `cluster_id\tgroup\n${table.ids[0]}\tnoise\n`);
  const again = await (await reopened()).unitTable();
  await reading;
  assert.equal(again.group[0], 'noise');
  assert.deepEqual(again, await fresh());
});
