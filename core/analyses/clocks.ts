import type { Dataset } from '../model/dataset.ts';
import { isInputError, ParameterError } from '../model/errors.ts';
import type { Stream } from '../model/recording.ts';
import { type AlignedClock, alignClocks, type ClockSide } from './align-clocks.ts';
import { defineAnalysis, type Gathering } from './analysis.ts';
import { type Clocks, clocksFigure } from './clocks-figure.ts';
import { names, parseParams } from './params.ts';
import { syncInputs } from './sync-inputs.ts';
import { type SyncInputs, syncParams } from './sync-params.ts';
import { scanLines } from './sync-scan.ts';

interface Inputs {
  /** The reference first. */
  readonly sides: readonly (SyncInputs & { readonly name: string })[];
}

export const clocks = defineAnalysis({
  id: 'clocks',
  version: 1,
  title: 'Clocks',
  summary:
    'How the clocks of the streams, or of the probes of a merged dataset, go against the first one’s: offset, drift, and what is left of each shared pulse.',
  method:
    'Pulses of a line shared by two streams are matched by the intervals between them, so that missing ones do no harm. reference = a · own + b by least squares, without pulses whose residual is beyond six robust standard deviations (1.4826 × the median of absolute residuals). Drift is (a − 1) · 3600 s in ms per hour.',
  npyx: ['align_timeseries_interpol'],
  target: 'recording',
  needs: ['recording'],
  params: {
    syncLine: names({
      doc: 'The line with the shared pulses: one for all, or one for each stream in their order; found by its pulses unless told.',
    }),
  },

  async gather(from): Promise<Inputs> {
    const chosen = streamsOf(from);
    const values = parseParams(syncParams);
    const sides = await Promise.all(
      chosen.map(async ({ name, stream }) => ({
        name,
        ...(await syncInputs(from.dataset, stream, values, from.warn)),
      })),
    );
    return { sides };
  },

  async compute({ sides }, { syncLine }, { open, signal, progress, warn }): Promise<Clocks> {
    const lines = linesFor(syncLine, sides.length);
    const found: ClockSide[] = [];
    for (const [i, side] of sides.entries()) {
      const edges = await scanLines(side, {
        open,
        signal,
        progress: (done) => progress((i + done) / sides.length),
      });
      found.push({ name: side.name, sampleRateHz: side.sampleRateHz, lines: edges, line: lines[i] });
    }
    const [reference, ...others] = found as [ClockSide, ...ClockSide[]];
    return {
      reference: reference.name,
      referenceStream: sides[0]?.stream ?? '',
      clocks: alignedOnes(others, reference, warn).map(({ clock, place }) => ({
        ...clock,
        stream: sides[place + 1]?.stream ?? '',
      })),
    };
  },

  draw: clocksFigure,

  toJson: ({ reference, referenceStream, clocks }) => ({
    reference,
    referenceStream,
    clocks: clocks.map(({ timesS, residualsUs, isUsed, ...clock }) => ({
      ...clock,
      timesS: [...timesS],
      residualsUs: [...residualsUs],
      isUsed: Array.from(isUsed, Boolean),
    })),
  }),

  toTable: ({ clocks }) => ({
    name: clocks.flatMap(({ name, timesS }) => Array<string>(timesS.length).fill(name)),
    timeS: Float64Array.from(clocks.flatMap(({ timesS }) => [...timesS])),
    residualUs: Float64Array.from(clocks.flatMap(({ residualsUs }) => [...residualsUs])),
    isUsed: clocks.flatMap(({ isUsed }) => [...isUsed]),
  }),
});

/** A device that shares no pulses is left out with its sentence, unless it is the only one. */
function alignedOnes(others: readonly ClockSide[], reference: ClockSide, warn: (message: string) => void) {
  const aligned: { clock: AlignedClock; place: number }[] = [];
  for (const [place, side] of others.entries())
    try {
      aligned.push({ clock: alignClocks(side, reference, warn), place });
    } catch (error) {
      if (!isInputError(error) || others.length === 1) throw error;
      warn(error.message);
    }
  return aligned;
}

/** One line for each of `count` recordings from what was given: none, one for all, or as many. */
export function linesFor(given: readonly string[] | null, count: number): readonly (string | undefined)[] {
  if (!given) return Array<undefined>(count).fill(undefined);
  if (given.length === 1) return Array<string>(count).fill(given[0] as string);
  if (given.length === count) return given;
  throw new ParameterError(
    `syncLine: got ${given.length} lines, expected one for all or ${count}, one for each`,
  );
}

/** The main stream first, by which the spikes are timed; of a merged dataset then that of each probe, by its name. */
function streamsOf(from: Gathering): { name: string; stream: Stream }[] {
  const { dataset } = from;
  const first = dataset.merged ? probesOf(dataset) : [{ name: from.stream().id, stream: from.stream() }];
  const chosen = [...first, ...othersOf(dataset, new Set(first.map(({ stream }) => stream.id)))];
  if (chosen.length < 2)
    from.warn(
      dataset.merged
        ? 'the other datasets are not there; put them back beside the merged folder to compare their clocks'
        : 'no other stream has sync lines, so that there is no clock to compare',
    );
  return chosen;
}

const probesOf = ({ merged = [], streams }: Dataset) =>
  merged.flatMap(({ name, streamId }) => {
    const stream = streams.find(({ id }) => id === streamId);
    return stream ? [{ name, stream }] : [];
  });

/** The other streams with sync lines; of a merged dataset without LF bands, whose clocks are those of their probes. */
const othersOf = ({ streams, edgeSources = [], merged }: Dataset, taken: ReadonlySet<string>) =>
  streams
    .filter(
      ({ id, band, channels, raw }) =>
        !taken.has(id) &&
        !(merged && band === 'lf') &&
        (edgeSources.some(({ streamId }) => streamId === id) ||
          (raw && channels.some(({ role }) => role === 'sync'))),
    )
    .map((stream) => ({ name: stream.id, stream }));
