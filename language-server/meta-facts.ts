import { bytesText, countText, durationText } from '../core/formats/header-words.ts';
import { type SavedChannel, savedChannels } from '../core/formats/spikeglx-channels.ts';
import { channelScales, headerModel } from '../core/formats/spikeglx-gains.ts';
import { streamKind } from '../core/formats/spikeglx-kind.ts';
import {
  metaCounts,
  metaNumber,
  metaText,
  parseIdRanges,
  type SpikeGlxMeta,
} from '../core/formats/spikeglx-meta.ts';
import { code, own, plain } from './hover-text.ts';

/** What the disk tells beside the text of a header. */
export interface MetaSurroundings {
  /** The header's name on disk. */
  readonly file: string;
  /** The `.bin` or `.cbin` beside it; null when there is none, undefined when nobody looked. */
  readonly rawFile?: { readonly name: string; readonly bytes: number } | null;
}

/** Sentences that follow from one value and the rest of the header: durations, scales, sizes, contradictions. */
export function metaFacts(meta: SpikeGlxMeta, key: string, around: MetaSurroundings): readonly string[] {
  const facts =
    own(computed, key) ??
    (/^(im|ni|ob)(AiRange|MaxInt$)|Gain$/.test(key) ? scaleFacts : null) ??
    (key.includes('ErrFlags') ? errorFacts(key) : null);
  return facts ? facts(meta, around) : [];
}

type Facts = (meta: SpikeGlxMeta, around: MetaSurroundings) => string[];

const rateOf = (meta: SpikeGlxMeta): number | undefined =>
  [`imSampRate`, `niSampRate`, `obSampRate`]
    .map((key) => metaNumber(meta, key))
    .find((rate) => rate && rate > 0);

function channelsOf(meta: SpikeGlxMeta): SavedChannel[] {
  const kind = streamKind(meta);
  if (!kind) return [];
  try {
    return savedChannels(meta, kind).channels;
  } catch {
    // A header that was cut: the other facts still hold.
    return [];
  }
}

const rateFacts: Facts = (meta) => {
  const rate = rateOf(meta);
  return rate ? [`One sample every ${Number((1e6 / rate).toPrecision(7))} µs.`] : [];
};

const sizeFacts: Facts = (meta, { rawFile }) => {
  const bytes = metaNumber(meta, 'fileSizeBytes');
  const columns = metaNumber(meta, 'nSavedChans');
  const rate = rateOf(meta);
  if (bytes === undefined) return [];
  const facts: string[] = [];
  if (columns && rate) {
    const samples = Math.floor(bytes / (2 * columns));
    facts.push(
      `${bytesText(bytes)} / (2 bytes × ${columns} channels) = ${countText(samples)} samples = ${durationText(samples / rate)} at ${countText(rate)} Hz.`,
    );
    const rest = bytes % (2 * columns);
    if (rest !== 0) facts.push(`⚠ ${rest} bytes are left over: not a whole number of samples.`);
  }
  if (rawFile && !rawFile.name.endsWith('.cbin') && rawFile.bytes !== bytes)
    facts.push(
      `⚠ ${code(rawFile.name)} has ${countText(rawFile.bytes)} bytes: cut, replaced or still being written.`,
    );
  if (rawFile === null) facts.push('The raw file is not beside this header.');
  return facts;
};

const durationFacts: Facts = (meta) => {
  const seconds = metaNumber(meta, 'fileTimeSecs');
  const bytes = metaNumber(meta, 'fileSizeBytes');
  const columns = metaNumber(meta, 'nSavedChans');
  const rate = rateOf(meta);
  if (seconds === undefined) return [];
  const facts = [durationText(seconds)];
  if (bytes !== undefined && columns && rate) {
    const bySize = bytes / (2 * columns) / rate;
    if (Math.abs(bySize - seconds) > 0.01 + seconds * 1e-4)
      facts.push(`⚠ fileSizeBytes says ${durationText(bySize)}; the size of the file counts.`);
  }
  return facts;
};

const firstSampleFacts: Facts = (meta) => {
  const sample = metaNumber(meta, 'firstSample');
  const rate = rateOf(meta);
  return sample === undefined || !rate
    ? []
    : [
        `${countText(sample)} / ${countText(rate)} Hz = ${Number((sample / rate).toFixed(3))} s after the run began.`,
      ];
};

const columnFacts: Facts = (meta) => {
  const columns = metaNumber(meta, 'nSavedChans');
  const rate = rateOf(meta);
  return columns && rate
    ? [`${2 * columns} bytes per sample, ${bytesText(2 * columns * rate)} per second.`]
    : [];
};

