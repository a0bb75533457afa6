import { FormatError } from '../model/errors.ts';
import type { Band, Channel } from '../model/recording.ts';

/**
 * `structure.oebin`, the JSON beside an Open Ephys binary recording, of GUI 0.4 to 1.0.
 * Defined in https://open-ephys.github.io/gui-docs/User-Manual/Recording-data/Binary-format.html
 */
export interface Oebin {
  readonly guiVersion: string | null;
  readonly continuous: readonly OebinStream[];
  readonly events: readonly OebinEvents[];
  /** Entries that could not be read, each a sentence. */
  readonly warnings: readonly string[];
}

/** One stream: a folder below `continuous/`. */
export interface OebinStream {
  /** Without the slash that the file ends it with. */
  readonly folder: string;
  /** `ProbeA-AP`; GUI 0.5 and before have numbered streams of a processor instead: `0`. */
  readonly name: string;
  readonly processorName: string;
  readonly processorId: number | null;
  /** GUI 0.5 and before. */
  readonly subProcessor: number | null;
  /** `Record Node 101` when the file tells. */
  readonly recordNode: string | null;
  readonly sampleRateHz: number;
  readonly band: Band;
  /** In the order of the columns, which is that of the Channel Map plugin where one was used. */
  readonly channels: readonly OebinChannel[];
}

export interface OebinChannel extends Channel {
  /** `neuropixels.electrode_index`, counted over all shanks (shank · 1280 + electrode); null where it is not written. */
  readonly electrode: number | null;
}

/** One event source: a folder below `events/`. */
export interface OebinEvents {
  readonly folder: string;
  readonly kind: 'ttl' | 'text' | 'other';
  /** `Neuropixels PXI Sync`, `Messages`. */
  readonly title: string;
  readonly sampleRateHz: number | null;
}

type Json = Readonly<Record<string, unknown>>;

/**
 * The streams and event sources that a recording should have; their folders may be missing. Throws FormatError for
 * text that is no JSON object with a list of continuous streams. A damaged entry becomes a warning.
 */
export function parseOebin(text: string, file: string): Oebin {
  const fail = (found: string, cause?: unknown): FormatError =>
    new FormatError({
      file,
      found,
      expected: 'the JSON that Open Ephys writes, with its list of continuous streams',
      todo: 'Restore structure.oebin from the acquisition computer.',
      cause,
    });
  if (text.trim() === '') throw fail('an empty file');
  let root: unknown;
  try {
    root = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw fail('text that is not JSON, or was cut', error);
  }
  if (!isObject(root)) throw fail('JSON of another kind');
  if (!Array.isArray(root['continuous'])) throw fail("no 'continuous' list");
  const guiVersion = textOf(root['GUI version']);
  const warnings: string[] = [];
  const continuous = root['continuous'].flatMap((entry: unknown, index): OebinStream[] => {
    const stream = isObject(entry) ? toStream(entry, guiVersion) : 'it is no object';
    if (typeof stream !== 'string') return [stream];
    warnings.push(`${file}: stream ${index + 1} of 'continuous' was left out: ${stream}.`);
    return [];
  });
  const events = Array.isArray(root['events']) ? root['events'].filter(isObject).map(toEvents) : [];
  return { guiVersion, continuous, events: events.filter(({ folder }) => folder !== ''), warnings };
}

/** The stream, or why there is none. */
function toStream(entry: Json, guiVersion: string | null): OebinStream | string {
  const folder = folderOf(entry);
  if (folder === '') return 'it has no folder_name';
  // Written as a string by some GUI 0.4 versions.
  const sampleRateHz = Number(entry['sample_rate']);
  if (!(sampleRateHz > 0 && sampleRateHz < Number.POSITIVE_INFINITY)) return `${folder} has no sample_rate`;
  const listed = Array.isArray(entry['channels']) ? entry['channels'].filter(isObject) : [];
  if (listed.length === 0) return `${folder} has no channels`;
  const processorName =
    textOf(entry['source_processor_name']) ?? folder.replace(/-\d+\..*$/, '').replaceAll('_', ' ');
  const subProcessor = numberOf(entry['source_processor_sub_idx']);
  const name = textOf(entry['stream_name']) ?? folder.replace(/^.*?-\d+\./, '');
  const node = textOf(entry['recorded_processor']);
  const nodeId = numberOf(entry['recorded_processor_id']);
  const band = bandOf(processorName, name, sampleRateHz, listed);
  return {
    folder,
    name,
    processorName,
    processorId: numberOf(entry['source_processor_id']) ?? numberOf(/-(\d+)\./.exec(folder)?.[1]),
    subProcessor,
    recordNode: node && nodeId !== null ? `${node} ${nodeId}` : null,
    sampleRateHz,
    band,
    channels: toChannels(listed, band, guiVersion),
  };
}

