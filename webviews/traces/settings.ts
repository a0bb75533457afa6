import type { Band } from '../../core/model/recording.ts';

type Given = Readonly<Record<string, unknown>>;

/** How the traces of a stream are shown, as the page remembers it. */
export interface TraceSettings {
  readonly mode: 'lines' | 'image';
  readonly isFiltered: boolean;
  /** Kept while the filter is off. */
  readonly highpassHz: number;
  readonly reference: string;
  /** All other parameters of `cleaningParams` that were chosen. */
  readonly more: Given;
  /** µV from one row to the next; the colours of an image end at it on both sides. */
  readonly rowUv: number;
}

/** LFP is what a high-pass would take away, and volts of an auxiliary device have nothing in common. */
export const settingsFor = (band: Band): TraceSettings => ({
  mode: 'lines',
  isFiltered: band === 'ap',
  highpassHz: band === 'ap' ? 300 : 1,
  reference: band === 'ap' ? 'median' : 'none',
  more: {},
  rowUv: band === 'ap' ? 100 : band === 'lf' ? 500 : 5e6,
});

/** What the host is asked for. */
export const processingOf = ({ isFiltered, highpassHz, reference, more }: TraceSettings): Given => ({
  ...more,
  highpassHz: isFiltered ? highpassHz : null,
  reference,
});

/** The settings after the form of all parameters was changed. */
export function withProcessing(settings: TraceSettings, given: Given): TraceSettings {
  const { highpassHz, reference, ...more } = given;
  return {
    ...settings,
    isFiltered: typeof highpassHz === 'number',
    highpassHz: typeof highpassHz === 'number' ? highpassHz : settings.highpassHz,
    reference: typeof reference === 'string' ? reference : 'none',
    more,
  };
}

const gainStep = Math.SQRT2;

/** Larger or smaller by steps; two are a factor of two. */
export const withGain = (settings: TraceSettings, steps: number): TraceSettings => ({
  ...settings,
  rowUv: Math.max(1, Math.min(1e8, settings.rowUv / gainStep ** steps)),
});

/** What an older version of the page may have saved is refused. */
export const isSettings = (value: unknown): value is TraceSettings => {
  if (typeof value !== 'object' || value === null) return false;
  const { mode, isFiltered, highpassHz, reference, more, rowUv } = value as Record<string, unknown>;
  return (
    (mode === 'lines' || mode === 'image') &&
    typeof isFiltered === 'boolean' &&
    Number.isFinite(highpassHz) &&
    typeof reference === 'string' &&
    typeof more === 'object' &&
    more !== null &&
    Number.isFinite(rowUv)
  );
};
