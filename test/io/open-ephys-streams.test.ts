import assert from 'node:assert/strict';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { ttlEdges } from '../../core/formats/open-ephys-events.ts';
import { parseOebin } from '../../core/formats/open-ephys-oebin.ts';
import { readTextFolder, readTtlEvents } from '../../core/io/open-ephys-event-files.ts';
import { openEphysStreams } from '../../core/io/open-ephys-streams.ts';
import { openRecording } from '../../core/io/open-recording.ts';
import { isInputError } from '../../core/model/errors.ts';
import { corpusPath, corpusText, expected, type OebinFacts, type OpenEphysFacts } from '../corpus.ts';
import { scratchFolder } from './scratch.ts';

const facts = expected<OpenEphysFacts>().openephys;
const session = 'openephys/aind-data-transfer/v0.6.x_neuropixels_multiexp_multistream/Record Node 101';
const fileReader = 'openephys/spikewrap_no_probe/sub-001/ses-001/ephys/RecordNode103';
const pythonTools = 'openephys/open-ephys-python-tools/v0.6.7_Binary/Record Node 101';

async function inTemp(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), "oe ñ 'x' "));
  try {
    await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('a recording folder of Open Ephys', () => {
  for (const experiment of [1, 3, 6])
    it(`experiment ${experiment} has its streams, clocks and samples`, async () => {
      const recording = `${session}/experiment${experiment}/recording1`;
      const wanted = (facts[`${recording}/structure.oebin`] as OebinFacts).continuous;
      const found = await openEphysStreams(corpusPath(recording));
      assert.equal(found.software, 'Open Ephys GUI 0.6.0');
      assert.deepEqual(
        found.streams.map(({ id }) => id),
        [
          'Record Node 101#Neuropix-PXI-100.ProbeB',
          'Record Node 101#Neuropix-PXI-100.ProbeC',
          'Record Node 101#NI-DAQmx-103.PXIe-6341',
        ],
      );
      for (const [i, stream] of found.streams.entries()) {
        const want = wanted[i]!;
        assert.equal(stream.sampleCount, want.dat?.n_samples);
        assert.equal(stream.firstSample, want.npy['sample_numbers.npy']?.first);
        assert.deepEqual(stream.warnings, []);
        const reader = await openRecording(stream.raw!);
        const samples = await reader.read(0, 100);
        await reader.close();
        const dat = want.dat as unknown as {
          first_row_first8: number[];
          last_row_last4: number[];
          ch0_sum: number;
        };
        assert.deepEqual([...samples.slice(0, 8)], dat.first_row_first8);
        assert.deepEqual([...samples.slice(-4)], dat.last_row_last4);
        let sum = 0;
        for (let frame = 0; frame < 100; frame++) sum += samples[frame * stream.channels.length]!;
        assert.equal(sum, dat.ch0_sum);
      }
      const serials = found.streams.map(({ probe }) => [
        probe?.partNumber,
        probe?.serial,
        probe?.sites.length,
      ]);
      assert.deepEqual(serials, [
        ['NP2000', '20403311724', 384],
        ['NP2000', '20403311714', 384],
        [undefined, undefined, undefined],
      ]);
      assert.ok(
        found.parts.every(({ state }) => state === 'present'),
        JSON.stringify(found.parts),
      );
      const settings = found.parts.find(({ part }) => part === 'probe settings');
      assert.equal(
        path.basename(settings?.file ?? ''),
        experiment === 1 ? 'settings.xml' : `settings_${experiment}.xml`,
      );
    });

  it('of GUI 0.5 has its first sample number in timestamps.npy', async () => {
    for (const recording of [1, 2]) {
      const folder = `${fileReader}/experiment1/recording${recording}`;
      const want = (facts[`${folder}/structure.oebin`] as OebinFacts).continuous[0]!;
      const { streams } = await openEphysStreams(corpusPath(folder));
      assert.equal(streams.length, 1);
      assert.equal(streams[0]?.id, 'RecordNode103#File_Reader-100.0');
      assert.equal(streams[0]?.firstSample, want.npy['timestamps.npy']?.first);
      assert.equal(streams[0]?.sampleCount, want.dat?.n_samples);
      assert.equal(streams[0]?.sampleRateHz, 40_000);
    }
  });

  it('without continuous.dat has its length from sample_numbers.npy and says what is missing', async () => {
    const folder = `${pythonTools}/experiment1/recording1`;
    const want = (facts[`${folder}/structure.oebin`] as OebinFacts).continuous[0]!;
    const { streams, parts } = await openEphysStreams(corpusPath(folder));
    assert.equal(streams[0]?.raw, undefined);
    assert.equal(streams[0]?.sampleCount, want.npy['sample_numbers.npy']?.shape[0]);
    assert.equal(streams[0]?.firstSample, want.npy['sample_numbers.npy']?.first);
    assert.match(
      streams[0]?.rawMissingReason ?? '',
      /^continuous\/File_Reader-100\.example_data\/continuous\.dat: found no such file, expected/,
    );
    assert.deepEqual(
      parts.map(({ part, state }) => [part, state]),
      [
        ['recording structure', 'present'],
        ['probe settings', 'present'],
        ['Record Node 101#File_Reader-100.example_data raw data', 'missing'],
        ['TTL events File_Reader-100.example_data/TTL', 'present'],
        ['TTL events Network_Events-108.example_data/TTL', 'present'],
        ['text events MessageCenter', 'present'],
      ],
    );
  });

  it('whose stream folders are all gone still tells its probe', async () => {
    const folder =
      'openephys/probeinterface/OE_Neuropix-PXI-NP2-multishank-binary/Record_Node_109/experiment1/recording1';
    const { streams, parts } = await openEphysStreams(corpusPath(folder));
    assert.equal(streams[0]?.id, 'Record_Node_109#Neuropix-PXI-103.ProbeA');
    assert.equal(streams[0]?.band, 'ap');
    assert.equal(streams[0]?.sampleCount, null);
    assert.equal(streams[0]?.probe?.model, 'Neuropixels 2.0 four shank');
    assert.equal(streams[0]?.probe?.sites.length, 384);
    assert.equal(streams[0]?.channels.at(-1)?.role, 'sync');
    assert.deepEqual(streams[0]?.filterHz, { low: 0.5, high: 10_000 });
    assert.deepEqual(parts.at(-2), {
      part: 'TTL events Neuropix-PXI-103.ProbeA/TTL',
      state: 'missing',
      message:
        'events/Neuropix-PXI-103.ProbeA/TTL: found no states.npy or channel_states.npy, expected the events of Neuropixels PXI Sync. Copy the folder from the acquisition computer.',
      costs: 'its sync lines are off',
    });
  });
});

describe('a session of Open Ephys', () => {
  it('lists the streams of all its recordings, each with its place', async () => {
    for (const [folder, prefix] of [
      [session, ''],
      [path.dirname(session), ''],
    ] as const) {
      const { streams } = await openEphysStreams(corpusPath(folder));
      assert.deepEqual(
        streams.slice(2, 5).map(({ id }) => prefix + id),
        [
          'Record Node 101/experiment1/recording1#NI-DAQmx-103.PXIe-6341',
          'Record Node 101/experiment3/recording1#Neuropix-PXI-100.ProbeB',
          'Record Node 101/experiment3/recording1#Neuropix-PXI-100.ProbeC',
        ],
      );
      assert.equal(new Set(streams.map(({ id }) => id)).size, 9);
    }
  });

  it('is found from the folder of a stream, where sorters leave their output', async () => {
    const folder = corpusPath(`${session}/experiment1/recording1/continuous/Neuropix-PXI-100.ProbeB`);
    const { streams } = await openEphysStreams(folder);
    assert.equal(streams[0]?.id, 'Record Node 101#Neuropix-PXI-100.ProbeB');
  });

  it('is nothing in a folder without structure.oebin', async () => {
    assert.deepEqual(await openEphysStreams(corpusPath('imro')), {
      streams: [],
      headers: [],
      parts: [],
      warnings: [],
      software: null,
      edgeSources: [],
    });
  });
});

describe('damaged Open Ephys folders', () => {
  const copy = (folder: string): string => {
    const target = path.join(folder, 'Record Node 101');
    cpSync(corpusPath(`${session}/experiment1`), path.join(target, 'experiment1'), { recursive: true });
    cpSync(corpusPath(`${session}/settings.xml`), path.join(target, 'settings.xml'));
    return target;
  };
  const dat = (node: string, stream: string): string =>
    path.join(node, 'experiment1/recording1/continuous', stream, 'continuous.dat');

  it('a cut raw file keeps its whole frames and warns; the others stay as they are', async () =>
    inTemp(async (folder) => {
      const node = copy(folder);
      truncateSync(dat(node, 'Neuropix-PXI-100.ProbeB'), 768 * 40 + 100);
      truncateSync(dat(node, 'Neuropix-PXI-100.ProbeC'), 0);
      const { streams } = await openEphysStreams(node);
      assert.equal(streams[0]?.raw?.sampleCount, 40);
      assert.match(
        streams[0]!.warnings[0]!,
        /found 30820 bytes, expected a multiple of 768 bytes per frame \(384 channels of 2 bytes\)\. The last 100 bytes are left out/,
      );
      assert.match(streams[0]!.warnings[1]!, /found 40 samples, expected 100 as sample_numbers\.npy has/);
      assert.equal(streams[1]?.raw, undefined);
      assert.match(streams[1]!.rawMissingReason!, /found an empty file, expected 768 bytes per frame/);
      assert.equal(streams[2]?.raw?.sampleCount, 100);
    }));

  it('damaged settings cost the positions and nothing else', async () =>
    inTemp(async (folder) => {
      const node = copy(folder);
      writeFileSync(path.join(node, 'settings.xml'), '<SETTINGS><INFO>');
      const { streams, parts } = await openEphysStreams(node);
      assert.equal(streams.length, 3);
      assert.equal(streams[0]?.probe, null);
      assert.ok(streams[0]?.raw);
      const part = parts.find(({ state }) => state === 'broken');
      assert.match(part?.message ?? '', /^settings\.xml: found an error in line 1/);
      assert.equal(part?.costs, 'part number and positions of sites are unknown');
    }));

  it('a damaged structure.oebin is a broken part beside a whole one', async () =>
    inTemp(async (folder) => {
      const node = copy(folder);
      mkdirSync(path.join(node, 'experiment2/recording1'), { recursive: true });
      writeFileSync(path.join(node, 'experiment2/recording1/structure.oebin'), '{"continuous": [');
      const { streams, parts } = await openEphysStreams(node);
      assert.equal(streams.length, 3);
      const part = parts.find(({ state }) => state === 'broken');
      assert.equal(part?.file, 'experiment2/recording1/structure.oebin');
      assert.match(
        part?.message ?? '',
        /^experiment2\/recording1\/structure\.oebin: found text that is not JSON, or was cut, expected/,
      );
    }));

  it('a damaged clock file costs the first sample number', async () =>
    inTemp(async (folder) => {
      const node = copy(folder);
      writeFileSync(
        path.join(path.dirname(dat(node, 'Neuropix-PXI-100.ProbeB')), 'sample_numbers.npy'),
        'nonsense',
      );
      const { streams } = await openEphysStreams(node);
      assert.equal(streams[0]?.firstSample, 0);
      assert.match(streams[0]!.warnings[0]!, /The stream is taken to begin at sample 0\.$/);
      assert.equal(streams[0]?.sampleCount, 100);
    }));

  it('a folder without permission is said so', async () =>
    inTemp(async (folder) => {
      chmodSync(folder, 0);
      // Permissions do not bind root: be nobody for as long as it takes.
      const isRoot = process.geteuid?.() === 0;
      if (isRoot) process.seteuid?.(65534);
      try {
        await assert.rejects(
          openEphysStreams(folder),
          (error: Error) =>
            isInputError(error) && error.message.startsWith(folder) && /may not be read/.test(error.message),
        );
      } finally {
        if (isRoot) process.seteuid?.(0);
        chmodSync(folder, 0o700);
      }
    }));

  it('an experiment without permission is a broken part beside the others', async () =>
    inTemp(async (folder) => {
      const node = copy(folder);
      const secret = path.join(node, 'experiment2');
      mkdirSync(secret, { mode: 0 });
      chmodSync(folder, 0o755);
      const isRoot = process.geteuid?.() === 0;
      if (isRoot) process.seteuid?.(65534);
      try {
        const { streams, parts } = await openEphysStreams(node);
        assert.equal(streams.length, 3);
        const broken = parts.filter(({ state }) => state === 'broken');
        assert.deepEqual(
          broken.map(({ file, message }) => [
            file,
            message?.startsWith(`${secret}: found it, but it may not be read`),
          ]),
          [['experiment2', true]],
        );
      } finally {
        if (isRoot) process.seteuid?.(0);
        chmodSync(secret, 0o755);
      }
    }));

  it('a folder that is not there is said so: of the path the first that is missing', async () => {
    const folder = scratchFolder();
    await assert.rejects(
      openEphysStreams(`${folder}/not there/at all`),
      (error: Error) => isInputError(error) && error.message.startsWith(`${folder}/not there: `),
    );
  });
});

describe('events of Open Ephys', () => {
  const folders = Object.keys(facts).filter((file) => file.endsWith('.oebin'));
  let sources = 0;
  for (const file of folders) {
    const wanted = facts[file] as OebinFacts;
    const recording = corpusPath(path.dirname(file));
    const { events } = parseOebin(corpusText(file), file);
    for (const [i, source] of events.entries()) {
      const want = wanted.events[i]!;
      if (!want.folder_exists) continue;
      sources += 1;
      it(`${path.dirname(file).split('/').slice(-3).join('/')} ${source.folder}`, async () => {
        const numbers = want.npy['sample_numbers.npy'] ?? want.npy['timestamps.npy'];
        if (source.kind === 'text') {
          const { samples, texts } = await readTextFolder(path.join(recording, 'events', source.folder));
          const text = want.npy['text.npy']!;
          assert.deepEqual([texts.length, samples.length], [text.shape[0], text.shape[0]]);
          if (texts.length > 0)
            assert.deepEqual(
              [`b'${texts[0]}'`, `b'${texts.at(-1)}'`, samples[0]],
              [text.first, text.last, numbers?.first],
            );
          return;
        }
        const { samples, lines, isRising, timesS } = await readTtlEvents(recording, source);
        assert.equal(samples.length, numbers?.shape[0]);
        const transitions: Record<string, number> = {};
        for (const [j, line] of lines.entries()) {
          const state = isRising[j] ? line : -line;
          transitions[state] = (transitions[state] ?? 0) + 1;
        }
        assert.deepEqual(transitions, want.transitions);
        assert.deepEqual(
          want.first_events,
          [...samples.slice(0, want.first_events?.length)].map((sample, j) => [
            sample,
            (isRising[j] ? 1 : -1) * lines[j]!,
          ]),
        );
        if (samples.length > 0) {
          assert.equal(
            samples.reduce((sum, value) => sum + value, 0),
            numbers?.sum,
          );
          assert.equal(timesS?.at(-1), want.npy['timestamps.npy']?.last);
        }
      });
    }
  }
  assert.ok(sources >= 15);

  it('of GUI 0.5 have channel_states and sample numbers called timestamps', async () =>
    inTemp(async (folder) => {
      const events = path.join(folder, 'events/Neuropix-PXI-116.0/TTL_1');
      mkdirSync(events, { recursive: true });
      const save = (name: string, values: Int16Array | Float64Array, descr: '<i2' | '<i8'): void => {
        const bytes = descr === '<i8' ? BigInt64Array.from([...values].map(BigInt)) : (values as Int16Array);
        const header = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${values.length},), }`.padEnd(
          118,
        );
        writeFileSync(
          path.join(events, name),
          Buffer.concat([
            Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, 118, 0]),
            Buffer.from(header),
            Buffer.from(bytes.buffer),
          ]),
        );
      };
      save('channel_states.npy', Int16Array.of(1, 3, -1, 1, -3), '<i2');
      save('channels.npy', Int16Array.of(1, 3, 1, 1, 3), '<i2');
      save('timestamps.npy', Float64Array.of(1000, 1001, 1500, 2000, 2500), '<i8');
      const source = {
        folder: 'Neuropix-PXI-116.0/TTL_1',
        kind: 'ttl',
        title: 'Sync',
        sampleRateHz: 30_000,
      } as const;
      const found = await readTtlEvents(folder, source);
      assert.equal(found.timesS, undefined);
      assert.deepEqual(ttlEdges(found, 1), {
        onsetSamples: Float64Array.of(1000, 2000),
        offsetSamples: Float64Array.of(1500),
      });
      assert.deepEqual(ttlEdges(found, 3), {
        onsetSamples: Float64Array.of(1001),
        offsetSamples: Float64Array.of(2500),
      });
      save('channel_states.npy', Int16Array.of(1, 3), '<i2');
      await assert.rejects(
        readTtlEvents(folder, source),
        /states\.npy: found 2 values, expected 5, one for each event/,
      );
      rmSync(path.join(events, 'channel_states.npy'));
      await assert.rejects(readTtlEvents(folder, source), /found no states\.npy or channel_states\.npy/);
    }));
});
