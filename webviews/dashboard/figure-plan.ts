import type { DatasetSummary, StreamSummary } from '../../core/engine/engine-api.ts';
import type { UnitId } from '../../core/model/units.ts';
import type { FigureRequest } from '../protocol.ts';
import { mainStream } from './facts.ts';
import { fixed } from './format.ts';
import type { Selection } from './selection.ts';
import { unitsOnStream } from './unit-place.ts';

/** More waveforms on one channel cannot be told apart. */
const unitLimit = 12;
/** A matrix of more correlograms cannot be read. */
export const matrixLimit = 30;
/** A figure of more correlograms has no room for axes of its own in each cell. */
export const mostInFigure = 4;
export const limitOf = (kind: string): number => (kind === 'correlogram' ? matrixLimit : unitLimit);

/** What one section of figures will ask for, or why it asks for nothing. */
export type FigurePlan =
  | {
      readonly request: FigureRequest & { readonly colors: readonly number[] };
      /** What the reader must know about the choice: a fallback, a limit. */
      readonly notes: readonly string[];
    }
  | { readonly request: null; readonly reason: string };

export type FigureKind = 'waveforms' | 'correlogram';

/** What a plan depends on. */
export interface FigureFacts {
  readonly dataset: DatasetSummary;
  /** The stream the user chose; null leaves it to the engine. */
  readonly stream: StreamSummary | null;
  readonly unitCount: number | 'loading' | 'failed';
  readonly selection: Selection;
  readonly params: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** The request a section makes for a selection, with its notes; without one, a sentence that says why. */
export function planFigure(kind: FigureKind, facts: FigureFacts): FigurePlan {
  const { dataset, stream, selection, params } = facts;
  const reason = nothingToShow(kind, facts) ?? (kind === 'waveforms' ? otherClock(dataset, stream) : null);
  if (reason !== null) return { request: null, reason };
  const notes: string[] = [];
  const limit = limitOf(kind);
  if (selection.length > limit)
    notes.push(
      `The first ${limit} of ${fixed(selection.length)} selected units${kind === 'correlogram' ? ', in all pairs' : ''}.`,
    );
  let analysis: string = kind;
  if (kind === 'waveforms') {
    const missing = rawMissing(stream ?? mainStream(dataset));
    if (missing !== null) {
      analysis = 'templates';
      notes.push(`The sorter’s templates instead of mean waveforms: ${missing}`);
    }
  }
  return { request: requestOf(analysis, selection.slice(0, limit), params, stream), notes };
}

const requestOf = (
  analysis: string,
  units: Selection,
  params: FigureFacts['params'],
  stream: StreamSummary | null,
): FigureRequest & { readonly colors: readonly number[] } => ({
  analysis,
  units: units.map(({ unit }) => unit),
  params: params[analysis] ?? {},
  ...(stream ? { stream: stream.id } : {}),
  colors: units.map(({ slot }) => slot),
});

/** Why no unit can be shown, or what to do; empty while that is not known yet, null when there are units to show. */
function nothingToShow(kind: FigureKind, { dataset, unitCount, selection }: FigureFacts): string | null {
  const noun = kind === 'waveforms' ? 'waveforms' : 'correlograms';
  if (!dataset.sorting) return `There are no units here, so there are no ${noun}.`;
  if (unitCount === 'failed') return `The units could not be read, so there are no ${noun}.`;
  if (unitCount === 0) return `The sorting holds no units, so there are no ${noun}.`;
  if (selection.length > 0) return null;
  if (unitCount === 'loading') return '';
  return kind === 'waveforms'
    ? 'Select a unit in the table or on the probe to see its mean waveform.'
    : 'Select one unit for its autocorrelogram, several for their cross-correlograms.';
}

/** Why spikes of one stream cannot be cut from the raw file of another, as a sentence; null when they can. */
function otherClock(dataset: DatasetSummary, stream: StreamSummary | null): string | null {
  const sorted = mainStream(dataset);
  if (!stream || !sorted || stream.id === sorted.id) return null;
  const { same } = unitsOnStream(dataset, stream);
  if (same && stream.sampleRateHz === sorted.sampleRateHz) return null;
  const choose = `Choose ${sorted.id} above to see their waveforms.`;
  if (same && stream.band === 'lf') return `${stream.id} is the LF band, which holds no spikes. ${choose}`;
  const why = same
    ? `and ${stream.id} has ${fixed(stream.sampleRateHz)} samples a second instead of ${fixed(sorted.sampleRateHz)}`
    : `so they have no waveforms in ${stream.id}`;
  return `The units were sorted from ${sorted.id}, ${why}. ${choose}`;
}

/** Why waveforms cannot be read from the raw file, as a sentence; null when they can. */
function rawMissing(stream: StreamSummary | null): string | null {
  if (!stream) return 'there is no header that describes a raw file.';
  if (stream.rawFile !== null) return null;
  return stream.rawMissingReason ?? `the raw file of ${stream.id} is missing.`;
}

/** Why there are no units: what the sorting's own part says, else what to put where. */
export function noSorting(dataset: DatasetSummary): string {
  const spikes = dataset.parts.find(
    ({ part, state }) => state !== 'present' && /spike|sorting|sorted/i.test(part),
  );
  return (
    spikes?.message ??
    'No sorted spikes here. Put spike_times.npy and spike_clusters.npy in the folder or in a kilosort*/ subfolder.'
  );
}

/**
 * The request of a key such as W, for a panel of its own; a sentence when it cannot be made; null for other keys or when
 * nothing is selected.
 */
export function shortcutRequest(
  key: string,
  { dataset, stream, selection, params }: Omit<FigureFacts, 'unitCount'>,
  cursor: UnitId | null,
): FigureRequest | string | null {
  const analysis = shortcuts[key.toLowerCase()];
  if (!analysis || selection.length === 0) return null;
  const units = selection.slice(0, limitOf(analysis));
  const impossible = analysis === 'waveforms' ? otherClock(dataset, stream) : null;
  if (impossible !== null) return impossible;
  const alone = units.filter(({ unit }) => unit === cursor);
  const chosen = key.toLowerCase() === 'a' ? (alone.length ? alone : units.slice(0, 1)) : units;
  return requestOf(analysis, chosen, params, stream);
}

const shortcuts: Readonly<Record<string, string>> = {
  enter: 'waveforms',
  w: 'waveforms',
  c: 'correlogram',
  a: 'correlogram',
  t: 'templates',
};
