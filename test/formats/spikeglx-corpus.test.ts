import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { savedChannels } from '../../core/formats/spikeglx-channels.ts';
import { channelScale, channelScales } from '../../core/formats/spikeglx-gains.ts';
import {
  geomMapSites,
  imroSites,
  shankMapSites,
  spikeGlxGeometry,
} from '../../core/formats/spikeglx-geometry.ts';
import { streamKind } from '../../core/formats/spikeglx-kind.ts';
import { metaTable, metaText, parseMetaTable, parseSpikeGlxMeta } from '../../core/formats/spikeglx-meta.ts';
import { probeModel } from '../../core/formats/spikeglx-probes.ts';
import { spikeGlxStream } from '../../core/formats/spikeglx-stream.ts';
import { durationS } from '../../core/model/recording.ts';
import { corpusText, expected, isClose, type MetaFacts } from '../corpus.ts';

const metas = Object.entries(expected().spikeglx_meta);
const read = (file: string) => {
  const meta = parseSpikeGlxMeta(corpusText(file), file);
  return { meta, stream: spikeGlxStream(meta, file) };
};
const unique = (values: readonly number[]): number[] => [...new Set(values)].sort((a, b) => a - b);
const close = (actual: number, wanted: number, relative?: number): void =>
  assert.ok(isClose(actual, wanted, relative), `${actual} is not ${wanted}`);

describe('every SpikeGLX header of the corpus', () => {
  assert.equal(metas.length, 26);
  for (const [file, facts] of metas) describe(file, () => oneHeader(file, facts));
});

