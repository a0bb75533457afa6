import { getLocation, type JSONPath, parse, type Segment } from 'jsonc-parser';
import { countText, durationText, scaleText } from '../core/formats/header-words.ts';
import { code, type HoverText, linesOf, own, plain } from './hover-text.ts';
import { oebinKeys } from './oebin-keys.ts';

/** What the disk tells beside the text of a `structure.oebin`. */
export interface OebinSurroundings {
  /** Bytes of `continuous/<folder_name>/continuous.dat` by folder name; null for one that is not there. */
  readonly datBytes?: ReadonlyMap<string, number | null>;
}

/**
 * What to show over a key or value of `structure.oebin`: its meaning, the value with its unit, and for anything inside
 * a stream the summary of that stream. Null elsewhere. Never throws, as the text may be half typed.
 */
export function oebinHover(
  text: string,
  line: number,
  character: number,
  around: OebinSurroundings,
): HoverText | null {
  const before = linesOf(text).slice(0, line + 1);
  if (before.length <= line) return null;
  const offset = offsetOf(text, line, character);
  const { path, previousNode: node } = getLocation(text, offset);
  if (!node || offset < node.offset || offset > node.offset + node.length) return null;
  const key = path.at(-1);
  const list = listOf(path);
  const meaning = typeof key === 'string' ? own(own(oebinKeys, list) ?? {}, key) : undefined;
  if (typeof key !== 'string' || key === '') return null;

  const whole = tolerant(text);
  const parent = at(whole, path.slice(0, -1));
  const value = at(whole, path);
  const start = character - (offset - node.offset);
  const markdown = [
    `**${code(key)}**${typeof value === 'object' ? '' : ` = ${valueText(key, value, parent)}`}`,
    meaning ?? 'Not a key of the Open Ephys binary format that is known here.',
    ...streamFacts(whole, path, around),
  ].join('\n\n');
  return { markdown, line, start, end: start + node.length };
}

function offsetOf(text: string, line: number, character: number): number {
  let offset = 0;
  for (let passed = 0; passed < line; passed++) {
    const end = /\r\n|\n|\r/g;
    end.lastIndex = offset;
    if (!end.exec(text)) return text.length;
    offset = end.lastIndex;
  }
  return Math.min(offset + character, text.length);
}

/** The innermost list a path lies in: `channels` for continuous › 0 › channels › 3 › bit_volts. */
function listOf(path: JSONPath): string {
  const names = path.slice(0, -1).filter((segment) => typeof segment === 'string');
  return names.at(-1) ?? 'root';
}

/** The quick strict parser first, which reads all but texts that are being edited. */
function tolerant(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return parse(text);
  }
}

const at = (value: unknown, path: readonly Segment[]): unknown =>
  path.reduce<unknown>(
    (inner, segment) => (typeof inner === 'object' && inner !== null ? (inner as never)[segment] : undefined),
    value,
  );

function valueText(key: string, value: unknown, parent: unknown): string {
  const number = typeof value === 'number' ? value : Number.NaN;
  if (key === 'sample_rate') {
    const rate = Number(value);
    return rate > 0 ? `${countText(rate)} Hz` : code(String(value));
  }
  if (key === 'bit_volts' && Number.isFinite(number)) return `${number} ${scaleUnit(number, parent)}`;
  if (value === undefined) return '*nothing yet*';
  return code(typeof value === 'string' ? value : JSON.stringify(value));
}

/** Nothing in a 0.6 file says volts or microvolts; an electrode's step is above 0.01 µV and an input's below 0.01 V. */
function scaleUnit(bitVolts: number, channel: unknown): string {
  const units = String(at(channel, ['units']) ?? '').toLowerCase();
  if (units === 'uv' || units === 'µv') return 'µV/bit';
  if (units === 'v') return 'V/bit';
  if (bitVolts === 1) return 'per bit (a digital word)';
  return bitVolts < 0.01 ? `V/bit = ${Number((bitVolts * 1e6).toPrecision(6))} µV/bit` : 'µV/bit';
}

/** `ProbeA-AP: 384 ch · 30 000 Hz · 1 h 12 min · 0.195 µV/bit`, for anything inside a stream. */
function streamFacts(whole: unknown, path: JSONPath, { datBytes }: OebinSurroundings): string[] {
  const [list, index] = path;
  if (list !== 'continuous') return [];
  const streams = at(whole, ['continuous']);
  if (index === undefined)
    return Array.isArray(streams)
      ? streams.map((_, i) => `- ${streamText(at(streams, [i]), datBytes)}`).slice(0, 12)
      : [];
  return [streamText(at(streams, [index]), datBytes)];
}

function streamText(stream: unknown, datBytes: OebinSurroundings['datBytes']): string {
  const folder = String(at(stream, ['folder_name']) ?? '?');
  const channels = at(stream, ['channels']);
  const count = Number(at(stream, ['num_channels']));
  const rate = Number(at(stream, ['sample_rate']));
  const steps = Array.isArray(channels)
    ? channels
        .map((channel) => Number(at(channel, ['bit_volts'])))
        .filter((step) => step >= 0.01 && step !== 1)
    : [];
  const bytes = datBytes?.get(folder);
  const samples = bytes && count > 0 ? Math.floor(bytes / (2 * count)) : null;
  const facts = [
    Number.isFinite(count) ? `${countText(count)} ch` : null,
    rate > 0 ? `${countText(rate)} Hz` : null,
    samples !== null && rate > 0 ? durationText(samples / rate) : null,
    scaleText(steps) || null,
    bytes === null ? '⚠ continuous.dat is not there' : null,
    bytes && count > 0 && bytes % (2 * count) !== 0 ? '⚠ continuous.dat ends inside a sample' : null,
  ].filter((fact) => fact !== null);
  return `**${plain(folder.replace(/\/$/, ''))}** ${facts.join(' · ')}`;
}
