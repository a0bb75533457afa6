import type { Figure, Panel } from '../figure/figure.ts';
import type { UnitId } from '../model/units.ts';
import { countText, numberText } from './number-text.ts';

export interface SelectedTrials {
  readonly units: readonly UnitId[];
  readonly durationS: number;
  readonly events: readonly {
    readonly name: string;
    /** Position of each trial among the events of its source, from 0. */
    readonly indices: Uint32Array;
    readonly timesS: Float64Array;
    readonly verdicts: Uint8Array;
    /** Lowest part of its mean rate at which any unit fires around the event. */
    readonly rateFractions: Float64Array;
  }[];
}

/** Why a trial is not used, by its verdict. */
export const verdictTexts = {
  1: 'too soon after the event before',
  2: 'a unit fires too little',
  3: 'a unit falls silent',
} as const;

/** Per kind of event, how the least active unit fires around each, and which trials that leaves. */
export function trialsFigure(
  { units, events, durationS }: SelectedTrials,
  { minRateFraction }: { readonly minRateFraction: number },
): Figure {
  const usedOf = (verdicts: Uint8Array) => verdicts.filter((verdict) => verdict === 0).length;
  const panels = events.map(({ name, timesS, verdicts, rateFractions }, row): Panel => {
    const points = (isUsed: boolean) => {
      const chosen = [...timesS.keys()].filter((i) => (verdicts[i] === 0) === isUsed);
      return {
        kind: 'points' as const,
        x: Float32Array.from(chosen, (i) => timesS[i] as number),
        y: Float32Array.from(chosen, (i) => rateFractions[i] as number),
        size: 6,
        color: isUsed ? ('accent' as const) : ('warning' as const),
        hollow: !isUsed,
      };
    };
    const highest = rateFractions.reduce((most, value) => Math.max(most, value), 1);
    return {
      row,
      column: 0,
      title: name,
      corner: `${usedOf(verdicts)} of ${countText(verdicts.length, 'trial')}`,
      x: { label: 'time', unit: 's', domain: [0, durationS] },
      y: { label: 'rate around event / mean rate', unit: '', domain: [0, highest * 1.1] },
      marks: [{ kind: 'rule', y: minRateFraction, color: 'muted', dash: true }, points(true), points(false)],
    };
  });
  return {
    title: `Trials with ${units.length === 1 ? `unit ${units[0]}` : `${units.length} units`} firing steadily`,
    subtitle: `at ${numberText(minRateFraction)} of the mean rate or more`,
    alt: events
      .map(({ name, verdicts }) => {
        const reasons = ([1, 2, 3] as const)
          .map(
            (verdict) => [verdictTexts[verdict], verdicts.filter((each) => each === verdict).length] as const,
          )
          .filter(([, count]) => count > 0)
          .map(([text, count]) => `${count} ${text}`);
        return `${name}: ${usedOf(verdicts)} of ${countText(verdicts.length, 'trial')} can be used${reasons.length > 0 ? `; ${reasons.join(', ')}` : ''}.`;
      })
      .join(' '),
    panels,
    grid: { rows: events.length, columns: 1 },
    legend: [
      { label: 'used', color: 'accent', shape: 'point' },
      { label: 'not used', color: 'warning', shape: 'point' },
    ],
    notes: [`The least active of ${countText(units.length, 'unit')} at each event.`],
  };
}
