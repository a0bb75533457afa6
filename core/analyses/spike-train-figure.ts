import type { Figure, Mark, Panel } from '../figure/figure.ts';
import { type GatheredTrains, observedTime } from './gathered-trains.ts';
import { countText, numberText } from './number-text.ts';
import type { TrainChoice } from './sorted-units.ts';

/** More rows than this are too low to read. */
export const mostRows = 16;

/** Says that only the first units are drawn, where that is so. */
export const restNote = (count: number, most = mostRows): readonly string[] =>
  count > most ? [`The first ${most} of ${count} units are drawn; files hold all.`] : [];

/** Bins of a second, but so many that drift and silences show and so few that they can be told apart. */
const binsOver = (durationS: number): number => Math.min(200, Math.max(24, Math.floor(durationS)));

/** Bands over the time outside the periods that were chosen. */
function unobservedBands(
  gathered: GatheredTrains,
  { periodsS }: Pick<TrainChoice, 'periodsS'>,
  highest: number,
): Mark[] {
  if (!periodsS) return [];
  const edges = [
    0,
    ...observedTime(gathered, periodsS)
      .ranges.flat()
      .map((at) => at / gathered.sampleRateHz),
  ];
  edges.push(gathered.durationS);
  return edges.flatMap((from, i): Mark[] => {
    const width = (edges[i + 1] ?? from) - from;
    if (i % 2 === 1 || width <= 0) return [];
    const top = new Float32Array(2).fill(highest);
    return [
      {
        kind: 'area',
        x: { start: from, step: width },
        y0: Float32Array.of(0, 0),
        y1: top,
        color: 'faint',
        opacity: 0.4,
      },
    ];
  });
}

/** The rate of each unit over the recording, one row per unit. */
export function trainFigure(trains: GatheredTrains, params: TrainChoice): Figure {
  const { sampleRateHz, durationS } = trains;
  const units = trains.units.slice(0, mostRows);
  const binCount = binsOver(durationS);
  const binS = durationS / binCount || 1;
  const { seconds } = observedTime(trains, params.periodsS);
  const meanHz = trains.trains.map((train) => (seconds > 0 ? train.length / seconds : Number.NaN));
  const panels = units.map((unit, row): Panel => {
    const rates = new Float32Array(binCount);
    for (const sample of trains.trains[row]!) {
      const bin = Math.floor(sample / sampleRateHz / binS);
      const shown = Math.min(binCount - 1, Math.max(0, bin));
      rates[shown] = rates[shown]! + 1 / binS;
    }
    const highest = rates.reduce((a, b) => Math.max(a, b), 0) * 1.05 || 1;
    return {
      row,
      column: 0,
      title: unit,
      titleColor: { series: row },
      corner: `${numberText(meanHz[row]!)} Hz`,
      x: { label: row === units.length - 1 ? 'time' : '', unit: 's', domain: [0, durationS || 1] },
      y: { label: 'rate', unit: 'Hz', domain: [0, highest] },
      marks: [
        ...unobservedBands(trains, params, highest),
        { kind: 'bars', x: { start: binS / 2, step: binS }, y: rates, width: binS, color: { series: row } },
      ],
    };
  });
  return {
    title:
      units.length === 1 ? `Spike train of unit ${units[0]}` : `Spike trains of ${trains.units.length} units`,
    subtitle: `enforced refractory period ${numberText(params.enforcedRpMs)} ms · bins ${numberText(binS)} s`,
    alt: `Firing rate over ${numberText(durationS)} s. ${units
      .map((unit, i) => {
        const count = countText(trains.trains[i]!.length, 'spike');
        return `Unit ${unit}: ${count}, mean ${numberText(meanHz[i]!)} Hz.`;
      })
      .join(' ')}`,
    panels,
    grid: { rows: units.length, columns: 1 },
    notes: restNote(trains.units.length),
  };
}
