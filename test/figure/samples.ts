import type { BarsMark, Figure, Mark, Panel } from '../../core/figure/figure.ts';

/** A small generator with a seed, so that the pictures of tests never change. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** The correlogram grid of n units: 400 bars a panel, the upper triangle. */
export function correlograms(count: number): Figure {
  const next = random(count);
  const ids = ['234', '241', '248', '255', '262', '269'];
  const panels: Panel[] = [];
  for (let row = 0; row < count; row++) {
    for (let column = row; column < count; column++) {
      const y = Float32Array.from({ length: 400 }, (_, i) => {
        const lag = Math.abs(i - 199.5) * 0.2;
        return (40 + 12 * next()) * (row === column ? 1 - Math.exp(-lag / 6) : 1);
      });
      const bars: BarsMark = {
        kind: 'bars',
        x: { start: -39.9, step: 0.2 },
        y,
        width: 0.2,
        color: row === column ? { series: row } : 'neutral',
      };
      panels.push({
        row,
        column,
        title: row === column ? `${ids[row]}` : `${ids[row]} → ${ids[column]}`,
        titleColor: row === column ? { series: row } : 'text',
        corner: `${Math.round(Math.max(...y))} Hz`,
        x: { label: '', unit: 'ms', domain: [-40, 40], ticks: [-40, 0, 40] },
        y: { label: '', unit: '', domain: [0, Math.max(...y)], hidden: true },
        marks: [bars, { kind: 'rule', x: 0, color: 'muted', dash: true }],
      });
    }
  }
  return {
    title: count === 1 ? 'Autocorrelogram of unit 234' : `Correlograms of ${count} units`,
    subtitle: 'bin 0.2 ms · window 80 ms · Hz',
    alt: `Correlograms of units ${ids.slice(0, count).join(', ')}: dip of 2 ms around zero lag.`,
    panels,
    grid: { rows: count, columns: count },
    ...(count > 2
      ? { notes: ['Rows fire first: a lag is positive when the column’s unit fires after the row’s.'] }
      : {}),
  };
}

/** One correlogram with both axes named. */
export function labelledCorrelogram(): Figure {
  const figure = correlograms(1);
  const panel = figure.panels[0] as Panel;
  return {
    ...figure,
    panels: [
      {
        ...panel,
        x: { label: 'lag', unit: 'ms', domain: [-40, 40] },
        y: { label: 'rate', unit: 'Hz', domain: [0, 55] },
      },
    ],
  };
}

/** Mean waveforms of n units on 20 channels, laid out by geometry: two columns of ten, a band around each. */
export function waveforms(units: number): Figure {
  const marks: Mark[] = [];
  for (let channel = 0; channel < 20; channel++) {
    const x = (channel % 2) * 3.4;
    const y = Math.floor(channel / 2) * 120;
    marks.push({
      kind: 'text',
      x: x - 0.15,
      y: y + 12,
      text: `${112 + channel}`,
      color: 'muted',
      anchor: 'end',
    });
    for (let unit = 0; unit < units; unit++) {
      const peak = -180 * Math.exp(-((channel - 8 - 2 * unit) ** 2) / 12);
      const shape = Float32Array.from({ length: 82 }, (_, i) => {
        const t = (i - 30) / 6;
        return peak * (Math.exp(-t * t) - 0.35 * Math.exp(-((t - 3) ** 2) / 4));
      });
      const place = { x, xScale: 1, y, yScale: 1 };
      const steps = { start: 0, step: 1 / 30 };
      const color = { series: unit };
      marks.push({
        kind: 'area',
        x: steps,
        y0: shape.map((v) => v - 14),
        y1: shape.map((v) => v + 14),
        color,
        opacity: 0.2,
        place,
      });
      marks.push({ kind: 'line', x: steps, y: shape, color, place });
    }
  }
  return {
    title: units === 1 ? 'Mean waveform of unit 234' : `Mean waveforms of ${units} units`,
    subtitle: '100 spikes each · median reference · high-pass 300 Hz',
    alt: 'Waveforms on 20 channels; the peak of unit 234 is on channel 120, −180 µV.',
    panels: [
      {
        row: 0,
        column: 0,
        x: { label: '', unit: 'ms', domain: [-0.6, 6.3], hidden: true },
        y: { label: '', unit: 'µV', domain: [-200, 1250], hidden: true },
        marks,
        scaleBars: { x: { length: 1, label: '1 ms' }, y: { length: 100, label: '100 µV' } },
      },
    ],
    grid: { rows: 1, columns: 1 },
  };
}

