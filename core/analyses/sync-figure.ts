import type { Figure, Mark, Panel } from '../figure/figure.ts';
import { countText, numberText } from './number-text.ts';
import type { SyncLine, SyncParams, SyncResult } from './sync-params.ts';

/** More lines than this cannot be told apart on one page. */
const mostLines = 16;
/** Beyond this many edges a trace of a line is a solid block: then the share of time that it is up is drawn. */
const mostEdges = 4000;
const shareBins = 1000;

/** One strip per line, up and down over the recording, and beside it the intervals between its pulses. */
export function syncFigure(result: SyncResult, { unit }: SyncParams): Figure {
  const { stream, sampleRateHz, sampleCount } = result;
  const lines = result.lines.slice(0, mostLines);
  const perUnit = unit === 'samples' ? 1 : unit === 'ms' ? sampleRateHz / 1000 : sampleRateHz;
  const last = sampleCount ?? Math.max(1, ...lines.flatMap(lastEdge));
  const end = last / perUnit;
  return {
    title: `Sync lines of ${stream}`,
    subtitle: `${countText(result.lines.length, 'line')} · ${numberText(last / sampleRateHz)} s at ${numberText(sampleRateHz)} Hz`,
    alt: [
      `Digital lines of ${stream} over ${numberText(last / sampleRateHz)} s.`,
      ...(lines.length === 0 ? ['No line changes: 0 pulses.'] : lines.map(sentence)),
    ].join(' '),
    panels:
      lines.length === 0
        ? [emptyPanel(end, unit)]
        : lines.flatMap((line, row) => {
            const isLast = row === lines.length - 1;
            return [
              stripPanel(line, row, isLast, { perUnit, end, unit, last }),
              intervalPanel(line, row, isLast, { perUnit, end, unit, sampleRateHz }),
            ];
          }),
    grid: { rows: Math.max(1, lines.length), columns: 2, columnWeights: [3, 2] },
    notes: [
      'A missing pulse is an interval of about two medians or more on a line whose intervals are otherwise alike.',
      ...(result.lines.length > mostLines
        ? [`The first ${mostLines} of ${result.lines.length} lines are drawn; files hold all.`]
        : []),
    ],
  };
}

const lastEdge = ({ onsetSamples, offsetSamples }: SyncLine): number[] => [
  onsetSamples.at(-1) ?? 0,
  offsetSamples.at(-1) ?? 0,
];

interface Scale {
  readonly perUnit: number;
  readonly end: number;
  readonly unit: string;
}

function stripPanel(
  line: SyncLine,
  row: number,
  isLast: boolean,
  { perUnit, end, unit, last }: Scale & { last: number },
): Panel {
  return {
    row,
    column: 0,
    title: `line ${line.line}`,
    titleColor: { series: row },
    corner: countText(line.pulseCount, 'pulse'),
    x: { label: isLast ? 'time' : '', unit, domain: [0, end] },
    y: { label: '', unit: '', domain: [-0.1, 1.35], ticks: [0, 1], tickLabels: ['down', 'up'], hidden: true },
    marks: [stripMark(line, row, perUnit, last)],
  };
}

function stripMark(
  { onsetSamples, offsetSamples }: SyncLine,
  series: number,
  perUnit: number,
  last: number,
): Mark {
  const edges = [
    ...Array.from(onsetSamples, (sample) => ({ sample, level: 1 })),
    ...Array.from(offsetSamples, (sample) => ({ sample, level: 0 })),
  ].sort((a, b) => a.sample - b.sample);
  const starts = 1 - (edges[0]?.level ?? 1);
  const up: [from: number, to: number][] = [];
  let from = starts === 1 ? 0 : -1;
  for (const { sample, level } of edges) {
    if (level === 1) from = sample;
    else if (from >= 0) up.push([from, sample]);
    if (level === 0) from = -1;
  }
  if (from >= 0) up.push([from, last]);
  if (edges.length > mostEdges) return shareMark(up, series, perUnit, last);
  const x = [0];
  const y = [starts];
  for (const { sample, level } of edges) {
    x.push(sample / perUnit, sample / perUnit);
    y.push(1 - level, level);
  }
  x.push(last / perUnit);
  y.push(y.at(-1) as number);
  return {
    kind: 'line',
    x: Float32Array.from(x),
    y: Float32Array.from(y),
    color: { series },
    width: 1,
  };
}

function shareMark(up: readonly [number, number][], series: number, perUnit: number, last: number): Mark {
  const share = new Float32Array(shareBins);
  const width = last / shareBins;
  for (const [start, end] of up)
    for (let bin = Math.floor(start / width); bin < shareBins && bin * width < end; bin++) {
      const covered = Math.min(end, (bin + 1) * width) - Math.max(start, bin * width);
      share[bin] = (share[bin] as number) + covered / width;
    }
  return {
    kind: 'area',
    x: { start: width / 2 / perUnit, step: width / perUnit },
    y0: new Float32Array(shareBins),
    y1: share,
    color: { series },
    opacity: 0.8,
  };
}

function intervalPanel(
  line: SyncLine,
  row: number,
  isLast: boolean,
  { perUnit, end, unit, sampleRateHz }: Scale & { sampleRateHz: number },
): Panel {
  const { onsetSamples, medianIntervalS, jitterUs, missingPulseCount } = line;
  const toMs = 1000 / sampleRateHz;
  const intervals = Float32Array.from(
    onsetSamples.subarray(1),
    (onset, i) => (onset - (onsetSamples[i] as number)) * toMs,
  );
  const highest = intervals.reduce((most, interval) => Math.max(most, interval), 0);
  const missing = missingPulseCount ? ` · ${missingPulseCount} missing` : '';
  return {
    row,
    column: 1,
    corner:
      onsetSamples.length > 1
        ? `${numberText(1000 * medianIntervalS)} ms${missingPulseCount === null ? '' : ` ± ${numberText(jitterUs)} µs`}${missing}`
        : '',
    x: { label: isLast ? 'time' : '', unit, domain: [0, end] },
    y: { label: 'interval', unit: 'ms', domain: [0, highest * 1.3 || 1] },
    marks: [
      ...(onsetSamples.length > 1
        ? [{ kind: 'rule' as const, y: 1000 * medianIntervalS, color: 'muted' as const, dash: true }]
        : []),
      {
        kind: 'points',
        x: Float32Array.from(onsetSamples.subarray(1), (onset) => onset / perUnit),
        y: intervals,
        size: 3,
        color: missingPulseCount ? 'warning' : { series: row },
      },
    ],
  };
}

const emptyPanel = (end: number, unit: string): Panel => ({
  row: 0,
  column: 0,
  columnSpan: 2,
  x: { label: 'time', unit, domain: [0, end] },
  y: { label: 'line', unit: '', domain: [0, 1] },
  marks: [],
});

function sentence({ line, pulseCount, medianIntervalS, jitterUs, missingPulseCount }: SyncLine): string {
  const rhythm = Number.isFinite(medianIntervalS)
    ? `, median interval ${numberText(1000 * medianIntervalS)} ms`
    : '';
  const regular =
    missingPulseCount === null
      ? ''
      : `, jitter ${numberText(jitterUs)} µs, ${countText(missingPulseCount, 'pulse')} missing`;
  return `Line ${line}: ${countText(pulseCount, 'pulse')}${rhythm}${regular}.`;
}
