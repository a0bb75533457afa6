import type { TraceWindow, UnitSpikes } from '../../core/engine/engine-api.ts';
import { formatNumber } from '../../core/figure/ticks.ts';
import { wordsOf } from '../figure/param-text.ts';
import type { ChannelRow } from './channel-rows.ts';
import type { TraceSettings } from './settings.ts';
import { spikesWithin } from './spike-stretches.ts';
import type { View } from './view.ts';

/** `12.5 ms`, `200 µV`, `1.5 V`: with the unit in which the number is short. */
export function inUnits(value: number, units: readonly (readonly [size: number, name: string])[]): string {
  // 0.1 × 200 ms are a little more or less than 20 ms.
  const rounded = Number(value.toPrecision(12));
  const [size, name] = units.find(([each]) => Math.abs(rounded) >= each) ?? units.at(-1)!;
  const number = Number((rounded / size).toPrecision(12));
  return `${formatNumber(number, number >= 100 || Number.isInteger(number) ? 0 : number >= 10 ? 1 : 2)} ${name}`;
}

export const voltageWords = (uv: number): string =>
  inUnits(uv, [
    [1e6, 'V'],
    [1e3, 'mV'],
    [1, 'µV'],
  ]);

export const spanWords = (seconds: number): string =>
  inUnits(seconds, [
    [1, 's'],
    [1e-3, 'ms'],
    [1e-6, 'µs'],
  ]);

/** A moment so exact that neighbouring pixels differ. */
export const momentWords = (timeS: number, spanS: number): string =>
  `${timeS.toFixed(Math.max(1, Math.min(5, 3 - Math.floor(Math.log10(spanS)))))} s`;

/** `12.5`, `12.5 s`, `75 ms`, `1:02:03.5`; null for anything else. */
export function parseMoment(text: string): number | null {
  const words = text.trim().replace(',', '.');
  const clock = /^(?:(\d+):)?(\d{1,2}):(\d{1,2}(?:\.\d*)?)$/.exec(words);
  if (clock) return 3600 * Number(clock[1] ?? 0) + 60 * Number(clock[2]) + Number(clock[3]);
  const plain = /^(\d+(?:\.\d*)?|\.\d+)\s*(s|ms|min|h)?$/.exec(words);
  if (!plain) return null;
  return (
    Number(plain[1]) * { s: 1, ms: 1e-3, min: 60, h: 3600 }[(plain[2] ?? 's') as 's' | 'ms' | 'min' | 'h']
  );
}

/** Which ranges cannot be read, and why; null for none. */
export function gapWords(gaps: TraceWindow['gaps'], sampleRateHz: number): string | null {
  const first = gaps?.[0];
  if (!gaps || !first) return null;
  const ranges = gaps.map(
    ({ startSample, endSample }) =>
      `${(startSample / sampleRateHz).toFixed(3)} to ${(endSample / sampleRateHz).toFixed(3)} s`,
  );
  return `Not shown, because it cannot be read: ${ranges.join(', ')}. ${first.message}`;
}

const references: Readonly<Record<string, string>> = {
  median: 'median of all channels subtracted',
  local: 'median of the channels around subtracted',
  shank: 'median of each shank subtracted',
  none: 'no reference',
};

/** The picture in sentences, for those who cannot see it. */
export function describeTraces(facts: {
  readonly stream: string;
  readonly view: View;
  readonly rows: readonly ChannelRow[];
  readonly settings: TraceSettings;
  readonly units: readonly UnitSpikes[];
  readonly isLoading: boolean;
}): string {
  const { stream, view, rows, settings, units, isLoading } = facts;
  const end = view.startS + view.spanS;
  const first = rows[Math.floor(view.firstRow)];
  const last = rows[Math.min(rows.length, Math.ceil(view.firstRow + view.rowCount)) - 1];
  const depth = (row: ChannelRow) => (Number.isNaN(row.yUm) ? '' : ` at ${formatNumber(row.yUm, 0)} µm`);
  const channels =
    first && last
      ? `channels ${first.label}${depth(first)} to ${last.label}${depth(last)}, ${rows.length} in all`
      : 'no channels';
  const processing = [
    settings.isFiltered ? `high-pass ${formatNumber(settings.highpassHz, 0)} Hz` : 'no high-pass',
    references[settings.reference] ?? settings.reference,
    ...(Object.keys(settings.more).length > 0
      ? [
          `${Object.keys(settings.more)
            .map((name) => wordsOf(name))
            .join(', ')} changed`,
        ]
      : []),
  ];
  const spikes = units.map(({ unit, timesS, message }) => {
    if (message) return message;
    const [from, to] = spikesWithin(timesS, view.startS, end);
    return `Unit ${unit}: ${to - from} ${to - from === 1 ? 'spike' : 'spikes'}.`;
  });
  return [
    `Traces of ${stream} as ${settings.mode === 'lines' ? 'lines' : 'a colour image'}, ${momentWords(view.startS, view.spanS)} to ${momentWords(end, view.spanS)}; ${channels}; ${processing.join(', ')}.`,
    ...spikes,
    ...(isLoading ? ['Reading.'] : []),
  ].join(' ');
}
