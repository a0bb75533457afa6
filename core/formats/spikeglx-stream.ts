import { FormatError } from '../model/errors.ts';
import type { Probe } from '../model/probe.ts';
import type { Channel, Stream } from '../model/recording.ts';
import { type SavedChannel, savedChannels } from './spikeglx-channels.ts';
import { channelScales, headerModel } from './spikeglx-gains.ts';
import { spikeGlxGeometry } from './spikeglx-geometry.ts';
import { type StreamKind, streamKind } from './spikeglx-kind.ts';
import { metaNumber, metaTable, metaText, type SpikeGlxMeta } from './spikeglx-meta.ts';
import { bandFilterHz } from './spikeglx-probes.ts';

/**
 * The stream that a header describes, without its raw file: `sampleCount` is what the header says.
 * Only what no reader can do without is insisted on: throws FormatError for a header without a known `typeThis`, a
 * sampling rate or channel counts. All else (an unknown probe, a cut table) becomes a warning.
 */
export function spikeGlxStream(meta: SpikeGlxMeta, headerFile: string, diskName = headerFile): Stream {
  const kind = streamKind(meta, diskName);
  if (!kind) {
    const type = metaText(meta, 'typeThis');
    throw new FormatError({
      file: meta.file,
      found: type ? `typeThis=${type}` : meta.entries.length > 0 ? 'no typeThis line' : 'no key=value lines',
      expected: 'a SpikeGLX header with typeThis=imec, nidq or obx',
      todo: 'Restore the .meta file from the acquisition computer.',
    });
  }
  const sampleRateHz = rateOf(meta, kind);
  const { channels: saved, warnings } = savedChannels(meta, kind);
  const scales = channelScales(meta);
  const channels = saved.map((channel) => toChannel(channel, scales(channel.kind, channel.index).uvPerBit));
  const unscaled = saved.find(
    ({ column }) => channels[column]!.role !== 'sync' && Number.isNaN(channels[column]!.uvPerBit),
  );
  if (unscaled) {
    const { derivation } = scales(unscaled.kind, unscaled.index);
    warnings.push(
      `${meta.file}: the scale of ${unscaled.name} is ${derivation}; its samples are shown without a unit.`,
    );
  }
  const isProbe = kind.band === 'ap' || kind.band === 'lf';
  const probe = isProbe ? probeOf(meta, saved, warnings) : null;
  const filterHz = isProbe ? filterOf(meta, kind.band) : undefined;
  return {
    id: kind.id,
    band: kind.band,
    sampleRateHz,
    channels,
    probe,
    sampleCount: headerSampleCount(meta, channels.length, sampleRateHz),
    firstSample: metaNumber(meta, 'firstSample') ?? 0,
    headerFile,
    ...(filterHz && { filterHz }),
    warnings,
  };
}

/** Samples by fileSizeBytes, else by fileTimeSecs; null while a recording runs or after a crash, when neither is there. */
function headerSampleCount(meta: SpikeGlxMeta, columnCount: number, sampleRateHz: number): number | null {
  const bytes = metaNumber(meta, 'fileSizeBytes');
  if (bytes !== undefined && bytes >= 0) return Math.floor(bytes / (2 * columnCount));
  const seconds = metaNumber(meta, 'fileTimeSecs');
  return seconds !== undefined && seconds >= 0 ? Math.round(seconds * sampleRateHz) : null;
}

function rateOf(meta: SpikeGlxMeta, { band }: StreamKind): number {
  const key = band === 'nidq' ? 'niSampRate' : band === 'obx' ? 'obSampRate' : 'imSampRate';
  const rate = metaNumber(meta, key);
  if (rate !== undefined && rate > 0) return rate;
  const text = metaText(meta, key);
  throw new FormatError({
    file: meta.file,
    found: text === undefined ? `no ${key}` : `${key}=${text}`,
    expected: 'the sampling rate in hertz',
    todo: 'The header was cut or edited: restore it from the acquisition computer.',
  });
}

const roles = {
  AP: 'neural',
  LF: 'neural',
  MN: 'analog',
  MA: 'analog',
  XA: 'analog',
  SY: 'sync',
  DW: 'sync',
} as const;

const toChannel = ({ column, id, name, kind }: SavedChannel, uvPerBit: number): Channel => ({
  column,
  id,
  name,
  role: roles[kind],
  uvPerBit,
});

function probeOf(meta: SpikeGlxMeta, saved: readonly SavedChannel[], warnings: string[]): Probe {
  const model = headerModel(meta);
  const type = metaText(meta, 'imDatPrb_type') ?? (metaText(meta, 'imProbeOpt') ? '3A' : 'unknown');
  const partNumber = metaText(meta, 'imDatPrb_pn');
  // A probe whose flash memory could not be read has a part number of question marks.
  const readable = partNumber !== undefined && !/^\?+$/.test(partNumber) ? partNumber : null;
  if (!model)
    warnings.push(
      `${meta.file}: probe type ${type}${readable ? `, part ${readable},` : ''} is not known here; its name and converters are left out.`,
    );
  const geometry = spikeGlxGeometry(meta, saved);
  warnings.push(...geometry.warnings);
  if (geometry.source === 'none')
    warnings.push(
      `${meta.file}: no usable site map; expected ~snsGeomMap, ~snsShankMap or ~imroTbl of a known probe.`,
    );
  const muxSlots = Number(metaTable(meta, 'muxTbl')?.header[1]);
  return {
    type,
    partNumber: readable,
    model: model?.name ?? `Neuropixels, unknown type ${type}`,
    serial: metaText(meta, 'imDatPrb_sn') ?? metaText(meta, 'imProbeSN') ?? null,
    shankCount: geometry.shankCount,
    shankPitchUm: geometry.shankPitchUm,
    shankWidthUm: geometry.shankWidthUm,
    // The 12 rows of a generation 1 muxTbl leave out the slot in which the LF channels take turns.
    adcSlotCount: model?.adcSlotCount ?? (muxSlots > 0 ? (muxSlots === 12 ? 13 : muxSlots) : null),
    sites: geometry.sites,
    geometrySource: geometry.source,
  };
}

/** The filter of an AP band is set for each channel or for all; phase 3A states its corner as imHpFlt. */
function filterOf(meta: SpikeGlxMeta, band: StreamKind['band']): Stream['filterHz'] {
  const model = headerModel(meta);
  const phase3AHz = metaNumber(meta, 'imHpFlt');
  if (phase3AHz !== undefined && band === 'ap') return { low: phase3AHz, high: 10_000 };
  const table = metaTable(meta, 'imroTbl');
  const flag = table?.header.length === 6 ? table.header[5] : table?.entries[0]?.[5];
  return model && bandFilterHz(model, band, flag === undefined ? undefined : flag === '1');
}
