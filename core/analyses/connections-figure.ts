import type { Figure } from '../figure/figure.ts';
import type { Connection, Connections, ConnectionsParams } from './connections-params.ts';
import { countText, numberText } from './number-text.ts';
import { pairMatrixPanel } from './pair-matrix.ts';

const metricOf = {
  amplitudeZ: ['deviation', 'SD'],
  lagMs: ['lag', 'ms'],
  bins: ['length', 'bins'],
  meanZ: ['mean deviation', 'SD'],
  entropy: ['entropy', 'nats'],
} as const;

/** Units by depth × units by depth: row the unit that fires first, column the one that follows. */
export function connectionsFigure(result: Connections, params: ConnectionsParams): Figure {
  const { units, depthUm, shank, connections, comparisonCount, eventCount, expectedByChance } = result;
  const values = new Float32Array(units.length ** 2).fill(Number.NaN);
  const place = new Map(units.map((unit, i) => [unit, i]));
  const strongest = [...connections].sort((a, b) => Math.abs(b.amplitudeZ) - Math.abs(a.amplitudeZ));
  for (const each of [...strongest].reverse())
    values[place.get(each.source)! * units.length + place.get(each.target)!] = each[params.metric];
  const [label, unit] = metricOf[params.metric];
  const tested = params.test === 'stark' ? 'Stark & Abeles 2009' : 'Kopelowitz & Cohen 2014';
  return {
    title: `Connections among ${units.length} units`,
    subtitle: [
      params.kind,
      tested,
      `p ≤ ${params.pMax} in ${params.consecutiveBins} bins of ${numberText(params.binMs)}${params.mergedBins > 1 ? ` or ${numberText(params.mergedBins * params.binMs)}` : ''} ms`,
    ].join(' · '),
    alt: `${countText(connections.length, 'event')} in ${countText(comparisonCount, 'comparison')}${
      strongest.length > 0 ? `; strongest ${strongest.slice(0, 5).map(sentence).join(', ')}` : ''
    }.`,
    panels: [
      pairMatrixPanel({
        rows: units,
        columns: units,
        rowDepthUm: depthUm,
        columnDepthUm: depthUm,
        rowShank: shank,
        columnShank: shank,
        values,
        label,
        unit,
      }),
    ],
    grid: { rows: 1, columns: 1 },
    notes: [
      `${countText(comparisonCount, 'comparison')} (pairs × signs): ${eventCount} with an event, at most ${numberText(expectedByChance)} expected by chance; ${correctionText(result, params)}.`,
      'Row: the unit that fires first. Red: a peak, blue: a trough.',
    ],
  };
}

function correctionText({ probabilityLimit }: Connections, params: ConnectionsParams): string {
  if (params.correction === 'none') return 'not corrected for their number';
  const how =
    params.correction === 'bonferroni'
      ? `Bonferroni, any false one with p ≤ ${params.discoveryMax}`
      : `false discoveries at most ${numberText(100 * params.discoveryMax)} %`;
  return `${how}: pairs of p ≤ ${probabilityLimit.toExponential(1)} kept`;
}

const sentence = ({ source, target, sign, lagMs, amplitudeZ }: Connection): string =>
  `${source} ${sign > 0 ? 'excites' : 'suppresses'} ${target} at ${numberText(lagMs)} ms with ${numberText(amplitudeZ)} SD`;