/** Four shanks with their sites, units at their peaks. */
export function probeMap(): Figure {
  const next = random(5);
  const sites: number[] = [];
  for (let shank = 0; shank < 4; shank++)
    for (let row = 0; row < 48; row++) for (const side of [0, 32]) sites.push(shank * 250 + side, row * 15);
  const xs = Float32Array.from(sites.filter((_, i) => i % 2 === 0));
  const ys = Float32Array.from(sites.filter((_, i) => i % 2 === 1));
  const ux = Float32Array.from({ length: 90 }, () => Math.floor(next() * 4) * 250 + 16 + 20 * (next() - 0.5));
  const uy = ux.map(() => next() * 700);
  return {
    title: 'Probe',
    alt: 'Four shanks with 96 sites each; 90 units between 0 and 700 µm.',
    panels: [
      {
        row: 0,
        column: 0,
        equalAspect: true,
        x: { label: '', unit: 'µm', domain: [-30, 812] },
        y: { label: 'depth', unit: 'µm', domain: [-20, 730] },
        marks: [
          { kind: 'points', x: xs, y: ys, size: 3, shape: 'square', color: 'faint' },
          {
            kind: 'points',
            x: ux,
            y: uy,
            size: ux.map((_, i) => 3 + (i % 5)),
            color: { group: 'good' },
            opacity: 0.7,
          },
          { kind: 'points', x: Float32Array.of(16), y: Float32Array.of(320), size: 9, color: { series: 0 } },
        ],
      },
    ],
    grid: { rows: 1, columns: 1 },
  };
}

/** Spikes of 20 trials around an event, and the rate below. */
export function raster(): Figure {
  const next = random(9);
  const times = Float32Array.from({ length: 3000 }, () => next() * 2 - 0.5);
  const trials = times.map(() => Math.floor(next() * 20) + 0.5);
  const rate = Float32Array.from(
    { length: 100 },
    (_, i) => 20 + 60 * Math.exp(-((i - 30) ** 2) / 50) + 4 * next(),
  );
  const x = { label: 'time from stimulus', unit: 's', domain: [-0.5, 1.5] } as const;
  return {
    title: 'Responses of unit 234 to stimulus onset',
    subtitle: '20 trials · bin 20 ms',
    alt: 'Raster of 20 trials and mean rate; rises to 80 Hz 100 ms after the stimulus.',
    panels: [
      {
        row: 0,
        column: 0,
        title: 'Spikes',
        x,
        y: { label: 'trial', unit: '', domain: [0, 20] },
        marks: [
          { kind: 'points', x: times, y: trials, size: 5, shape: 'tick', color: 'text' },
          { kind: 'rule', x: 0, color: 'accent' },
        ],
      },
      {
        row: 1,
        column: 0,
        title: 'Rate',
        corner: '82 Hz',
        x,
        y: { label: 'rate', unit: 'Hz', domain: [0, 90] },
        marks: [
          { kind: 'line', x: { start: -0.49, step: 0.02 }, y: rate, color: { series: 1 }, width: 1.5 },
          { kind: 'rule', x: 0, color: 'accent' },
        ],
      },
    ],
    grid: { rows: 2, columns: 1 },
    notes: ['Spikes that fell outside all trials were left out: 1 204 of 23 482.'],
  };
}

/** Rate against amplitude on logarithmic axes, and a map of values. */
export function scatter(): Figure {
  const next = random(3);
  const x = Float32Array.from({ length: 400 }, () => 10 ** (next() * 3 - 1));
  return {
    title: 'Rate and amplitude',
    alt: '400 units; rates from 0.1 to 100 Hz, and a matrix of similarities.',
    panels: [
      {
        row: 0,
        column: 0,
        x: { label: 'rate', unit: 'Hz', domain: [0.1, 100], scale: 'log' },
        y: { label: 'amplitude', unit: 'µV', domain: [10, 1000], scale: 'log' },
        marks: [
          {
            kind: 'points',
            x,
            y: x.map((v) => 100 * (v / 3) ** 0.2 * (0.5 + next())),
            size: 5,
            color: { series: 2 },
            hollow: true,
          },
        ],
      },
      {
        row: 0,
        column: 1,
        x: { label: 'channel', unit: '', domain: [0, 40] },
        y: { label: 'channel', unit: '', domain: [0, 30] },
        marks: [
          {
            kind: 'image',
            color: 'text',
            rows: 30,
            columns: 40,
            x: [0, 40],
            y: [0, 30],
            range: [-1, 1],
            colormap: 'RdBu',
            values: Float32Array.from(
              { length: 1200 },
              (_, i) => Math.sin((i % 40) / 5) * Math.cos(Math.floor(i / 40) / 4),
            ),
          },
        ],
      },
    ],
    grid: { rows: 1, columns: 2 },
  };
}