function oneHeader(file: string, facts: MetaFacts): void {
  const { meta, stream } = read(file);

  it('has its keys, whatever the line ends are', () => {
    assert.equal(meta.entries.length, facts.parse.n_keys);
    assert.equal(meta.values.size, facts.parse.n_keys);
    assert.deepEqual(meta.oddLines, facts.parse.lines_without_equals);
    for (const key of facts.parse.tilde_keys) assert.ok(meta.values.has(key), key);
    assert.equal(metaText(meta, 'appVersion'), facts.appVersion);
    assert.equal(metaText(meta, 'fileName'), facts.fileName);
    assert.ok([...meta.values.values()].every((value) => !/[\r\n]/.test(value)));
  });

  it('is the right stream with the right rate and length', () => {
    assert.equal(stream.band, facts.stream);
    assert.equal(stream.id, facts.stream === 'nidq' ? 'nidq' : /imec\d*\.(ap|lf)/.exec(facts.fileName)?.[0]);
    assert.equal(stream.sampleRateHz, facts.sample_rate_hz);
    assert.equal(stream.firstSample, facts.firstSample);
    assert.equal(stream.sampleCount, facts.n_samples);
    assert.equal(
      (stream.sampleCount ?? 0) * 2 * stream.channels.length + facts.remainder_bytes,
      facts.fileSizeBytes,
    );
    close(durationS(stream) ?? Number.NaN, facts.duration_s);
    assert.deepEqual(stream.warnings, []);
  });

  it('has its saved channels, with acquisition numbers and names', () => {
    const { channels } = stream;
    assert.equal(channels.length, facts.nSavedChans);
    assert.deepEqual(
      channels.map(({ column }) => column),
      channels.map((_, i) => i),
    );
    assert.equal(channels.length, facts.snsChanMap.n);
    assert.equal(channels[0]?.name, facts.snsChanMap.first);
    assert.equal(channels.at(-1)?.name, facts.snsChanMap.last);
    const sync = channels.filter(({ role }) => role === 'sync');
    assert.equal(sync.length, facts.sync.SY_words ?? facts.sns['DW']);
    const ids = facts.saved_channel_ids;
    if (!ids) return;
    assert.equal(channels.length, ids.n);
    assert.equal(channels[0]?.id, ids.first);
    assert.equal(channels.at(-1)?.id, ids.last);
    assert.deepEqual(
      sync.map(({ id }) => id),
      ids.sy,
    );
    const neural = channels.filter(({ role }) => role === 'neural');
    assert.equal(neural[0]?.id, ids.ap_first ?? ids.lf_first);
    if (ids.ap_last !== null) assert.equal(neural.at(-1)?.id, ids.ap_last);
    assert.equal(
      channels.every(({ id, column }) => id === channels[0]!.id + column),
      ids.contiguous,
    );
  });

  it('has its microvolts per bit, in this band and in the other', () => {
    const scaled = stream.channels.filter(({ role }) => role !== 'sync');
    const wanted = facts.uV_per_bit;
    const here =
      stream.band === 'nidq' ? wanted.analog_unique : wanted[stream.band === 'lf' ? 'LF' : 'AP']?.unique;
    const values = unique(scaled.map(({ uvPerBit }) => uvPerBit));
    assert.equal(values.length, here?.length);
    for (const [i, value] of values.entries()) close(value, here![i]!);
    assert.ok(stream.channels.every(({ role, uvPerBit }) => Number.isNaN(uvPerBit) === (role === 'sync')));
    for (const band of ['AP', 'LF'] as const) {
      const bandFacts = wanted[band];
      if (!bandFacts) continue;
      close(channelScale(meta, band, 0).uvPerBit, bandFacts.first);
      close(
        channelScale(meta, band, (facts.imroTbl?.n_entries ?? 24) < 384 ? 383 : facts.imroTbl!.n_entries - 1)
          .uvPerBit,
        bandFacts.last,
      );
      assert.deepEqual([channelScale(meta, band, 0).gain], facts.gains?.[band]);
    }
    for (const [kind, value] of Object.entries(wanted.per_type ?? {}))
      close(channelScale(meta, kind as 'MN' | 'MA' | 'XA', 0).uvPerBit, value);
  });

  const geometry = facts.geometry;
  if (!geometry) {
    it('has no probe', () => assert.equal(stream.probe, null));
    return;
  }
  const sites = stream.probe?.sites ?? [];

  it('has its sites', () => {
    const at = (i: number) => {
      const { shank, xUm, yUm } = sites.at(i)!;
      return { shank, x_um: xUm, y_um: yUm };
    };
    assert.ok(geometry.source.startsWith(stream.probe?.geometrySource ?? '?'), stream.probe?.geometrySource);
    assert.equal(sites.length, geometry.n_sites);
    assert.deepEqual([at(0), at(1), at(-1)], [geometry.first, geometry.second, geometry.last]);
    assert.deepEqual(unique(sites.map(({ xUm }) => xUm)), geometry.x_unique);
    const depths = unique(sites.map(({ yUm }) => yUm));
    assert.deepEqual(
      [depths[0], depths.at(-1), depths.length],
      [geometry.y_min, geometry.y_max, geometry.n_distinct_y],
    );
    const perShank: Record<string, number> = {};
    for (const { shank } of sites) perShank[shank] = (perShank[shank] ?? 0) + 1;
    assert.deepEqual(perShank, geometry.shanks);
    assert.equal(stream.probe?.shankPitchUm, geometry.shank_pitch_um);
    assert.deepEqual(
      sites.flatMap((site, i) => (site.isReference ? [i] : [])),
      geometry.used_flag_0,
    );
  });

  it('ties each site to the column and number of its channel', () => {
    for (const { column, id } of sites) {
      assert.equal(stream.channels[column]?.id, id);
      assert.equal(stream.channels[column]?.role, 'neural');
    }
    assert.deepEqual(
      sites.map(({ column }) => column),
      stream.channels.flatMap(({ role, column }) => (role === 'neural' ? [column] : [])),
    );
  });

  it('has the sites that its imroTbl connects, whichever map they were read from', () => {
    const grid = probeModel(
      metaText(meta, 'imDatPrb_pn'),
      Number(metaText(meta, 'imDatPrb_type') ?? 0),
    )!.grid;
    const byChannel = imroSites(metaTable(meta, 'imroTbl')!, grid);
    const { channels } = savedChannels(meta, streamKind(meta)!);
    for (const { column, xUm, yUm, shank } of sites) {
      const { isReference: _, ...site } = byChannel.get(channels[column]!.index)!;
      assert.deepEqual(site, { shank, xUm, yUm }, `channel ${column}`);
    }
  });

  it('has the same sites in probeinterface, but for its left edge and shanks side by side', () => {
    const other = facts.oracles.probeinterface;
    // probeinterface drops all channels of LF files as sync; it has nothing to compare with there.
    if (!other || other.error) return assert.equal(stream.band, 'lf');
    assert.equal(sites.length, other.n_contacts);
    assert.equal(new Set(sites.map(({ shank }) => shank)).size, other.n_shanks);
    const theirs = (i: number): [number, number] => {
      const { shank, xUm, yUm } = sites.at(i)!;
      return [xUm + shank * (stream.probe?.shankPitchUm ?? 0) - other.x_offset_own_minus_pi, yUm];
    };
    assert.deepEqual([theirs(0), theirs(-1)], [other.first_xy, other.last_xy]);
    assert.deepEqual([sites[0]?.shank, sites.at(-1)?.shank], [other.shank_first, other.shank_last]);
  });

  it('names its probe', () => {
    const { type, partNumber, serial, model } = stream.probe!;
    assert.equal(type, facts.probe?.type === null ? '3A' : String(facts.probe?.type));
    assert.equal(partNumber, facts.probe?.part_number);
    assert.equal(serial, facts.probe?.serial);
    // EXPECTED.json names NP1015 after its type 0, "Neuropixels 1.0"; its part number is the short primate probe.
    const wanted = facts.probe?.name.replace(/ \[.*\]$/, '');
    assert.equal(model, partNumber === 'NP1015' ? `${wanted} NHP short` : wanted);
  });
}

