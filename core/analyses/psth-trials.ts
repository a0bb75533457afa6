import { alignSpikes } from '../kernels/aligned-spikes.ts';
import { keptBySilence } from '../kernels/silent-trials.ts';
import { steadyTrials, usualRule } from '../kernels/steady-trials.ts';
import { ParameterError } from '../model/errors.ts';
import type { UnitId } from '../model/units.ts';
import { edgeSamples } from './event-grid.ts';
import type { Trials } from './event-trials.ts';
import { countText } from './number-text.ts';
import type { PsthParams } from './psth-params.ts';
import type { Plan } from './psth-plan.ts';
import type { Span } from './recorded-spans.ts';
import { at, chosenSpikes } from './sorted-units.ts';

/** The trials around which every unit fires steadily. Throws ParameterError when none is left of a kind. */
export function steadyOnes(
  kinds: readonly Trials[],
  trains: readonly Float64Array[],
  sampleRateHz: number,
  spans: readonly Span[],
  warn: (message: string) => void,
): Trials[] {
  // Doublets are no steadier firing: 2 ms, as npyx's trial_selector has it.
  const choice = { periodsS: null, enforcedRpMs: 2, refractory: 'kept' } as const;
  const chosen = trains.map((train) => at(train, chosenSpikes(train, sampleRateHz, choice)));
  return kinds.map((kind) => {
    const { verdicts } = steadyTrials(chosen, kind.events, spans, usualRule(sampleRateHz));
    const events = kind.events.filter((_, i) => verdicts[i] === 0);
    if (events.length === 0)
      throw new ParameterError(
        `trials: around none of ${countText(kind.events.length, 'event')} of '${kind.name}' do all units fire steadily; the analysis trials tells why`,
      );
    const left = kind.events.length - events.length;
    if (left > 0)
      warn(`trials: ${left} of ${countText(kind.events.length, 'event')} of '${kind.name}' not steady`);
    return { ...kind, events, indices: kind.indices.filter((_, i) => verdicts[i] === 0) };
  });
}

/** npyx's rule: silences of half a second inside the window. */
export function keptTrials(
  train: Float64Array,
  events: Float64Array,
  { edgesMs, params, sampleRateHz }: Plan,
): Uint8Array {
  const edges = edgeSamples(edgesMs, sampleRateHz);
  const aligned = alignSpikes(train, events, edges[0] as number, edges.at(-1) as number);
  return keptBySilence(aligned, edges, Math.ceil(500 / params.binMs - 1e-9));
}

/** A bin with spikes of both sides of the event is seldom meant. */
export function tellZeroInside({ windowMs, binMs }: PsthParams, warn: (message: string) => void): void {
  const [from, to] = windowMs ?? [0, 0];
  const bins = -from / binMs;
  if (from >= 0 || to <= 0 || Math.abs(bins - Math.round(bins)) < 1e-6) return;
  const edge = Number((from + Math.floor(bins) * binMs).toPrecision(12));
  warn(
    `the bin from ${edge} to ${Number((edge + binMs).toPrecision(12))} ms holds spikes of before and after the event`,
  );
}

export function tellTrials(
  trials: readonly Trials[],
  incomplete: readonly number[],
  { periodsS }: PsthParams,
  warn: (message: string) => void,
): void {
  const where = periodsS ? 'the periods' : 'the recording';
  trials.forEach(({ name, events, outsideCount }, k) => {
    if (outsideCount > 0) warn(`${countText(outsideCount, 'event')} of '${name}' outside ${where}`);
    if (incomplete[k])
      warn(
        `the windows of ${incomplete[k]} of ${countText(events.length, 'trial')} of '${name}' reach beyond ${where}; they count for the bins that lie inside`,
      );
  });
}

export function tellRemoved(
  units: readonly UnitId[],
  trials: readonly Trials[],
  trialsUsed: Float64Array,
  warn: (message: string) => void,
): void {
  const removed = units.flatMap((unit, u) =>
    trials.flatMap(({ name, events }, k) => {
      const used = trialsUsed[u * trials.length + k] as number;
      return used === events.length
        ? []
        : [`${events.length - used} of ${events.length} of '${name}' for ${unit}`];
    }),
  );
  if (removed.length > 0) warn(`removeEmptyTrials: left out ${removed.join(', ')}`);
}