/** A heat map with its colour bar above the mean of each unit, rows named and of different heights. */
export function heatMap(): Figure {
  const names = Array.from({ length: 60 }, (_, i) => `1.${100 + 7 * i}`);
  const values = Float32Array.from({ length: 60 * 100 }, (_, i) => {
    const [row, column] = [Math.floor(i / 100), i % 100];
    return column < 4 && row < 10 ? Number.NaN : 4 * Math.exp(-((column - 30 - row / 3) ** 2) / 60) - 1;
  });
  const x = { label: 'time from stimulus', unit: 'ms', domain: [-200, 300] } as const;
  const range = [-2, 4] as const;
  const center = { value: 0, sides: 'linear' } as const;
  return {
    title: 'Responses of 60 units to stimulus onset',
    subtitle: '120 trials · bin 5 ms · z-score',
    alt: 'Heat map of 60 units, most rise between 50 and 150 ms after the stimulus.',
    legend: [
      { label: 'mean', color: { series: 0 } },
      { label: 'SEM', color: { series: 0 }, shape: 'area' },
      { label: 'expected by chance', color: 'muted', shape: 'dash' },
      { label: 'trial', color: { series: 1 }, shape: 'point' },
    ],
    panels: [
      {
        row: 0,
        column: 0,
        x,
        y: {
          label: 'unit',
          unit: '',
          domain: [0, 60],
          ticks: names.map((_, i) => i + 0.5),
          tickLabels: names,
        },
        marks: [
          {
            kind: 'image',
            color: 'text',
            values,
            rows: 60,
            columns: 100,
            x: [-200, 300],
            y: [0, 60],
            range,
            center,
            colormap: 'RdBu_r',
          },
          { kind: 'rule', x: 0, color: 'text', dash: true },
        ],
        colorbar: { label: 'rate', unit: 'z-score', range, center, colormap: 'RdBu_r' },
      },
      {
        row: 1,
        column: 0,
        x,
        y: { label: 'rate', unit: 'z-score', domain: [-2, 4] },
        rightAxis: { label: 'rate', unit: 'Hz', scale: 2.5, offset: 12 },
        marks: [
          {
            kind: 'line',
            x: { start: -197.5, step: 5 },
            y: Float32Array.from({ length: 100 }, (_, i) => 3 * Math.exp(-((i - 40) ** 2) / 90) - 0.5),
            color: { series: 0 },
          },
        ],
        legend: [
          { label: 'all trials', color: { series: 0 } },
          { label: 'baseline', color: 'muted', shape: 'dash' },
        ],
      },
    ],
    grid: { rows: 2, columns: 1, rowWeights: [3, 1] },
  };
}

/** Panels whose legends find a corner without data, or none. */
export function legends(): Figure {
  const x = Float32Array.from({ length: 200 }, (_, i) => i / 199);
  const curves: readonly ((t: number) => number)[] = [
    (t) => t,
    (t) => 1 - t,
    (t) => 0.5 + 0.5 * Math.sin(40 * t),
    (t) => t * t,
  ];
  return {
    title: 'Legends',
    alt: 'Four curves with legends.',
    panels: curves.map((curve, i) => ({
      row: Math.floor(i / 2),
      column: i % 2,
      title: `Curve ${i}`,
      x: { label: 'share', unit: '', domain: [0, 1] },
      y: { label: 'share', unit: '', domain: [0, 1] },
      marks: [{ kind: 'line', x, y: x.map(curve), color: { series: i } }],
      legend: [
        { label: 'this curve', color: { series: i } },
        { label: 'another', color: 'muted', shape: 'dash' },
      ],
    })),
    grid: { rows: 2, columns: 2, columnWeights: [2, 1] },
  };
}

/** Every typical figure by name. */
export const samples: Readonly<Record<string, Figure>> = {
  autocorrelogram: correlograms(1),
  'labelled correlogram': labelledCorrelogram(),
  'correlogram grid': correlograms(4),
  'waveform of one unit': waveforms(1),
  'waveforms of six units': waveforms(6),
  'probe map': probeMap(),
  raster: raster(),
  scatter: scatter(),
  'heat map': heatMap(),
  legends: legends(),
};
