import type { DatasetSummary } from '../../core/engine/engine-api.ts';
import type { UnitId } from '../../core/model/units.ts';
import type { FigureRequest } from '../protocol.ts';
import { mainStream } from './facts.ts';
import { fixed } from './format.ts';
import type { Selection } from './selection.ts';

/** A grid of more than 12 × 12 correlograms cannot be read, nor 12 waveforms on one channel. */
export const unitLimit = 12;

/** What one section of figures will ask for, or why it asks for nothing. */
export type FigurePlan =
  | {
      readonly request: FigureRequest;
      readonly slots: readonly number[];
      /** What the reader must know about the choice: a fallback, a limit. */
      readonly notes: readonly string[];
    }
  | { readonly request: null; readonly reason: string };

type Kind = 'waveforms' | 'correlogram';

/** The request a section makes for a selection, with its notes; without one, a sentence that says what to do. */
export function planFigure(
  kind: Kind,
  dataset: DatasetSummary,
  selection: Selection,
  params: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
): FigurePlan {
  if (!dataset.sorting)
    return {
      request: null,
      reason: `${kind === 'waveforms' ? 'Waveforms' : 'Correlograms'} need sorted spikes, which are missing or broken here.`,
    };
  if (selection.length === 0)
    return {
      request: null,
      reason:
        kind === 'waveforms'
          ? 'Select a unit in the table or on the probe to see its mean waveform.'
          : 'Select one unit for its autocorrelogram, several for their cross-correlograms.',
    };
  const shown = selection.slice(0, unitLimit);
  const units = shown.map(({ unit }) => unit);
  const notes: string[] = [];
  if (selection.length > unitLimit)
    notes.push(
      `The first ${unitLimit} of ${fixed(selection.length)} selected units${kind === 'correlogram' ? ', in all pairs' : ''}.`,
    );
  let analysis: string = kind;
  if (kind === 'waveforms') {
    const missing = rawMissing(dataset);
    if (missing !== null) {
      analysis = 'templates';
      notes.push(`The sorter’s templates instead of mean waveforms: ${missing}`);
    }
  }
  return {
    request: { analysis, units, params: params[analysis] ?? {} },
    slots: shown.map(({ slot }) => slot),
    notes,
  };
}

/** Why waveforms cannot be read from the raw file, as a sentence; null when they can. */
function rawMissing(dataset: DatasetSummary): string | null {
  const stream = mainStream(dataset);
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

/** The request of a key such as W, for a panel of its own; null for other keys or when nothing is selected. */
export function shortcutRequest(
  key: string,
  selection: Selection,
  cursor: UnitId | null,
  params: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
): FigureRequest | null {
  const analysis = shortcuts[key.toLowerCase()];
  const units = selection.slice(0, unitLimit).map(({ unit }) => unit);
  if (!analysis || units.length === 0) return null;
  const alone = cursor !== null && units.includes(cursor) ? cursor : units[0]!;
  return {
    analysis,
    units: key.toLowerCase() === 'a' ? [alone] : units,
    params: params[analysis] ?? {},
  };
}

const shortcuts: Readonly<Record<string, string>> = {
  enter: 'waveforms',
  w: 'waveforms',
  c: 'correlogram',
  a: 'correlogram',
  t: 'templates',
};
