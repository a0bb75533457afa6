import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { spikeGlxStreams } from '../../core/io/spikeglx-streams.ts';
import { corpusPath, expected } from '../corpus.ts';
import { ap, frameBytes, lf, ni, ofBytes, withFolder } from './spikeglx-folder.ts';

describe('a folder of SpikeGLX files', () => {
  it('has a stream for each header, probes first, with its raw file', async () =>
    withFolder(
      {
        'r_g0_t0.nidq.meta': ofBytes(ni, 4000),
        'r_g0_t0.nidq.bin': 4000,
        'r_g0_t0.imec1.lf.meta': ofBytes(lf, 100 * frameBytes),
        'r_g0_t0.imec1.lf.bin': 100 * frameBytes,
        'r_g0_t0.imec1.ap.meta': ofBytes(ap, 1200 * frameBytes),
        'r_g0_t0.imec1.ap.bin': 1200 * frameBytes,
      },
      async (folder) => {
        const { streams, parts, headers, software, warnings } = await spikeGlxStreams(folder);
        assert.deepEqual(
          streams.map(({ id, band, sampleCount }) => [id, band, sampleCount]),
          [
            ['imec1.ap', 'ap', 1200],
            ['imec1.lf', 'lf', 100],
            ['nidq', 'nidq', 1000],
          ],
        );
        const { raw, headerFile } = streams[0]!;
        assert.equal(headerFile, path.join(folder, 'r_g0_t0.imec1.ap.meta'));
        assert.match(raw!.fingerprint, /^[0-9a-f]{16,}$/);
        assert.deepEqual(
          { ...raw, fingerprint: '' },
          {
            file: path.join(folder, 'r_g0_t0.imec1.ap.bin'),
            encoding: 'flat',
            sampleType: 'int16',
            headerBytes: 0,
            columnCount: 385,
            sampleCount: 1200,
            fingerprint: '',
          },
        );
        assert.deepEqual(
          streams.flatMap((stream) => stream.warnings),
          [],
        );
        assert.deepEqual(warnings, []);
        assert.equal(software, 'SpikeGLX 20190327');
        assert.deepEqual(parts, [
          { part: 'AP metadata', state: 'present', file: 'r_g0_t0.imec1.ap.meta' },
          { part: 'AP raw data', state: 'present', file: 'r_g0_t0.imec1.ap.bin' },
          { part: 'LF metadata', state: 'present', file: 'r_g0_t0.imec1.lf.meta' },
          { part: 'LF raw data', state: 'present', file: 'r_g0_t0.imec1.lf.bin' },
          { part: 'NI-DAQ metadata', state: 'present', file: 'r_g0_t0.nidq.meta' },
          { part: 'NI-DAQ raw data', state: 'present', file: 'r_g0_t0.nidq.bin' },
        ]);
        assert.equal(headers[0]?.values['imSampRate'], '30000.390639481');
        assert.ok(String(headers[0]?.values['imroTbl']).startsWith('(0,384)'));
      },
    ));

  it('may be a run folder with a folder for each probe', async () =>
    withFolder(
      {
        'run_g0_t0.nidq.meta': ni,
        'run_g0_imec0/run_g0_t0.imec0.ap.meta': ofBytes(ap.replaceAll('imec1', 'imec0'), 7 * frameBytes),
        'run_g0_imec0/run_g0_t0.imec0.ap.bin': 7 * frameBytes,
        'run_g0_imec1/run_g0_t0.imec1.ap.meta': ap,
        'run_g0_imec1/run_g0_t0.imec1.lf.meta': lf,
        'run_g0_imec10/run_g0_t0.imec10.ap.meta': ap.replaceAll('imec1', 'imec10'),
        'notes/x.meta': 'typeThis=imec',
      },
      async (folder) => {
        const { streams, parts } = await spikeGlxStreams(folder);
        assert.deepEqual(
          streams.map(({ id }) => id),
          ['imec0.ap', 'imec1.ap', 'imec1.lf', 'imec10.ap', 'nidq'],
        );
        assert.equal(streams[0]?.raw?.sampleCount, 7);
        // Three AP files: parts are told apart by stream, the only LF file needs no number.
        assert.deepEqual(parts.map(({ part }) => part).slice(0, 6), [
          'imec0.ap metadata',
          'imec0.ap raw data',
          'imec1.ap metadata',
          'imec1.ap raw data',
          'LF metadata',
          'LF raw data',
        ]);
        assert.equal(parts[1]?.file, 'run_g0_imec0/run_g0_t0.imec0.ap.bin');
      },
    ));

  it('gives files of the same stream their recorded names', async () =>
    withFolder(
      {
        'a_t0.imec0.ap.meta': ap.replace('t0.imec1', 't0.imec0'),
        'a_t1.imec0.ap.meta': ap.replace('t0.imec1', 't1.imec0'),
        'copy.meta': ap.replace('t0.imec1', 't1.imec0'),
        'a_t0.imec0.lf.meta': lf.replace('t0.imec1', 't0.imec0'),
      },
      async (folder) => {
        const { streams } = await spikeGlxStreams(folder);
        assert.deepEqual(streams.map(({ id }) => id).sort(), [
          'imec0.lf',
          'test4olivier_g0_t0.imec0.ap',
          'test4olivier_g0_t1.imec0.ap',
          'test4olivier_g0_t1.imec0.ap (2)',
        ]);
      },
    ));

  it('reads all headers of the corpus at once, each with an id of its own', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'corpus-'));
    try {
      const files = Object.keys(expected().spikeglx_meta);
      for (const [i, file] of files.entries()) cpSync(corpusPath(file), path.join(folder, `${i}.meta`));
      const { streams, parts, warnings } = await spikeGlxStreams(folder);
      assert.equal(streams.length, files.length);
      assert.equal(new Set(streams.map(({ id }) => id)).size, files.length);
      assert.deepEqual(warnings, []);
      assert.ok(parts.every(({ state }, i) => state === (i % 2 === 0 ? 'present' : 'missing')));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('is nothing in a folder without headers', async () =>
    withFolder({ 'a.bin': 10, '._x.ap.meta': 'junk of macOS' }, async (folder) => {
      assert.deepEqual(await spikeGlxStreams(folder), {
        streams: [],
        headers: [],
        parts: [],
        warnings: [],
        software: null,
      });
    }));
});

