import type { ChannelKind } from './spikeglx-channels.ts';
import { type MetaTable, metaNumber, metaTable, metaText, type SpikeGlxMeta } from './spikeglx-meta.ts';
import { type ProbeModel, phase3AModel, probeModel } from './spikeglx-probes.ts';

/**
 * Microvolts per bit after SpikeGLX's Metadata_Help: V = i · AiRangeMax / MaxInt / gain.
 * The range is symmetric, so the whole range over all codes says the same: 1.2 V / 1024 / 500.
 */
export interface Scale {
  /** NaN for digital words, and where the header does not tell. */
  readonly uvPerBit: number;
  /** Amplification before the converter. */
  readonly gain: number;
  /** Where the gain was read: `imroTbl`, `imChan0apGain`, `fixed for this probe`. */
  readonly gainSource: string;
  /** For a hover: `1.2 V / 1024 / 500 = 2.34375 µV/bit`; a sentence where there is no scale. */
  readonly derivation: string;
}

/** The scale of one channel of a header: its kind and its number within the kind. */
export function channelScale(meta: SpikeGlxMeta, kind: ChannelKind, index: number): Scale {
  return channelScales(meta)(kind, index);
}

/** As `channelScale` for many channels of one header: reads the table once. */
export function channelScales(meta: SpikeGlxMeta): (kind: ChannelKind, index: number) => Scale {
  const type = metaText(meta, 'typeThis');
  const gains =
    type === 'nidq'
      ? niGains(meta)
      : type === 'imec'
        ? imecGains(meta)
        : fixedGain(1, 'OneBox has no amplifier');
  const prefix = type === 'nidq' ? 'ni' : type === 'imec' ? 'im' : 'ob';
  const rangeMaxV = metaNumber(meta, `${prefix}AiRangeMax`);
  const maxInt =
    metaNumber(meta, `${prefix}MaxInt`) ?? (type === 'imec' ? headerModel(meta)?.maxInt : 32_768);
  return (kind, index) => {
    if (kind === 'SY' || kind === 'DW')
      return {
        uvPerBit: Number.NaN,
        gain: Number.NaN,
        gainSource: '',
        derivation: 'a word of digital lines, not a voltage',
      };
    const { gain, source } = gains(kind, index);
    if (!rangeMaxV || !maxInt || !(gain > 0)) {
      const lacks = !rangeMaxV
        ? `${prefix}AiRangeMax`
        : !maxInt
          ? `${prefix}MaxInt`
          : `the gain of ${kind}${index}`;
      return {
        uvPerBit: Number.NaN,
        gain,
        gainSource: source,
        derivation: `unknown: the header does not tell ${lacks}`,
      };
    }
    const uvPerBit = (1e6 * rangeMaxV) / maxInt / gain;
    const derivation = `${short(2 * rangeMaxV)} V / ${2 * maxInt} / ${short(gain)} = ${short(uvPerBit)} µV/bit`;
    return { uvPerBit, gain, gainSource: source, derivation };
  };
}

/** The probe model that a header's part number, type or phase 3A option stands for; undefined for unknown probes. */
export function headerModel(meta: SpikeGlxMeta): ProbeModel | undefined {
  const option = metaNumber(meta, 'imProbeOpt');
  if (option !== undefined && metaText(meta, 'imDatPrb_type') === undefined) return phase3AModel(option);
  return probeModel(metaText(meta, 'imDatPrb_pn'), metaNumber(meta, 'imDatPrb_type') ?? imroType(meta));
}

/** `(24,384)` carries the type as well, for headers that lost their imDatPrb_type; `(NP2020,1536)` does not. */
function imroType(meta: SpikeGlxMeta): number | undefined {
  const header = metaTable(meta, 'imroTbl')?.header ?? [];
  return header.length === 2 && /^\d+$/.test(header[0]!) ? Number(header[0]) : undefined;
}

type Gains = (kind: ChannelKind, index: number) => { gain: number; source: string };

const fixedGain =
  (gain: number, source: string): Gains =>
  () => ({ gain, source });

function niGains(meta: SpikeGlxMeta): Gains {
  const gains = { MN: metaNumber(meta, 'niMNGain') ?? 1, MA: metaNumber(meta, 'niMAGain') ?? 1 };
  return (kind) =>
    kind === 'MN' || kind === 'MA'
      ? { gain: gains[kind], source: `ni${kind}Gain` }
      : { gain: 1, source: 'XA inputs have no amplifier' };
}

function imecGains(meta: SpikeGlxMeta): Gains {
  const model = headerModel(meta);
  const table = metaTable(meta, 'imroTbl');
  const perChannel = table ? imroGains(table, model?.generation) : undefined;
  if (perChannel) return perChannel;
  const apGain = metaNumber(meta, 'imChan0apGain');
  if (apGain !== undefined)
    return (kind) =>
      kind === 'LF'
        ? { gain: metaNumber(meta, 'imChan0lfGain') ?? Number.NaN, source: 'imChan0lfGain' }
        : { gain: apGain, source: 'imChan0apGain' };
  return fixedGain(model?.fixedGain ?? Number.NaN, model?.fixedGain ? 'fixed for this probe' : '');
}

/**
 * The gains that an imroTbl holds; undefined for tables without (generation 2). The table lists all acquired channels,
 * so it is searched by channel number even when a subset was saved.
 */
function imroGains({ header, entries }: MetaTable, generation: 1 | 2 | undefined): Gains | undefined {
  if (generation === 2) return undefined;
  // Switchable Ultra: (type, column mode, reference, AP gain, LF gain, filter), one gain for all.
  if (header.length === 6) {
    const [ap, lf] = [Number(header[3]), Number(header[4])];
    return (kind) => ({ gain: kind === 'LF' ? lf : ap, source: 'imroTbl header' });
  }
  // (channel, bank, reference, AP gain, LF gain) of phase 3A, with a filter flag in 1.0. A four-shank table of an
  // unknown probe also has 5 fields; there a header of three tells 3A.
  const hasGains = entries[0]?.length === 6 || (entries[0]?.length === 5 && header.length === 3);
  if (!hasGains) return undefined;
  const byChannel = new Map(entries.map((fields) => [Number(fields[0]), fields]));
  return (kind, index) => ({
    gain: Number(byChannel.get(index)?.[kind === 'LF' ? 4 : 3]),
    source: 'imroTbl',
  });
}

/** Up to ten significant digits, no trailing zeros. */
const short = (value: number): string => String(Number(value.toPrecision(10)));
