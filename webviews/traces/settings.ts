import type { Band } from '../../core/model/recording.ts';

/** How the traces of a stream are shown, as the page remembers it. */
export interface TraceSettings {
  readonly mode: 'lines' | 'image';
  readonly isFiltered: boolean;
  readonly highpassHz: number;
  readonly reference: 'median' | 'shank' | 'none';
  /** µV from one row to the next; the colours end at half of it on both sides. */
  readonly rowUv: number;
}

/** LFP is what a high-pass would take away, and volts of an auxiliary device have nothing in common. */
export const settingsFor = (band: Band): TraceSettings => ({
  mode: 'lines',
  isFiltered: band === 'ap',
  highpassHz: band === 'ap' ? 300 : 1,
  reference: band === 'ap' ? 'median' : 'none',
  rowUv: band === 'ap' ? 100 : band === 'lf' ? 1000 : 5e6,
});

/** What the host is asked for. */
export const processingOf = ({ isFiltered, highpassHz, reference }: TraceSettings) => ({
  highpassHz: isFiltered ? highpassHz : null,
  reference,
});

const gainStep = Math.SQRT2;

/** Larger or smaller by steps; whole steps of 1.4. */
export const withGain = (settings: TraceSettings, steps: number): TraceSettings => ({
  ...settings,
  rowUv: Math.max(1, Math.min(1e8, settings.rowUv / gainStep ** steps)),
});

export const isSettings = (value: unknown): value is TraceSettings => {
  if (typeof value !== 'object' || value === null) return false;
  const { mode, isFiltered, highpassHz, reference, rowUv } = value as Record<string, unknown>;
  return (
    (mode === 'lines' || mode === 'image') &&
    typeof isFiltered === 'boolean' &&
    Number.isFinite(highpassHz) &&
    ['median', 'shank', 'none'].includes(String(reference)) &&
    Number.isFinite(rowUv)
  );
};