const subsetFacts: Facts = (meta) => {
  const text = metaText(meta, 'snsSaveChanSubset');
  if (!text) return [];
  if (text === 'all') return ['Every acquired channel is in the file.'];
  const ids = parseIdRanges(text);
  const columns = metaNumber(meta, 'nSavedChans');
  if (!ids) return ['⚠ Not a list of channels such as 0:383,768.'];
  return [
    `${countText(ids.length)} channels, by their acquisition numbers.`,
    ...(columns !== undefined && columns !== ids.length ? [`⚠ nSavedChans is ${countText(columns)}.`] : []),
  ];
};

const countFacts =
  (key: string, kinds: readonly string[]): Facts =>
  (meta) => {
    const counts = metaCounts(meta, key, kinds.length);
    return counts
      ? [counts.map((count, i) => `${count} ${kinds[i]}`).join(', ')]
      : [`⚠ Expected ${kinds.length} whole numbers: ${kinds.join(', ')}.`];
  };
const imecKinds = ['AP', 'LF', 'SY (sync words)'];
const nidqKinds = ['MN', 'MA', 'XA', 'DW (digital words)'];
const obxKinds = ['XA', 'DW (digital words)', 'SY (sync words)'];

const probeFacts: Facts = (meta) => {
  const model = headerModel(meta);
  if (!model) return ['A probe that is not known here.'];
  const { shankCount, columnCount, rowPitchUm } = model.grid;
  return [
    `**${plain(model.name)}**: ${shankCount} ${shankCount === 1 ? 'shank' : 'shanks'}, ${columnCount} columns of sites, rows ${rowPitchUm} µm apart.`,
  ];
};

/** `AP: 1.2 V / 1024 / 500 = 2.34375 µV/bit (384 channels)`, one line per scale in the file. */
export const scaleFacts: Facts = (meta) => {
  const scaleOf = channelScales(meta);
  const lines = new Map<string, number>();
  for (const { kind, index } of channelsOf(meta)) {
    if (kind === 'SY' || kind === 'DW') continue;
    const { derivation, gainSource } = scaleOf(kind, index);
    const source = gainSource ? `, gain: ${gainSource}` : '';
    const line = `${kind}: ${code(derivation)}${source}`;
    lines.set(line, (lines.get(line) ?? 0) + 1);
  }
  const words = [...lines].map(
    ([line, count]) => `${line} (${count} ${count === 1 ? 'channel' : 'channels'})`,
  );
  return words.length > 5 ? [...words.slice(0, 4), `… and ${words.length - 4} other scales.`] : words;
};

const errorNames: Readonly<Record<string, string>> = {
  IS: 'any',
  CT: 'count',
  SR: 'serdes',
  LK: 'lock',
  PP: 'pop',
  SY: 'sync',
  MS: 'missed samples',
};

/** The key names its counts: `imErrFlags0_IS_CT_SR_LK_PP_SY_MS=0 0 0 0 0 0 0`. */
const errorFacts =
  (key: string): Facts =>
  (meta) => {
    const names = key.split('_').flatMap((part) => own(errorNames, part) ?? []);
    const counts = (metaText(meta, key) ?? '').split(/\s+/).map(Number);
    if (counts.length !== names.length || !counts.every(Number.isFinite)) return [];
    const seen = names.flatMap((name, i) =>
      name !== 'any' && counts[i] ? [`${name} ${countText(counts[i])}`] : [],
    );
    return [seen.length === 0 ? 'No errors.' : `⚠ Errors: ${seen.join(', ')}.`];
  };

const computed: Readonly<Record<string, Facts>> = {
  imSampRate: rateFacts,
  niSampRate: rateFacts,
  obSampRate: rateFacts,
  fileSizeBytes: sizeFacts,
  fileTimeSecs: durationFacts,
  firstSample: firstSampleFacts,
  nSavedChans: columnFacts,
  snsSaveChanSubset: subsetFacts,
  snsApLfSy: countFacts('snsApLfSy', imecKinds),
  acqApLfSy: countFacts('acqApLfSy', imecKinds),
  snsMnMaXaDw: countFacts('snsMnMaXaDw', nidqKinds),
  acqMnMaXaDw: countFacts('acqMnMaXaDw', nidqKinds),
  snsXaDwSy: countFacts('snsXaDwSy', obxKinds),
  acqXaDwSy: countFacts('acqXaDwSy', obxKinds),
  imDatPrb_type: probeFacts,
  imDatPrb_pn: probeFacts,
  imProbeOpt: probeFacts,
  imroTbl: scaleFacts,
};
