import assert from 'node:assert/strict';
import { appendFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { keepBackup, mendFile } from '../../core/engine/mend-file.ts';
import { examineFolder } from '../../core/io/examine-folder.ts';
import { ownRecording } from '../synthetic.ts';

describe('mending what the doctor finds', () => {
  let folder = '';
  before(async () => {
    folder = await ownRecording();
  });
  after(() => rmSync(folder, { recursive: true, force: true }));
  const wrong = async () =>
    (await examineFolder(folder)).filter(({ severity }) => severity !== 'information');

  it('leaves nothing wrong, a copy of every file as it was, and the raw files as they are', async () => {
    const params = path.join(folder, 'params.py');
    const table = path.join(folder, 'cluster_group.tsv');
    const raw = readdirSync(folder).find((name) => name.endsWith('.ap.bin')) ?? '';
    const broken = readFileSync(params, 'utf8')
      .replace(/dat_path.*/, `dat_path = r'/moved/away/${raw}'`)
      .replace(/sample_rate.*/, 'sample_rate = 25000.')
      .replace(/n_channels_dat.*/, 'n_channels_dat = 7');
    writeFileSync(params, broken);
    appendFileSync(table, '0\tmua\n');
    const tableBroken = readFileSync(table, 'utf8');
    const bytes = readFileSync(path.join(folder, raw));
    const found = await wrong();
    assert.deepEqual(found.map(({ code }) => code).sort(), [
      'channel-count',
      'duplicate-unit',
      'raw-moved',
      'sample-rate',
    ]);
    for (const file of new Set(found.map((each) => each.file))) {
      const fixes = found.filter((each) => each.file === file).flatMap((each) => each.fixes.slice(0, 1));
      assert.equal(await mendFile(file, fixes), `${file}.backup`);
    }
    assert.deepEqual(await wrong(), []);
    assert.equal(readFileSync(`${params}.backup`, 'utf8'), broken);
    assert.equal(readFileSync(`${table}.backup`, 'utf8'), tableBroken);
    assert.ok(readFileSync(path.join(folder, raw)).equals(bytes));
    assert.match(readFileSync(params, 'utf8'), new RegExp(`^dat_path = r'${raw}'$`, 'm'));
  });

  it('changes nothing where the file is another by now, and no file of raw data ever', async () => {
    const params = path.join(folder, 'params.py');
    const text = readFileSync(params, 'utf8');
    const fix = { title: '', line: 0, from: 'what is not there', to: 'x' };
    await assert.rejects(
      mendFile(params, [fix]),
      /params\.py: found another line 1, expected what is not there\. It has changed/,
    );
    assert.equal(readFileSync(params, 'utf8'), text);
    await assert.rejects(mendFile(path.join(folder, 'rec.ap.bin'), [fix]), /is not changed by the doctor/);
  });

  it('copies again what has changed since the last copy, and only that', async () => {
    const file = path.join(folder, 'cluster_KSLabel.tsv');
    writeFileSync(file, 'cluster_id\tKSLabel\n');
    assert.equal(await keepBackup(file), `${file}.backup`);
    assert.equal(await keepBackup(file), `${file}.backup`);
    writeFileSync(file, 'cluster_id\tKSLabel\n0\tgood\n');
    assert.equal(await keepBackup(file), `${file}.backup-2`);
    await assert.rejects(keepBackup(path.join(folder, 'none')), /no copy could be made beside it/);
  });
});