describe('the raw file of a header', () => {
  const found = async (
    files: Readonly<Record<string, string | number>>,
    check: (raw: (string | undefined)[], folder: string) => void,
  ) =>
    withFolder(files, async (folder) => {
      const { streams } = await spikeGlxStreams(folder);
      check(
        streams.map(({ raw }) => raw && path.basename(raw.file)),
        folder,
      );
    });

  it('has its name, or the one it was recorded under', async () => {
    await found({ 'a.meta': ap, 'a.bin': frameBytes, 'b.bin': frameBytes }, (raw) =>
      assert.deepEqual(raw, ['a.bin']),
    );
    await found({ 'a.meta': ap, 'test4olivier_g0_t0.imec1.ap.bin': frameBytes, 'b.bin': frameBytes }, (raw) =>
      assert.deepEqual(raw, ['test4olivier_g0_t0.imec1.ap.bin']),
    );
  });

  it('is the only one of its band where both were renamed', async () => {
    await found(
      { 'NP-Ultra.meta': ap, 'npx.imec.ap.bin': frameBytes, 'npx.imec.lf.bin': frameBytes },
      (raw) => assert.deepEqual(raw, ['npx.imec.ap.bin']),
    );
    await found({ 'header.meta': ap, 'data.bin': frameBytes }, (raw) => assert.deepEqual(raw, ['data.bin']));
  });

  it('is not guessed where two could be meant', async () => {
    await found({ 'x.meta': ap, 'a.imec.ap.bin': frameBytes, 'b.imec.ap.bin': frameBytes }, (raw) =>
      assert.deepEqual(raw, [undefined]),
    );
    await found({ 'x.meta': ap, 'y.meta': lf, 'data.bin': frameBytes }, (raw) =>
      assert.deepEqual(raw, [undefined, undefined]),
    );
    await found({ 'x.meta': ap, 'a.imec.lf.bin': frameBytes, 'temp_wh.bin': frameBytes }, (raw) =>
      assert.deepEqual(raw, [undefined]),
    );
  });

  it('that is missing is said so, and leaves the length of the header', async () =>
    withFolder({ 'r.imec1.ap.meta': ap }, async (folder) => {
      const { streams, parts } = await spikeGlxStreams(folder);
      assert.equal(streams[0]?.raw, undefined);
      assert.equal(streams[0]?.sampleCount, 24734244);
      const message =
        'r.imec1.ap.meta: found no r.imec1.ap.bin (or .cbin) beside it, expected the raw data there. Copy it into the folder.';
      assert.equal(streams[0]?.rawMissingReason, message);
      assert.deepEqual(parts[1], {
        part: 'AP raw data',
        state: 'missing',
        message,
        costs: 'waveforms and traces are off',
      });
    }));

  it('that was cut inside a frame keeps its whole frames, with warnings', async () =>
    withFolder({ 'r.meta': ofBytes(ap, 20 * frameBytes), 'r.bin': 10 * frameBytes + 100 }, async (folder) => {
      const { streams } = await spikeGlxStreams(folder);
      assert.equal(streams[0]?.sampleCount, 10);
      assert.deepEqual(streams[0]?.warnings, [
        'r.bin: found 7800 bytes, expected a multiple of 770 bytes per frame (385 channels of 2 bytes). The last 100 bytes are left out; check that the file is whole and belongs to its header.',
        'r.bin: found 7800 bytes, expected 15400 as its header says. The length on disk is used; check that the file was copied whole.',
      ]);
    }));

  it('that is empty is broken', async () =>
    withFolder({ 'r.meta': ap, 'r.bin': 0 }, async (folder) => {
      const { streams, parts } = await spikeGlxStreams(folder);
      assert.equal(streams[0]?.raw, undefined);
      assert.equal(parts[1]?.state, 'broken');
      assert.match(
        parts[1]?.message ?? '',
        /^r\.bin: found an empty file, expected 770 bytes per frame \(385 channels of 2 bytes\)\. Copy/,
      );
    }));

  it('that is a link to nowhere is broken', async () =>
    withFolder({ 'r.meta': ap }, async (folder) => {
      symlinkSync('/nowhere/r.bin', path.join(folder, 'r.bin'));
      const { streams, parts } = await spikeGlxStreams(folder);
      assert.equal(streams[0]?.sampleCount, 24734244);
      assert.equal(parts[1]?.state, 'broken');
      assert.match(parts[1]?.message ?? '', /r\.bin: found nothing there, expected a file/);
    }));
});
