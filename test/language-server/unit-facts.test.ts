import assert from 'node:assert/strict';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { unitFacts } from '../../language-server/unit-facts.ts';
import { mergedRecording } from '../merged.ts';
import { ownRecording } from '../synthetic.ts';

describe('units for completion', () => {
  let folder = '';
  before(async () => {
    folder = await ownRecording();
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('are read once for calls that come together or later', async () => {
    const units = unitFacts();
    const [first, second] = await Promise.all([units(folder), units(folder)]);
    assert.ok(first && first.ids.length > 1);
    assert.equal(first, second);
    assert.equal(await units(folder), first);
  });

  it('are read again when a label file comes, changes or goes', async () => {
    const units = unitFacts();
    const table = await units(folder);
    const labels = path.join(folder, 'cluster_group.tsv');
    renameSync(labels, `${labels}.aside`);
    assert.notEqual(await units(folder), table);
    writeFileSync(labels, 'cluster_id\tgroup\n0\tnoise\n');
    assert.equal((await units(folder))?.group[0], 'noise');
    writeFileSync(labels, 'cluster_id\tgroup\n0\tunsure\n');
    assert.equal((await units(folder))?.group[0], 'unsure');
  });

  it('are none for an empty folder, until a recording is there', async () => {
    const empty = mkdtempSync(path.join(tmpdir(), 'neuropyxels-empty-'));
    const units = unitFacts();
    try {
      assert.equal(await units(empty), null);
      assert.equal(await units(path.join(empty, 'absent')), null);
      rmSync(empty, { recursive: true });
      renameSync(await ownRecording(), empty);
      assert.ok(((await units(empty))?.ids.length ?? 0) > 1);
    } finally {
      rmSync(empty, { recursive: true, force: true });
    }
  });

  it('of a merged dataset carry the probe, in their ids and in words', async () => {
    const made = await mergedRecording({ preset: 'merge', seconds: 4, channels: 8, units: 6, lf: false });
    try {
      const table = await unitFacts()(made.merged);
      const row = table?.ids.indexOf('0.1') ?? -1;
      assert.ok(row > 0);
      assert.deepEqual([table?.probe?.[row], table?.extra['probe']?.[row]], [1, 'probe2']);
    } finally {
      rmSync(made.folder, { recursive: true, force: true });
    }
  });

  it('are none, and not a fault, when the spikes cannot be read', async () => {
    const broken = await ownRecording();
    try {
      writeFileSync(path.join(broken, 'spike_times.npy'), 'no array');
      assert.equal(await unitFacts()(broken), null);
    } finally {
      rmSync(broken, { recursive: true, force: true });
    }
  });
});