describe('references that differ from the definition', () => {
  const value = (file: string): number => read(file).stream.channels[0]!.uvPerBit;

  it('ibl-neuropixel takes gain 100 for PRB2_1_2_0640_0 (0.610 µV/bit); SpikeGLX says 80 (0.763)', () => {
    const [file, facts] = metas.find(([name]) => name.endsWith('p2_g0_t0.imec0.ap.meta'))!;
    close(facts.oracles.ibl?.uV_per_bit_unique_nonsync?.[0] ?? 0, 0.6103515489);
    assert.equal(value(file), 0.762939453125);
  });

  it('neo gives three of the four sync words of a quad base a voltage; they are words', () => {
    const { stream } = read('spikeglx_meta/probeinterface/NP2020_sample_g0_t0.imec0.ap.meta');
    assert.deepEqual(
      stream.channels.slice(1536).map(({ role }) => role),
      ['sync', 'sync', 'sync', 'sync'],
    );
  });
});

describe('positions that ibl-neuropixel states', () => {
  const sitesOf = (file: string) => read(`spikeglx_meta/${file}`).stream.probe!.sites;

  it('are ours for a 1.0 probe, but seen from the other face (70 - x) and counted from 20 µm below', () => {
    for (const [i, { xUm, yUm }] of sitesOf('ibl-neuropixel/sample3B_g0_t0.imec1.ap.meta').entries())
      assert.deepEqual([70 - xUm, yUm + 20], [[43, 11, 59, 27][i % 4], 20 * Math.floor(i / 2) + 20]);
  });

  it('are ours for a single-shank 2.0 probe, counted from 20 µm below', () => {
    for (const [i, { xUm, yUm }] of sitesOf('probeinterface/p2_g0_t0.imec0.ap.meta').entries())
      assert.deepEqual([xUm, yUm + 20], [[27, 59][i % 2], 15 * Math.floor(i / 2) + 20]);
  });

  it('are on the same shanks and rows for a four-shank probe with its default sites, old header and new', () => {
    const shanks = [0, 1, 0, 1, 2, 3, 2, 3];
    const old = sitesOf('ibl-neuropixel/sampleNP2.4_4shanks_g0_t0.imec.ap.meta');
    const recent = sitesOf('ibl-neuropixel/sampleNP2.4_4shanks_appVersion20230905.ap.meta');
    for (const [i, { shank, yUm }] of old.entries()) {
      const firstRow = Math.floor(i / 96) % 2 === 0 ? 0 : 24;
      assert.deepEqual([shank, yUm / 15], [shanks[Math.floor(i / 48)], firstRow + Math.floor((i % 48) / 2)]);
    }
    // The prototype's header marks its reference site, the commercial one's has none.
    assert.deepEqual(
      recent,
      old.map((site) => ({ ...site, isReference: false })),
    );
  });
});

