import assert from 'node:assert/strict';
import { chmodSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { spikeGlxStreams } from '../../core/io/spikeglx-streams.ts';
import { isInputError } from '../../core/model/errors.ts';
import { corpusText } from '../corpus.ts';
import { ap, frameBytes, lf, ni, withFolder } from './spikeglx-folder.ts';

describe('a raw file compressed by mtscomp', () => {
  const chunks = corpusText('mtscomp_ch/ibl-neuropixel/_spikeglx_ephysData_g0_t0.imec0.ap.ch');
  const bytes = (JSON.parse(chunks) as { chunk_offsets: number[] }).chunk_offsets.at(-1)!;

  it('has its length from the .ch', async () =>
    withFolder({ 'r.meta': ap, 'r.cbin': bytes, 'r.ch': chunks }, async (folder) => {
      const { streams } = await spikeGlxStreams(folder);
      const { raw, sampleCount, warnings } = streams[0]!;
      assert.equal(sampleCount, 30_000);
      assert.deepEqual(
        [raw?.encoding, path.basename(raw?.chunksFile ?? ''), raw?.sampleType],
        ['mtscomp', 'r.ch', 'int16'],
      );
      assert.deepEqual(warnings, []);
    }));

  it('may have names with a unique number before the extension, as IBL writes them', async () =>
    withFolder(
      { '_x_t0.imec0.ap.1a2b.meta': ap, '_x_t0.imec0.ap.3c4d.cbin': bytes, '_x_t0.imec0.ap.5e6f.ch': chunks },
      async (folder) => {
        const { streams } = await spikeGlxStreams(folder);
        assert.equal(streams[0]?.raw?.sampleCount, 30_000);
        assert.equal(path.basename(streams[0]?.raw?.chunksFile ?? ''), '_x_t0.imec0.ap.5e6f.ch');
      },
    ));

  it('goes after the .bin of the same name', async () =>
    withFolder({ 'r.meta': ap, 'r.cbin': bytes, 'r.ch': chunks, 'r.bin': 3 * frameBytes }, async (folder) => {
      assert.equal((await spikeGlxStreams(folder)).streams[0]?.raw?.encoding, 'flat');
    }));

  const damaged: [string, Record<string, string | number>, RegExp][] = [
    [
      'without its .ch',
      { 'r.cbin': bytes },
      /^r\.cbin: found no r\.ch beside it, expected the table of its chunks/,
    ],
    ['with a damaged .ch', { 'r.cbin': bytes, 'r.ch': '{' }, /^r\.ch: found text that is no JSON/],
    [
      'with the .ch of another recording',
      { 'r.cbin': bytes, 'r.ch': chunks.replace(/"n_channels": ?385/, '"n_channels": 12') },
      /^r\.ch: found 12 channels, expected 385/,
    ],
    ['that was cut', { 'r.cbin': 1000, 'r.ch': chunks }, /^r\.cbin: found 1000 bytes, expected 12028183/],
  ];
  for (const [name, files, message] of damaged)
    it(`${name} is broken, and the stream keeps its header`, async () =>
      withFolder({ 'r.meta': ap, ...files }, async (folder) => {
        const { streams, parts } = await spikeGlxStreams(folder);
        assert.equal(streams[0]?.sampleCount, 24734244);
        assert.deepEqual([parts[1]?.state, streams[0]?.rawMissingReason], ['broken', parts[1]?.message]);
        assert.match(parts[1]?.message ?? '', message);
      }));
});

describe('damaged SpikeGLX folders', () => {
  it('a header that cannot be used is a broken part with a sentence, the others go on', async () => {
    const random = String.fromCharCode(...Array.from({ length: 500 }, (_, i) => (i * 7919) % 256));
    await withFolder(
      {
        'a.imec0.ap.meta': '',
        'b.imec0.lf.meta': random,
        'c.nidq.meta': ni.slice(0, 300),
        'd.imec1.ap.meta': ap,
      },
      async (folder) => {
        const { streams, parts } = await spikeGlxStreams(folder);
        assert.deepEqual(
          streams.map(({ id }) => id),
          ['imec1.ap'],
        );
        const broken = parts.filter(({ state }) => state === 'broken');
        assert.deepEqual(
          broken.map(({ part, file, costs }) => [part, file, costs]),
          [
            ['AP metadata', 'a.imec0.ap.meta', 'this stream is off'],
            ['LF metadata', 'b.imec0.lf.meta', 'this stream is off'],
            ['NI-DAQ metadata', 'c.nidq.meta', 'this stream is off'],
          ],
        );
        for (const { message, file } of broken) {
          assert.match(message ?? '', /: found .*, expected .*\./);
          assert.ok(message?.startsWith(file ?? '?') && !message.includes('\n'));
        }
      },
    );
  });

  it('a header, a raw file and a probe folder without permission are said so, each for itself', async () =>
    withFolder(
      {
        'secret.imec0.ap.meta': ap,
        'r.imec1.ap.meta': ap,
        'r.imec1.ap.bin': 5 * frameBytes,
        'r.imec1.lf.meta': lf,
        'r.imec1.lf.bin': 5 * frameBytes,
        'run_imec2/r.imec2.ap.meta': ap,
      },
      async (folder) => {
        const closed = ['secret.imec0.ap.meta', 'r.imec1.ap.bin', 'run_imec2'].map((name) =>
          path.join(folder, name),
        );
        for (const file of closed) chmodSync(file, 0);
        chmodSync(folder, 0o755);
        // Permissions do not bind root: be nobody for as long as it takes.
        const isRoot = process.geteuid?.() === 0;
        if (isRoot) process.seteuid?.(65534);
        try {
          const { streams, parts, warnings } = await spikeGlxStreams(folder);
          assert.deepEqual(
            streams.map(({ id, raw }) => [id, raw?.sampleCount]),
            [
              ['imec1.ap', undefined],
              ['imec1.lf', 5],
            ],
          );
          assert.match(
            streams[0]?.rawMissingReason ?? '',
            /r\.imec1\.ap\.bin: found it, but it may not be read/,
          );
          const broken = parts.filter(({ state }) => state === 'broken').map(({ file }) => file);
          assert.deepEqual(broken, ['r.imec1.ap.bin', 'secret.imec0.ap.meta', 'run_imec2']);
          assert.ok(warnings.every((warning) => !warning.includes('secret')));
        } finally {
          if (isRoot) process.seteuid?.(0);
          for (const file of closed) chmodSync(file, 0o755);
        }
      },
    ));

  it('a header with an odd line is read, with a warning that names the line', async () =>
    withFolder({ 'r.meta': ap.replace('typeThis', 'oops\ntypeThis') }, async (folder) => {
      const { streams, warnings } = await spikeGlxStreams(folder);
      assert.equal(streams.length, 1);
      assert.match(warnings[0]!, /^r\.meta: line \d+ is not key=value and was passed over\.$/);
    }));

  it('a folder that is not there, or a file in its place, is said so', async () =>
    withFolder({ 'r.meta': ap }, async (folder) => {
      for (const wrong of [path.join(folder, 'nowhere'), path.join(folder, 'r.meta')])
        await assert.rejects(
          spikeGlxStreams(wrong),
          (error: Error) => isInputError(error) && error.message.startsWith(wrong),
        );
    }));
});
