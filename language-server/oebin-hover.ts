import { getLocation, type JSONPath, parse, type Segment } from 'jsonc-parser';
import { oebinStreamText } from '../core/formats/header-tooltip.ts';
import { countText } from '../core/formats/header-words.ts';
import { type OebinStream, parseOebin } from '../core/formats/open-ephys-oebin.ts';
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
  const value = at(whole, path);
  const start = character - (offset - node.offset);
  const markdown = [
    `**${code(key)}**${typeof value === 'object' ? '' : ` = ${valueText(key, value, whole, path)}`}`,
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

function valueText(key: string, value: unknown, whole: unknown, path: JSONPath): string {
  const number = typeof value === 'number' ? value : Number.NaN;
  if (key === 'sample_rate') {
    const rate = Number(value);
    return rate > 0 ? `${countText(rate)} Hz` : code(String(value));
  }
  if (key === 'bit_volts' && Number.isFinite(number)) return scaleOf(number, whole, path);
  if (value === undefined) return '*nothing yet*';
  return code(typeof value === 'string' ? value : JSON.stringify(value));
}

/** The factor in the unit that holds, which is not always the one that is written. */
function scaleOf(bitVolts: number, whole: unknown, path: JSONPath): string {
  const [, stream, , column] = path;
  const read = streamOf(at(whole, ['continuous', stream as number]));
  const channel = read?.channels[column as number];
  if (!channel || path[0] !== 'continuous') return String(bitVolts);
  if (channel.role === 'sync') return `${bitVolts}, a word of digital lines and no voltage`;
  const uvPerBit = Number(channel.uvPerBit.toPrecision(6));
  return channel.uvPerBit === bitVolts ? `${bitVolts} µV/bit` : `${bitVolts} V/bit = ${uvPerBit} µV/bit`;
}

/** `ProbeA-AP: 384 ch · 30 000 Hz · 1 h 12 min · 0.195 µV/bit`, for anything inside a stream; all of them over the list. */
function streamFacts(whole: unknown, path: JSONPath, { datBytes }: OebinSurroundings): string[] {
  const [list, index] = path;
  const streams = at(whole, ['continuous']);
  if (list !== 'continuous' || !Array.isArray(streams)) return [];
  const asked = index === undefined ? streams.slice(0, 12) : [at(streams, [index])];
  return asked.flatMap((stream) => {
    const read = streamOf(stream);
    const bytes = datBytes?.get(String(at(stream, ['folder_name'])));
    return read ? [`- ${plain(oebinStreamText(read, bytes))}`] : [];
  });
}

/** One stream by itself, so that a damaged one does not silence the others. */
function streamOf(stream: unknown): OebinStream | undefined {
  try {
    return parseOebin(JSON.stringify({ continuous: [stream] }), 'structure.oebin').continuous[0];
  } catch {
    // Half typed.
    return undefined;
  }
}
