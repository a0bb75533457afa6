import type { Figure, Mark, Panel } from '../figure/figure.ts';
import type { AlignedClock } from './align-clocks.ts';
import { countText, numberText } from './number-text.ts';

export interface Clocks {
  /** The recording whose clock the others are put on. */
  readonly reference: string;
  readonly referenceStream: string;
  readonly clocks: readonly (AlignedClock & { readonly stream: string })[];
}

/** What the fitted line leaves of each pulse, over the recording: one panel per clock. */
export function clocksFigure({ reference, clocks }: Clocks): Figure {
  return {
    title: `Clocks against ${reference}`,
    subtitle: 'what a·t + b leaves of each pulse',
    alt:
      clocks.length === 0
        ? `0 clocks to compare with that of ${reference}.`
        : clocks.map((clock) => sentence(clock, reference)).join(' '),
    panels:
      clocks.length === 0
        ? [nothingPanel]
        : clocks.map((clock, row) => panelOf(clock, row, row === clocks.length - 1)),
    grid: { rows: Math.max(1, clocks.length), columns: 1 },
    notes: clocks.map(
      ({ name, line, referenceLine, a, bSamples }) =>
        `${name}: ${reference} = ${a.toFixed(9)} · ${name} ${bSamples < 0 ? '−' : '+'} ${Math.abs(bSamples).toFixed(2)} samples, by ${line === referenceLine ? `line ${line}` : `line ${line} and its line ${referenceLine}`}`,
    ),
  };
}

const nothingPanel: Panel = {
  row: 0,
  column: 0,
  x: { label: 'time', unit: 's', domain: [0, 1] },
  y: { label: 'residual', unit: 'µs', domain: [-1, 1] },
  marks: [{ kind: 'rule', y: 0, color: 'muted', dash: true }],
};

function panelOf(clock: AlignedClock, row: number, isLast: boolean): Panel {
  const { name, timesS, residualsUs, isUsed, driftMsPerHour, medianResidualUs, eventCount } = clock;
  const used = residualsUs.filter((_, i) => isUsed[i] === 1);
  const highest = used.reduce((most, residual) => Math.max(most, Math.abs(residual)), 0) * 1.25 || 1;
  const [from = 0, to = 1] = [timesS[0], timesS.at(-1)];
  const points = (wanted: 0 | 1): number[] => [...isUsed.keys()].filter((i) => isUsed[i] === wanted);
  const leftOut = points(0);
  const outliers: Mark = {
    kind: 'points',
    x: Float32Array.from(leftOut, (i) => timesS[i] as number),
    // Those that are far off stand at the edge.
    y: Float32Array.from(leftOut, (i) => Math.max(-highest, Math.min(highest, residualsUs[i] as number))),
    size: 5,
    hollow: true,
    color: 'warning',
  };
  return {
    row,
    column: 0,
    title: name,
    titleColor: { series: row },
    corner: `${countText(eventCount, 'pulse')} · ${numberText(driftMsPerHour)} ms/h · median ${numberText(medianResidualUs)} µs${leftOut.length > 0 ? ` · ${leftOut.length} left out` : ''}`,
    x: {
      label: isLast ? 'time' : '',
      unit: 's',
      domain: [Math.min(0, from), to > from ? to + 0.02 * (to - from) : from + 1],
    },
    y: { label: 'residual', unit: 'µs', domain: [-highest, highest] },
    marks: [
      { kind: 'rule', y: 0, color: 'muted', dash: true },
      {
        kind: 'points',
        x: Float32Array.from(points(1), (i) => timesS[i] as number),
        y: Float32Array.from(used),
        size: 3,
        color: { series: row },
      },
      ...(leftOut.length > 0 ? [outliers] : []),
    ],
  };
}

function sentence(
  { name, eventCount, driftMsPerHour, medianResidualUs, maxResidualUs, bSamples }: AlignedClock,
  reference: string,
): string {
  return `${name} against ${reference}: ${countText(eventCount, 'pulse')}, drift ${numberText(driftMsPerHour)} ms per hour, offset ${numberText(bSamples)} samples, residuals ${numberText(medianResidualUs)} µs in the median and ${numberText(maxResidualUs)} µs at most.`;
}
