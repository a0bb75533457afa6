import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseOebin } from '../../core/formats/open-ephys-oebin.ts';
import { openEphysProbe } from '../../core/formats/open-ephys-probe.ts';
import { parseOpenEphysSettings, type SettingsProbe } from '../../core/formats/open-ephys-settings.ts';
import { probeModel } from '../../core/formats/spikeglx-probes.ts';
import { isInputError } from '../../core/model/errors.ts';
import {
  corpusText,
  expected,
  isClose,
  type OebinFacts,
  type OpenEphysFacts,
  type SettingsFacts,
} from '../corpus.ts';

const facts = Object.entries(expected<OpenEphysFacts>().openephys);
const oebins = facts.filter(([file]) => file.endsWith('.oebin')) as [string, OebinFacts][];
const settingsFiles = facts.filter(([file]) => file.endsWith('.xml')) as [string, SettingsFacts][];
const unique = (values: readonly number[]): number[] => [...new Set(values)].sort((a, b) => a - b);

describe('every structure.oebin of the corpus', () => {
  assert.equal(oebins.length, 8);
  for (const [file, wanted] of oebins)
    it(file, () => {
      const oebin = parseOebin(corpusText(file), file);
      assert.equal(oebin.guiVersion, wanted.gui_version);
      assert.deepEqual(oebin.warnings, []);
      assert.equal(oebin.continuous.length, wanted.continuous.length);
      for (const [i, stream] of oebin.continuous.entries()) {
        const want = wanted.continuous[i]!;
        assert.equal(`${stream.folder}/`, want.folder);
        assert.equal(stream.processorName, want.source);
        assert.equal(stream.name, want.stream_name ?? '0');
        assert.equal(stream.sampleRateHz, want.sample_rate);
        assert.equal(stream.channels.length, want.num_channels);
        assert.deepEqual(
          [stream.channels[0]?.name, stream.channels.at(-1)?.name],
          [want.first_channel, want.last_channel],
        );
        const sync = stream.channels.filter(({ role }) => role === 'sync');
        assert.equal(sync.length, want.bit_volts_unique.includes(1) ? 1 : 0);
        assert.ok(
          sync.every(({ uvPerBit, column }) => Number.isNaN(uvPerBit) && column === want.num_channels - 1),
        );
        // neo takes bit_volts of the NI-DAQ (0.000305) for microvolts; they are volts, 305 µV per bit.
        const scale = stream.band === 'nidq' ? 1e6 : 1;
        const scales = unique(
          stream.channels.filter(({ role }) => role !== 'sync').map(({ uvPerBit }) => uvPerBit),
        );
        const wantedScales = want.bit_volts_unique.filter((value) => value !== 1);
        assert.equal(scales.length, wantedScales.length);
        for (const [j, value] of scales.entries())
          assert.ok(isClose(value, wantedScales[j]! * scale), `${value}`);
      }
      assert.deepEqual(
        oebin.events.map(({ folder }) => `${folder}/`),
        wanted.events.map(({ folder }) => folder),
      );
      assert.deepEqual(
        oebin.events.map(({ title }) => title),
        wanted.events.map(({ channel_name }) => channel_name),
      );
      for (const [i, { kind }] of oebin.events.entries())
        assert.equal(kind, wanted.events[i]!.type === 'string' ? 'text' : 'ttl');
    });

  it('tells the bands of the streams', () => {
    const bands = oebins.flatMap(([file]) =>
      parseOebin(corpusText(file), file).continuous.map(({ folder, band }) => `${folder} ${band}`),
    );
    assert.deepEqual([...new Set(bands)].sort(), [
      'File_Reader-100.0 aux',
      'File_Reader-100.example_data aux',
      'NI-DAQmx-103.PXIe-6341 nidq',
      'Neuropix-PXI-100.ProbeA ap',
      'Neuropix-PXI-100.ProbeB ap',
      'Neuropix-PXI-100.ProbeC ap',
      'Neuropix-PXI-103.ProbeA ap',
    ]);
  });
});

/** What probeinterface says of a probe, in its own frame: x from the leftmost column, shanks side by side. */
function theirs(probe: SettingsProbe, leftUm: number) {
  // It orders by channel number, the file by the order in which sites were selected.
  const sites = [...probe.sites].sort(([a], [b]) => a - b).map(([, site]) => site);
  const pitch = probeModel(probe.partNumber ?? undefined, undefined)?.grid.shankPitchUm ?? 0;
  const at = (i: number): number[] => [
    sites.at(i)!.xUm + sites.at(i)!.shank * pitch - leftUm,
    sites.at(i)!.yUm,
  ];
  const ys = sites.map(({ yUm }) => yUm);
  return {
    n_contacts: sites.length,
    n_shanks: new Set(sites.map(({ shank }) => shank)).size,
    first_xy: at(0),
    last_xy: at(-1),
    y_min: Math.min(...ys),
    y_max: Math.max(...ys),
  };
}

