import type { Dataset } from '../model/dataset.ts';
import { ParameterError } from '../model/errors.ts';
import type { Stream } from '../model/recording.ts';
import { alignClocks, type ClockSide } from './align-clocks.ts';
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
    return { reference: reference.name, clocks: others.map((side) => alignClocks(side, reference, warn)) };
  },

  draw: clocksFigure,

  toJson: ({ reference, clocks }) => ({
    reference,
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

/** One line for each of `count` recordings from what was given: none, one for all, or as many. */
export function linesFor(given: readonly string[] | null, count: number): readonly (string | undefined)[] {
  if (!given) return Array<undefined>(count).fill(undefined);
  if (given.length === 1) return Array<string>(count).fill(given[0] as string);
  if (given.length === count) return given;
  throw new ParameterError(
    `syncLine: got ${given.length} lines, expected one for all or ${count}, one for each`,
  );
}

/** Of a merged dataset the stream of each probe's spikes; of any other the streams with sync lines, the main one first. */
function streamsOf(from: Gathering): { name: string; stream: Stream }[] {
  const chosen = from.dataset.merged ? probesOf(from.dataset) : devicesOf(from);
  if (chosen.length < 2)
    from.warn(
      from.dataset.merged
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

function devicesOf(from: Gathering): { name: string; stream: Stream }[] {
  const { streams, edgeSources = [] } = from.dataset;
  const main = from.stream();
  const others = streams.filter(
    ({ id, channels, raw }) =>
      id !== main.id &&
      (edgeSources.some(({ streamId }) => streamId === id) ||
        (raw && channels.some(({ role }) => role === 'sync'))),
  );
  return [main, ...others].map((stream) => ({ name: stream.id, stream }));
}
