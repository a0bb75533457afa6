import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { catalogue } from '../../core/analyses/catalogue.ts';
import { camelCase } from '../../core/analyses/kebab.ts';
import { parseNpyHeader } from '../../core/formats/npy-header.ts';
import { npyx, type OpenRecording, open, plot } from '../../core/index.ts';
import { recordingFixture } from '../synthetic.ts';

describe('a recording as a script sees it', () => {
  let folder = '';
  let recording: OpenRecording;
  let out = '';
  before(async () => {
    folder = await recordingFixture();
    recording = await open(folder, { threads: 0 });
    out = mkdtempSync(path.join(tmpdir(), 'neuropyxels-library-'));
  });
  after(async () => {
    await recording.close();
    rmSync(out, { recursive: true, force: true });
  });

  it('has a method for every analysis, and answers to every name of npyx', () => {
    for (const { id, npyx: names } of catalogue)
      for (const name of [camelCase(id), ...names])
        assert.equal(typeof recording[name as keyof OpenRecording], 'function', name);
  });

  it('gives what running the analysis by its id gives', async () => {
    const params = { binMs: 1, windowMs: 50, normalize: 'counts' } as const;
    const { result } = await recording.correlogram(['0', '1'], params);
    const run = await recording.run('correlogram', ['0', '1'], params);
    assert.deepEqual(result.values, (run.result as typeof result).values);
    assert.equal(result.lagsMs.length, 51);
  });

  it("takes npyx's words for the same: names of parameters, spelling of choices, units as numbers", async () => {
    const ours = await recording.correlogram(['0', '1'], { binMs: 1, windowMs: 50, normalize: 'counts' });
    const theirs = await recording.ccg([0, 1], { bin_size: 1, win_size: 50, normalize: 'Counts' });
    const plotted = await recording.plot_ccg([0, 1], { cbin: 1, cwin: 50, normalize: 'counts' });
    assert.deepEqual(theirs.result.values, ours.result.values);
    assert.deepEqual(plotted.params, ours.params);
    const train = await npyx.trn(folder, 0, { periods: [[0, 6]] });
    assert.deepEqual(train.result, (await recording.spikeTrain('0', { periodsS: [[0, 6]] })).result);
    await npyx.close();
  });

  it("takes npyx's switches under npyx's names: computing anew, keeping nothing, filtering or not", async () => {
    const given = { bin_size: 1, win_size: 30, periods: 'all', verbose: true, sav: false };
    const ours = await recording.correlogram(['0', '1'], { binMs: 1, windowMs: 30 });
    assert.equal((await recording.ccg([0, 1], given)).cached, true);
    const anew = await recording.ccg([0, 1], { ...given, again: true });
    assert.deepEqual([anew.cached, anew.result.values], [false, ours.result.values]);
    assert.equal((await recording.ccg([0, 1], { ...given, cache_results: false })).cached, false);
    const corners = [{ hpfilt: 1 }, { hpfilt: true, hpfiltf: 500 }, { hpfilt: false, hpfiltf: 500 }, {}];
    const used: (number | null)[] = [];
    for (const corner of corners)
      used.push((await recording.wvf(0, { n_waveforms: 5, ...corner })).params.highpassHz);
    assert.deepEqual(used, [300, 500, null, null]);
    await assert.rejects(recording.correlogram([0, 1], { again: true } as object), /again: unknown/);
  });

  it('refuses what it does not know, and a parameter under both names', async () => {
    await assert.rejects(recording.ccg([0, 1], { n_cores: 2 }), /n_cores: unknown/);
    await assert.rejects(
      recording.ccg([0, 1], { bin_size: 1, binMs: 1 }),
      /binMs: given twice, also as bin_size/,
    );
    await assert.rejects(recording.spikeTrain(999), /999/);
  });

  it('lists the units of a label', async () => {
    const all = await recording.units();
    const good = await recording.units({ quality: 'good' });
    assert.deepEqual(
      good.ids,
      all.ids.filter((_, row) => all.group[row] === 'good'),
    );
    assert.ok(good.ids.length > 0 && good.ids.length < all.ids.length);
  });

  it('has the faces of a result: figure, JSON, table, files', async () => {
    const outcome = await recording.isi('0');
    assert.match(outcome.figure.alt, /interval/i);
    assert.equal((outcome.json() as { unit: string }).unit, '0');
    assert.ok(Object.keys(outcome.table()).length > 0);
    const file = path.join(out, 'isi.csv');
    await outcome.save(file);
    assert.ok(readFileSync(file, 'utf8').split('\n').length > 10);
    await assert.rejects(outcome.save(path.join(out, 'isi.xls')), /ends with none of \.svg/);
    assert.throws(() => readFileSync(path.join(out, 'isi.xls')));
  });

  it('writes the single waveforms, although the cache does not keep them', async () => {
    const outcome = await recording.waveforms('0', { count: 5 });
    const file = path.join(out, 'waves.npy');
    await outcome.save(file);
    assert.equal(parseNpyHeader(readFileSync(file), file).shape[0], 5);
  });

  describe('plot', () => {
    const argv = (...words: string[]) => ({ argv: ['node', 'script.mjs', ...words] });

    it('writes into the folder after --out, and no figure over another', async () => {
      const outcome = await recording.isi('0');
      const figures = path.join(out, 'figures');
      assert.equal(await plot(outcome, undefined, argv('--out', figures)), path.join(figures, 'isi-0.svg'));
      assert.equal(
        await plot(outcome, undefined, argv(`--out=${figures}`)),
        path.join(figures, 'isi-0-2.svg'),
      );
      assert.equal(await plot(outcome, 'a/b.png', argv('--out', figures)), path.join(figures, 'a-b.png'));
      assert.deepEqual(readdirSync(figures).sort(), ['a-b.png', 'isi-0-2.svg', 'isi-0.svg']);
    });

    it('writes the file after --out', async () => {
      const file = path.join(out, 'fig.pdf');
      assert.equal(await plot(await recording.isi('0'), 'ignored', argv('--out', file)), file);
      assert.equal(readFileSync(file).subarray(0, 4).toString(), '%PDF');
    });

    it('writes nothing unasked, and refuses an --out without a value or with an unknown ending', async () => {
      const outcome = await recording.isi('0');
      assert.equal(await plot(outcome, undefined, argv()), null);
      await assert.rejects(plot(outcome, undefined, argv('--out')), /--out: expected a folder or a file/);
      await assert.rejects(
        plot(outcome, undefined, argv('--out', path.join(out, 'x.gif'))),
        /ends with none of/,
      );
    });
  });
});