describe('every settings.xml of the corpus', () => {
  assert.ok(settingsFiles.length >= 22);
  for (const [file, wanted] of settingsFiles)
    it(file, () => {
      const settings = parseOpenEphysSettings(corpusText(file), file);
      assert.equal(settings.guiVersion, wanted.gui_version);
      const reference = [wanted.probeinterface_probes]
        .flat()
        .filter(({ part_number }) => part_number !== undefined);
      const odd = [wanted.probeinterface_probes].flat().find(({ error }) => error !== undefined);
      if (odd?.name) {
        // The part number says Opto, the positions 1.0. probeinterface gives up (AssertionError); we keep the positions.
        assert.equal(odd.name, settings.probes[0]?.streamName);
        assert.equal(settings.probes[0]?.sites.size, 384);
        assert.equal(settings.probes[0]?.sites.get(0)?.xUm, 27);
        assert.match(settings.warnings[0] ?? '', /NP1300.*as they are written/);
        return;
      }
      assert.deepEqual(settings.warnings, []);
      assert.equal(settings.probes.length, reference.length);
      for (const [i, probe] of settings.probes.entries()) {
        const {
          name,
          part_number,
          serial,
          contact_id_first: _,
          contact_id_last: __,
          ...want
        } = reference[i]!;
        // GUI 0.5 numbers its streams: probeinterface says 100.0, structure.oebin tells processor and number apart.
        assert.equal(
          wanted.gui_version.startsWith('0.5')
            ? `${probe.processorId}.${probe.subProcessor}`
            : probe.streamName,
          name,
        );
        assert.equal(probe.partNumber, part_number);
        assert.equal(probe.serial, serial);
        const grid = probeModel(probe.partNumber!, undefined)!.grid;
        assert.deepEqual(theirs(probe, Math.min(grid.evenRowXUm, grid.oddRowXUm)), want);
      }
    });

  it('gives sites by their distance from the edge of their own shank, as SpikeGLX does', () => {
    const file = 'openephys/probeinterface/OE_Neuropix-PXI-QuadBase/settings.xml';
    const { probes } = parseOpenEphysSettings(corpusText(file), file);
    for (const [i, probe] of probes.slice(2).entries()) {
      assert.deepEqual(unique([...probe.sites.values()].map(({ xUm }) => xUm)), [27, 59]);
      assert.deepEqual(unique([...probe.sites.values()].map(({ shank }) => shank)), [i]);
    }
  });
});

