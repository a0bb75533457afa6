import type { AnyAnalysis } from '../analyses/analysis.ts';
import { metadata } from '../analyses/metadata.ts';
import { sync } from '../analyses/sync.ts';
import { isCancelled, messageOf } from '../model/errors.ts';
import type { Engine } from './engine.ts';
import { envelopeText } from './envelope.ts';

type Given =
  | { readonly params: Readonly<Record<string, unknown>> }
  /** Why the command cannot be run on this dataset. */
  | { readonly reason: string };

/** Fewer pulses tell nothing about what follows them. */
const fewestPulses = 3;

/** Parameters without which a command says nothing, taken from the dataset itself; {} for most. */
export async function givenFor(
  engine: Engine,
  dataset: string,
  { params }: AnyAnalysis,
  signal?: AbortSignal,
): Promise<Given> {
  if ('spacingUm' in params) return { params: await levels(engine, dataset, signal) };
  if (!('events' in params && 'syncLine' in params)) return { params: {} };
  try {
    const request = { dataset, analysis: sync.id, units: [], params: {} };
    const { result } = JSON.parse(envelopeText(await engine.run(request, signal ? { signal } : {}))) as {
      result: { lines: Readonly<Record<string, { onsetsS: readonly number[] }>> };
    };
    const lines = Object.entries(result.lines).filter(([, { onsetsS }]) => onsetsS.length >= fewestPulses);
    lines.sort(([, a], [, b]) => irregularity(b.onsetsS) - irregularity(a.onsetsS));
    const line = lines[0]?.[0];
    return line === undefined
      ? { reason: `no sync line with ${fewestPulses} pulses or more, to be taken as events` }
      : { params: { syncLine: line } };
  } catch (error) {
    if (signal?.aborted || isCancelled(error)) throw error;
    return { reason: `no events: ${messageOf(error)}` };
  }
}

/** Levels so near to each other that even a few saved channels have five of them; the usual ones on a whole probe. */
async function levels(engine: Engine, dataset: string, signal?: AbortSignal) {
  const request = { dataset, analysis: metadata.id, units: [], params: {} };
  const { result } = JSON.parse(envelopeText(await engine.run(request, signal ? { signal } : {}))) as {
    result: { streams: { probe: { channels: { yUm: number }[] } | null }[] };
  };
  const depths = result.streams.flatMap(({ probe }) => probe?.channels.map(({ yUm }) => yUm) ?? []);
  const reach = Math.max(...depths) - Math.min(...depths);
  return reach > 0 && reach < 500 ? { spacingUm: Math.max(10, Math.floor(reach / 5)) } : {};
}

/** SD over mean of the intervals: events come when they like, the pulse that joins clocks does not. */
function irregularity(onsetsS: readonly number[]): number {
  const intervals = onsetsS.slice(1).map((onset, i) => onset - (onsetsS[i] as number));
  const mean = intervals.reduce((sum, interval) => sum + interval, 0) / intervals.length;
  const variance = intervals.reduce((sum, interval) => sum + (interval - mean) ** 2, 0) / intervals.length;
  return Math.sqrt(variance) / mean;
}