describe('the scale of a channel', () => {
  it('comes with its derivation, for a hover', () => {
    const { meta } = read('spikeglx_meta/ibl-neuropixel/sample3B_g0_t0.imec1.ap.meta');
    assert.equal(channelScale(meta, 'AP', 0).derivation, '1.2 V / 1024 / 500 = 2.34375 µV/bit');
    assert.equal(channelScale(meta, 'LF', 0).derivation, '1.2 V / 1024 / 250 = 4.6875 µV/bit');
    assert.equal(channelScale(meta, 'SY', 0).derivation, 'a word of digital lines, not a voltage');
  });

  it('is looked up by channel number, not by place among the saved channels', () => {
    const file = 'spikeglx_meta/probeinterface/NP1_saved_only_subset_of_channels.meta';
    // Channel 7 gets gain 250 in the table; save only channels 5 to 7.
    const text = corpusText(file)
      .replace('(7 0 0 500 250 1)', '(7 0 0 250 125 1)')
      .replace('snsSaveChanSubset=0:150,768', 'snsSaveChanSubset=5:7,768')
      .replace('snsApLfSy=151,0,1', 'snsApLfSy=3,0,1')
      .replace('nSavedChans=152', 'nSavedChans=4');
    const stream = spikeGlxStream(parseSpikeGlxMeta(text, file), file);
    assert.deepEqual(
      stream.channels.map(({ id }) => id),
      [5, 6, 7, 768],
    );
    assert.deepEqual(
      stream.channels.map(({ uvPerBit }) => uvPerBit),
      [2.34375, 2.34375, 4.6875, Number.NaN],
    );
  });
});

describe('the three site tables of a header', () => {
  const both = metas.filter(([file]) => {
    const { meta } = read(file);
    return metaTable(meta, 'snsGeomMap') && metaTable(meta, 'snsShankMap');
  });

  it('agree where one file has both maps', () => {
    assert.ok(both.length >= 4);
    for (const [file] of both) {
      const { meta } = read(file);
      const grid = probeModel(metaText(meta, 'imDatPrb_pn'), undefined)!.grid;
      assert.deepEqual(
        shankMapSites(metaTable(meta, 'snsShankMap')!, grid),
        geomMapSites(metaTable(meta, 'snsGeomMap')!),
      );
    }
  });

  it('stand in for each other when one is cut', () => {
    const [file] = both[0]!;
    const whole = read(file);
    const text = corpusText(file);
    const cut = (key: string, from: string): string => from.replace(new RegExp(`(~${key}=.{400}).*`), '$1');
    const { channels } = savedChannels(whole.meta, streamKind(whole.meta)!);
    const places = (source: string) => {
      const geometry = spikeGlxGeometry(parseSpikeGlxMeta(source, file), channels);
      return {
        source: geometry.source,
        sites: geometry.sites.map(({ shank, xUm, yUm }) => [shank, xUm, yUm]),
        warnings: geometry.warnings.length,
      };
    };
    const { sites } = places(text);
    assert.deepEqual(places(cut('snsGeomMap', text)), { source: 'snsShankMap', sites, warnings: 1 });
    assert.deepEqual(places(cut('snsShankMap', cut('snsGeomMap', text))), {
      source: 'imroTbl',
      sites,
      warnings: 2,
    });
    assert.deepEqual(places(cut('imroTbl', cut('snsShankMap', cut('snsGeomMap', text)))), {
      source: 'none',
      sites: [],
      warnings: 3,
    });
  });
});

