import assert from 'node:assert/strict';
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileProblems, isCheckedFile } from '../../language-server/file-problems.ts';
import { datasetFacts } from '../../language-server/unit-facts.ts';
import { ownRecording } from '../synthetic.ts';

/** What a quick fix leaves of the text, and which codes are told of it. */
describe('an open file of a recording', () => {
  let folder = '';
  let meta = '';
  before(async () => {
    folder = await ownRecording();
    meta = readdirSync(folder).find((file) => file.endsWith('.ap.meta'))!;
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const at = (name: string) => path.join(folder, name);
  const checked = async (name: string, change: (text: string) => string = (text) => text) => {
    const text = change(readFileSync(at(name), 'utf8'));
    const problems = await fileProblems(text, at(name), datasetFacts());
    return {
      codes: problems.map(({ code }) => code),
      over: problems.map(({ from, to }) => text.slice(from, to)),
      fixed: problems.flatMap(({ fixes }) =>
        fixes.map((fix) => text.slice(0, fix.from) + fix.text + text.slice(fix.to)),
      ),
      text,
    };
  };

  it('has no problems as it was made, with any line ends', async () => {
    for (const name of ['params.py', meta, 'cluster_group.tsv']) {
      assert.ok(isCheckedFile(at(name)), name);
      for (const end of ['\n', '\r\n'])
        assert.deepEqual((await checked(name, (text) => text.replaceAll(/\r?\n/g, end))).codes, [], name);
    }
  });

  it('is mended where params.py contradicts the file and its header', async () => {
    for (const end of ['\n', '\r\n']) {
      const whole = (text: string) => text.replaceAll(/\r?\n/g, end);
      const { text: good } = await checked('params.py', whole);
      const channels = await checked('params.py', (text) =>
        whole(text).replace(/n_channels_dat *= *\d+/, 'n_channels_dat = 7'),
      );
      assert.deepEqual(channels.codes, ['channel-count']);
      assert.deepEqual(channels.over, ['n_channels_dat = 7']);
      assert.equal(number(channels.fixed[0]!, 'n_channels_dat'), number(good, 'n_channels_dat'));
      const rate = await checked('params.py', (text) =>
        whole(text).replace(/sample_rate *= *[\d.]+/, 'sample_rate = 25000.'),
      );
      assert.deepEqual(rate.codes, ['sample-rate']);
      assert.equal(number(rate.fixed[0]!, 'sample_rate'), number(good, 'sample_rate'));
    }
  });

  it('is told where the raw file went, also one of several', async () => {
    const raw = meta.replace(/meta$/, 'bin');
    const moved = await checked('params.py', (text) =>
      text.replace(/dat_path *=.*/, `dat_path = '/old/machine/${raw}'`),
    );
    assert.deepEqual(moved.codes, ['raw-moved']);
    assert.ok(moved.fixed[0]?.includes(`dat_path = r'${raw}'`));
    assert.ok(moved.fixed[1]?.includes(`dat_path = r'${at(raw)}'`));
    const several = await checked('params.py', (text) =>
      text.replace(/dat_path *=.*/, `dat_path = ['${raw}', "/old/machine/${raw}"]`),
    );
    assert.deepEqual(several.codes, ['raw-moved']);
    assert.ok(several.fixed[0]?.includes(`dat_path = ['${raw}', r'${raw}']`));
    renameSync(at(raw), at('aside'));
    try {
      assert.deepEqual((await checked('params.py')).codes, ['raw-missing']);
    } finally {
      renameSync(at('aside'), at(raw));
    }
  });

  it('is told of a unit that a table names twice, and of a header that another file was cut to', async () => {
    const twice = await checked('cluster_group.tsv', (text) => `${text.trimEnd()}\n0\tnoise\n`);
    assert.deepEqual([twice.codes, twice.over], [['duplicate-unit'], ['0\tnoise']]);
    const cut = await checked(meta, (text) => text.replace(/fileSizeBytes=\d+/, 'fileSizeBytes=66'));
    assert.ok(cut.codes.length > 0 && cut.over.some((line) => line.startsWith('fileSizeBytes')));
  });

  it("is not checked where it is no file of a sorting: any other program's params.py", async () => {
    const elsewhere = path.join(folder, 'sub');
    writeFileSync(path.join(folder, 'other.py'), '');
    assert.deepEqual(
      await fileProblems("dat_path = 'nowhere.dat'\n", path.join(elsewhere, 'params.py'), datasetFacts()),
      [],
    );
    assert.equal(isCheckedFile(path.join(folder, 'other.py')), false);
  });
});

const number = (text: string, name: string): number =>
  Number(new RegExp(`^${name} *= *([\\d.]+)`, 'm').exec(text)?.[1]);