describe('settings.xml and structure.oebin together', () => {
  const folders = [
    ['OE_Neuropix-PXI-NP1-binary/Record_Node_101', 'NP2014'],
    ['OE_Neuropix-PXI-NP2-multishank-binary/Record_Node_109', 'NP2013'],
  ] as const;
  for (const [folder, part] of folders)
    it(`${folder}: the electrode that the oebin names at a column is the site that the settings place there`, () => {
      const base = `openephys/probeinterface/${folder}`;
      const oebin = parseOebin(
        corpusText(`${base}/experiment1/recording1/structure.oebin`),
        'structure.oebin',
      );
      const settings = parseOpenEphysSettings(corpusText(`${base}/settings.xml`), 'settings.xml');
      const stream = oebin.continuous[0]!;
      const { probe, warnings } = openEphysProbe(stream, oebin.continuous, settings, 'structure.oebin');
      assert.deepEqual(warnings, []);
      assert.equal(probe?.partNumber, part);
      assert.equal(probe?.sites.length, 384);
      const grid = probeModel(part, undefined)!.grid;
      for (const { column, shank, xUm, yUm } of probe!.sites) {
        const row = yUm / grid.rowPitchUm;
        const electrode = shank * 1280 + row * 2 + (xUm - grid.evenRowXUm) / grid.columnPitchUm;
        assert.equal(electrode, stream.channels[column]!.electrode, `column ${column}`);
      }
    });

  it('leave the sites out when the settings are of another probe or missing', () => {
    const file =
      'openephys/probeinterface/OE_Neuropix-PXI-NP1-binary/Record_Node_101/experiment1/recording1/structure.oebin';
    const oebin = parseOebin(corpusText(file), 'structure.oebin');
    const other = 'openephys/probeinterface/OE_Neuropix-PXI-multiple-signalchains/settings.xml';
    const settings = parseOpenEphysSettings(corpusText(other), 'settings.xml');
    const stream = oebin.continuous[0]!;
    assert.equal(openEphysProbe(stream, oebin.continuous, null, 'x').probe, null);
    const { probe, warnings } = openEphysProbe(stream, oebin.continuous, settings, 'structure.oebin');
    assert.equal(probe, null);
    assert.match(warnings[0]!, /no enabled probe for Neuropix-PXI-100.ProbeA/);
  });

  it('keep the positions of a probe that is seen from its other face', () => {
    const file = 'openephys/probeinterface/OE_Neuropix-PXI-multiple-signalchains/settings.xml';
    const mirrored = corpusText(file).replace(/<ELECTRODE_XPOS[^>]*>/, (element) =>
      element.replace(/="(\d+)"/g, (_, x) => `="${70 - Number(x)}"`),
    );
    const { probes, warnings } = parseOpenEphysSettings(mirrored, 'settings.xml');
    assert.deepEqual(warnings, []);
    assert.deepEqual(
      [0, 1, 2, 3].map((channel) => probes[0]?.sites.get(channel)?.xUm),
      [43, 11, 59, 27],
    );
  });

  it('do not offer a probe that was switched off', () => {
    const file = 'openephys/probeinterface/OE_6.7_enabled_disabled_Neuropix-PXI/settings_enabled-enabled.xml';
    const off = corpusText(file)
      .replace('isEnabled="1"', 'isEnabled="0"')
      .replace(/<STREAM name="ProbeA-(AP|LFP)"[\s\S]*?<\/STREAM>/g, '');
    const { probes } = parseOpenEphysSettings(off, 'settings.xml');
    assert.deepEqual(
      probes.map(({ streamName, partNumber }) => [streamName, partNumber]),
      [['ProbeB', 'NP2014']],
    );
  });
});