describe('every .imro file of the corpus', () => {
  for (const [file, facts] of Object.entries(expected().imro))
    it(`${file} connects the sites that probeinterface says`, () => {
      const table = parseMetaTable(corpusText(file))!;
      assert.equal(table.header.join(','), facts.header);
      assert.equal(table.entries.length, facts.n_entries);
      assert.deepEqual(
        [table.entries[0]?.join(' '), table.entries.at(-1)?.join(' ')],
        [facts.first, facts.last],
      );
      const { grid } = probeModel(undefined, Number(table.header[0]))!;
      const sites = [...imroSites(table, grid).values()];
      assert.equal(sites.length, facts.probeinterface.n);
      assert.equal(new Set(sites.map(({ shank }) => shank)).size, facts.probeinterface.shanks);
      // probeinterface counts x from the leftmost column, and puts shanks side by side.
      const left = Math.min(grid.evenRowXUm, grid.oddRowXUm);
      const theirs = sites.map(({ shank, xUm, yUm }) => [xUm - left + shank * grid.shankPitchUm, yUm]);
      assert.deepEqual(
        [theirs[0], theirs.at(-1)],
        [facts.probeinterface.first_xy, facts.probeinterface.last_xy],
      );
    });
});

describe('phase 3A option 4', () => {
  it('has 276 channels per bank, sync word 552 and its filter in the header', () => {
    const entries = Array.from({ length: 276 }, (_, i) => `(${i} ${i < 200 ? 1 : 0} 0 500 250)`).join('');
    const text = [
      'typeThis=imec',
      'imProbeOpt=4',
      'imProbeSN=641251510',
      'imSampRate=30000',
      'imAiRangeMax=0.6',
      'imHpFlt=300',
      'acqApLfSy=276,276,1',
      'snsApLfSy=276,0,1',
      'nSavedChans=277',
      'snsSaveChanSubset=0:275,552',
      'fileName=x.imec.ap.bin',
      `fileSizeBytes=${277 * 2 * 1000}`,
      `~imroTbl=(641251510,4,276)${entries}`,
    ].join('\n');
    const stream = spikeGlxStream(parseSpikeGlxMeta(text, 'x.meta'), 'x.meta');
    assert.equal(stream.channels.length, 277);
    assert.deepEqual([stream.channels[276]?.id, stream.channels[276]?.name], [552, 'SY0']);
    assert.equal(stream.sampleCount, 1000);
    assert.equal(stream.channels[0]?.uvPerBit, 2.34375);
    assert.deepEqual(stream.filterHz, { low: 300, high: 10_000 });
    // Electrode 276 is the first of bank 1: row 138, column 0.
    assert.deepEqual([stream.probe?.sites[0]?.yUm, stream.probe?.sites[0]?.xUm], [138 * 20, 27]);
    assert.equal(stream.probe?.model, 'Neuropixels phase 3A option 4');
    assert.deepEqual(stream.warnings, []);
  });
});

describe('scales of many channels', () => {
  it('are those of one channel asked for at a time', () => {
    const { meta } = read('spikeglx_meta/probeinterface/catgt.meta');
    const scales = channelScales(meta);
    for (const index of [0, 17, 383])
      for (const kind of ['AP', 'LF'] as const)
        assert.deepEqual(scales(kind, index), channelScale(meta, kind, index));
    assert.equal(scales('LF', 3).uvPerBit, (1e6 * 0.6) / 512 / 50);
  });
});