/** Probe streams by name (`-AP`, `-LFP`), in GUI 0.5 by rate; 2.0 probes have one band and no suffix. */
function bandOf(processor: string, name: string, sampleRateHz: number, channels: readonly Json[]): Band {
  if (/NI-?DAQ/i.test(processor)) return 'nidq';
  const isAdc =
    /ADC/i.test(name) ||
    channels.every((channel) => /^(ADC|AI)\d/i.test(textOf(channel['channel_name']) ?? ''));
  if (/OneBox/i.test(processor) && isAdc) return 'obx';
  // ONIX streams carry the headstage's name; its motion sensors and digital lines are no probe.
  const isProbe =
    /neuropix|onebox/i.test(processor) ||
    /^Probe[A-Z]/.test(name) ||
    (/onix/i.test(processor) && /Neuropixels.*Probe/i.test(name));
  if (!isProbe || isAdc) return 'aux';
  if (/[-_ ]LFP?$/i.test(name)) return 'lf';
  if (/[-_ ]AP$/i.test(name)) return 'ap';
  return sampleRateHz < 5_000 ? 'lf' : 'ap';
}

function toChannels(listed: readonly Json[], band: Band, guiVersion: string | null): OebinChannel[] {
  const names = listed.map((channel, column) => textOf(channel['channel_name']) ?? `CH${column}`);
  const numbers = names.map((name) => numberOf(/(\d+)$/.exec(name)?.[1]));
  // GUI 1.0 counts channels from 0 (CH0), those before from 1, and the File Reader of 0.5 from 0 again.
  const base = numbers.includes(0) || Number(guiVersion?.split('.')[0] ?? 0) >= 1 ? 0 : 1;
  return listed.map((channel, column): OebinChannel => {
    const name = names[column]!;
    const bitVolts = Number(channel['bit_volts'] ?? Number.NaN);
    const isLast = column === listed.length - 1;
    const isSync = /SYNC/i.test(name) || (isLast && listed.length > 1 && bitVolts === 1);
    const isAnalog = band === 'nidq' || band === 'obx' || /^(ADC|AUX|AI)[-_ ]?\d/i.test(name);
    const role = isSync ? 'sync' : isAnalog ? 'analog' : 'neural';
    return {
      column,
      id: role === 'neural' && numbers[column] !== null ? numbers[column]! - base : column,
      name,
      role,
      uvPerBit: isSync ? Number.NaN : microvolts(bitVolts, textOf(channel['units']), role),
      electrode: electrodeOf(channel),
    };
  });
}

/**
 * bit_volts is in µV for electrodes. For analog inputs it is in volts although the file says "uV" or nothing: 0.000305
 * is 10 V / 32768. (neo takes it for microvolts.)
 */
function microvolts(bitVolts: number, units: string | null, role: Channel['role']): number {
  if (units === 'V') return bitVolts * 1e6;
  if (units === 'mV') return bitVolts * 1e3;
  return role === 'analog' && bitVolts < 0.01 ? bitVolts * 1e6 : bitVolts;
}

function electrodeOf(channel: Json): number | null {
  const metadata = channel['channel_metadata'];
  const entry = Array.isArray(metadata)
    ? metadata.filter(isObject).find(({ identifier }) => identifier === 'neuropixels.electrode_index')
    : undefined;
  const value = entry?.['value'];
  return numberOf(Array.isArray(value) ? value[0] : value);
}

function toEvents(entry: Json): OebinEvents {
  const folder = folderOf(entry);
  const type = textOf(entry['type']) ?? '';
  const isText = type === 'string' || /(TEXT_group|MessageCenter)/.test(folder);
  // GUI 0.4 and 0.5 give TTL sources the type int16 as well, in folders TTL_1, TTL_2 …
  const isTtl = /(^|\/)TTL(_\d+)?$/.test(folder);
  return {
    folder,
    kind: isText ? 'text' : isTtl ? 'ttl' : 'other',
    title: textOf(entry['channel_name']) ?? folder,
    sampleRateHz: numberOf(entry['sample_rate']),
  };
}

const folderOf = (entry: Json): string =>
  (textOf(entry['folder_name']) ?? '').replaceAll('\\', '/').replace(/\/+$/, '');

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

/** A finite number, also written as a string. */
function numberOf(value: unknown): number | null {
  if (value === null || value === undefined || value === '' || typeof value === 'object') return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}