describe('headers written by hand after older versions', () => {
  const channel = (name: string, bit_volts: number, units = 'uV') => ({
    channel_name: name,
    bit_volts,
    units,
  });
  const oebinOf = (version: string, streams: object[]) =>
    parseOebin(
      JSON.stringify({ 'GUI version': version, continuous: streams, events: [] }),
      'structure.oebin',
    );

  it('GUI 0.4 writes the rate as a string and counts channels from 1', () => {
    const { continuous } = oebinOf('0.4.5', [
      {
        folder_name: 'Neuropix-PXI-100.0/',
        sample_rate: '30000',
        source_processor_id: 100,
        source_processor_sub_idx: 0,
        channels: [channel('CH1', 0.195), channel('CH2', 0.195)],
      },
    ]);
    assert.equal(continuous[0]?.sampleRateHz, 30_000);
    assert.deepEqual(
      continuous[0]?.channels.map(({ id, role }) => [id, role]),
      [
        [0, 'neural'],
        [1, 'neural'],
      ],
    );
    assert.equal(continuous[0]?.band, 'ap');
  });

  it('GUI 0.5 has AP and LFP as numbered streams, told apart by rate, of one probe without positions', () => {
    const stream = (index: number, rate: number) => ({
      folder_name: `Neuropix-PXI-116.${index}/`,
      sample_rate: rate,
      source_processor_name: 'Neuropix-PXI',
      source_processor_id: 116,
      source_processor_sub_idx: index,
      channels: [channel('CH0', 0.195), channel('CH1', 0.195)],
    });
    const { continuous } = oebinOf('0.5.3', [
      stream(0, 30_000),
      stream(1, 2_500),
      stream(2, 30_000),
      stream(3, 2_500),
    ]);
    assert.deepEqual(
      continuous.map(({ band }) => band),
      ['ap', 'lf', 'ap', 'lf'],
    );
    const probe = (serial: number) =>
      `<PROBE slot="2" port="1" probe_serial_number="${serial}" apGainIndex="3" lfpGainIndex="2"><CHANNELSTATUS E0="1"/></PROBE>`;
    const settings = parseOpenEphysSettings(
      `<SETTINGS><INFO><VERSION>0.5.3</VERSION></INFO><SIGNALCHAIN><PROCESSOR name="Sources/Neuropix-PXI" NodeId="116"><EDITOR>${probe(111)}${probe(222)}</EDITOR></PROCESSOR></SIGNALCHAIN></SETTINGS>`,
      'settings.xml',
    );
    const found = continuous.map((entry) => openEphysProbe(entry, continuous, settings, 'structure.oebin'));
    assert.deepEqual(
      found.map(({ probe }) => [probe?.serial, probe?.partNumber, probe?.sites.length]),
      [
        ['111', null, 0],
        ['111', null, 0],
        ['222', null, 0],
        ['222', null, 0],
      ],
    );
    assert.match(found[0]!.warnings[0]!, /no positions for probe 111/);
  });

  it('analog inputs among the electrodes are volts per bit, also where the file says uV', () => {
    const { continuous } = oebinOf('0.6.7', [
      {
        folder_name: 'Acquisition_Board-100.Rhythm',
        sample_rate: 30000,
        source_processor_name: 'Acquisition Board',
        stream_name: 'Rhythm',
        channels: [channel('CH1', 0.195), channel('ADC1', 0.000152588)],
      },
    ]);
    assert.deepEqual(
      continuous[0]?.channels.map(({ role, uvPerBit }) => [role, uvPerBit]),
      [
        ['neural', 0.195],
        ['analog', 152.588],
      ],
    );
    assert.equal(continuous[0]?.band, 'aux');
  });

  it('a OneBox has probes and analog inputs', () => {
    const stream = (name: string, rate: number, first: string) => ({
      folder_name: `OneBox-107.${name}`,
      sample_rate: rate,
      source_processor_name: 'OneBox',
      stream_name: name,
      channels: [channel(first, name.includes('ADC') ? 0.0003 : 0.195)],
    });
    const { continuous } = oebinOf('1.0.1', [
      stream('ProbeA', 30_000, 'CH0'),
      stream('OneBox-ADC', 30_300.5, 'ADC0'),
    ]);
    assert.deepEqual(
      continuous.map(({ band, sampleRateHz }) => [band, sampleRateHz]),
      [
        ['ap', 30_000],
        ['obx', 30_300.5],
      ],
    );
  });

  it('a damaged stream is left out with a sentence, the others stay', () => {
    const good = { folder_name: 'A-1.x/', sample_rate: 1000, channels: [channel('CH1', 1)] };
    const oebin = oebinOf('0.6.7', [{ folder_name: 'B-1.y/', channels: [] }, good, { sample_rate: 5 }]);
    assert.deepEqual(
      oebin.continuous.map(({ folder }) => folder),
      ['A-1.x'],
    );
    assert.deepEqual(oebin.warnings, [
      "structure.oebin: stream 1 of 'continuous' was left out: B-1.y has no sample_rate.",
      "structure.oebin: stream 3 of 'continuous' was left out: it has no folder_name.",
    ]);
  });
});

describe('damaged files', () => {
  const random = String.fromCharCode(...Array.from({ length: 300 }, (_, i) => (i * 7919) % 251));
  const oebin = corpusText(
    'openephys/spikewrap_no_probe/sub-001/ses-001/ephys/RecordNode103/experiment1/recording1/structure.oebin',
  );
  const xml = corpusText('openephys/probeinterface/OE_Neuropix-PXI/settings.xml');
  const cases: [string, () => unknown, RegExp][] = [
    ['an empty oebin', () => parseOebin('', 'a.oebin'), /a\.oebin: found an empty file, expected the JSON/],
    ['a cut oebin', () => parseOebin(oebin.slice(0, 900), 'a.oebin'), /not JSON, or was cut/],
    ['random bytes as oebin', () => parseOebin(random, 'a.oebin'), /not JSON/],
    ['another JSON as oebin', () => parseOebin('[1]', 'a.oebin'), /JSON of another kind/],
    ['an oebin without streams', () => parseOebin('{}', 'a.oebin'), /no 'continuous' list/],
    ['empty settings', () => parseOpenEphysSettings('', 's.xml'), /s\.xml: found an empty file/],
    [
      'cut settings',
      () => parseOpenEphysSettings(xml.slice(0, 3000), 's.xml'),
      /s\.xml: found an error in line/,
    ],
    ['random bytes as settings', () => parseOpenEphysSettings(random, 's.xml'), /s\.xml: found/],
    ['another XML as settings', () => parseOpenEphysSettings('<a/>', 's.xml'), /without a SETTINGS element/],
  ];
  for (const [name, read, message] of cases)
    it(`${name} gives one sentence`, () => {
      assert.throws(
        read,
        (error: Error) => isInputError(error) && message.test(error.message) && !/\n/.test(error.message),
      );
    });
});
