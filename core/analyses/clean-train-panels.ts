import type { Mark, Panel } from '../figure/figure.ts';
import { type CleanTrain, type CleanTrainParams, refractoryBins } from './clean-train-params.ts';
import { countText, groupedText, numberText } from './number-text.ts';

/** As many spikes as a picture can show; the others are left out evenly. */
const mostPoints = 4000;
export const falsePositive = '#b22222';
export const falseNegative = '#008080';
export const good = '#2e8b57';

/** Amplitudes over time, and beside them their histogram with the Gaussian fitted to it. */
export function amplitudePanels(clean: CleanTrain, x: Panel['x'], rateHz: number): Panel[] {
  const { train, amplitudes, kept } = clean;
  const place = { row: 2, column: 0 };
  const counts = `${groupedText(clean.keptCount)} of ${countText(train.length, 'spike')} kept`;
  if (!amplitudes || train.length === 0)
    return [
      {
        ...place,
        title: 'Amplitudes',
        corner: counts,
        x,
        y: { label: 'amplitude', unit: 'a.u.', domain: [0, 1] },
        marks: [
          {
            kind: 'text',
            x: x.domain[1] / 2,
            y: 0.5,
            text: 'no amplitudes',
            anchor: 'middle',
            color: 'muted',
          },
        ],
      },
    ];
  const highest = amplitudes.reduce((a, b) => Math.max(a, b), -Infinity);
  const least = amplitudes.reduce((a, b) => Math.min(a, b), Infinity);
  const margin = 0.06 * (highest - least) || 1;
  const lowest = least - margin;
  const y = { label: 'amplitude', unit: 'a.u.', domain: [lowest, highest + margin] as const };
  const stride = Math.ceil(train.length / mostPoints);
  const points = (wanted: 0 | 1, color: 'text' | `#${string}`): Mark => {
    const chosen = [...train.keys()].filter((i) => i % stride === 0 && kept[i] === wanted);
    return {
      kind: 'points',
      x: Float32Array.from(chosen, (i) => train[i]! / rateHz),
      y: Float32Array.from(chosen, (i) => amplitudes[i]!),
      size: 1.6,
      opacity: 0.6,
      color,
    };
  };
  const binCount = 60;
  const width = (y.domain[1] - lowest) / binCount;
  const histogram = (only: boolean) => {
    const counts = new Float32Array(binCount);
    amplitudes.forEach((value, i) => {
      if (only && kept[i] === 0) return;
      const bin = Math.min(binCount - 1, Math.floor((value - lowest) / width));
      counts[bin] = counts[bin]! + 1;
    });
    return counts;
  };
  const [every, stay] = [histogram(false), histogram(true)];
  const most = every.reduce((a, b) => Math.max(a, b), 0) * 1.05 || 1;
  const outline = (values: Float32Array, color: 'neutral' | `#${string}`): Mark => ({
    kind: 'line',
    x: Float32Array.from({ length: 2 * binCount }, (_, i) => values[i >> 1]!),
    y: Float32Array.from({ length: 2 * binCount }, (_, i) => lowest + ((i + 1) >> 1) * width),
    color,
  });
  return [
    { ...place, title: 'Amplitudes', corner: counts, x, y, marks: [points(0, 'text'), points(1, good)] },
    {
      row: 2,
      column: 1,
      title: clean.fit ? `${numberText(100 * clean.fit.belowCut)} % missed` : '',
      x: { label: 'spikes', unit: '', domain: [0, most] },
      y: { ...y, label: '', unit: 'a.u.' },
      marks: [
        outline(every, 'neutral'),
        outline(stay, good),
        ...fitMarks(clean, clean.keptCount > 0 ? stay : every, lowest, width, most),
      ],
    },
  ];
}

/** The Gaussian over the spikes above its cut, and the cut. */
function fitMarks(
  { fit }: CleanTrain,
  counts: Float32Array,
  lowest: number,
  width: number,
  most: number,
): Mark[] {
  if (!fit) return [];
  const bell = (y: number) => Math.exp(-0.5 * ((y - fit.mean) / fit.sd) ** 2);
  let [seen, expected] = [0, 0];
  counts.forEach((count, i) => {
    const middle = lowest + (i + 0.5) * width;
    if (middle < fit.cut) return;
    seen += count;
    expected += bell(middle);
  });
  const y = Float32Array.from({ length: 200 }, (_, i) => lowest + (i / 199) * width * counts.length);
  return [
    {
      kind: 'line',
      x: y.map((each) => Math.min(most, (seen / (expected || 1)) * bell(each))),
      y,
      width: 2,
      color: falseNegative,
    },
    { kind: 'rule', y: fit.cut, color: 'muted', dash: true },
  ];
}

/** All intervals up to 10 ms, and those between spikes that stay. */
export function shortIntervalPanel(
  { train, kept }: CleanTrain,
  params: CleanTrainParams,
  rateHz: number,
): Panel {
  const { binMs, endMs } = refractoryBins;
  const every = new Float32Array(Math.round(endMs / binMs));
  const stay = new Float32Array(every.length);
  for (let i = 1; i < train.length; i++) {
    const bin = Math.floor(((train[i]! - train[i - 1]!) * 1000) / rateHz / binMs);
    if (bin >= every.length) continue;
    every[bin] = every[bin]! + 1;
    if (kept[i] && kept[i - 1]) stay[bin] = stay[bin]! + 1;
  }
  const highest = every.reduce((a, b) => Math.max(a, b), 0) * 1.08 || 1;
  const x = { start: binMs / 2, step: binMs };
  return {
    row: 0,
    column: 1,
    rowSpan: 2,
    title: 'Short intervals',
    x: { label: 'interspike interval', unit: 'ms', domain: [0, endMs] },
    y: { label: '', unit: 'spikes', domain: [0, highest] },
    marks: [
      { kind: 'bars', x, y: every, width: binMs, color: 'neutral' },
      { kind: 'bars', x, y: stay, width: binMs, color: good },
      { kind: 'rule', x: params.violationsMs, color: falsePositive, dash: true },
    ],
  };
}
