import { useEffect, useRef } from 'preact/hooks';
import type { UnitSpikes } from '../../core/engine/engine-api.ts';
import type { TracesOpening } from '../protocol.ts';
import type { ChannelRow } from './channel-rows.ts';
import { nextSpike, rowsOfUnit } from './spike-stretches.ts';
import type { Answer } from './use-answer.ts';
import { centredAt, type Extent, showingRow, type View } from './view.ts';

/** What is selected elsewhere is brought into sight: its channel always, one of its spikes when it was asked for. */
export function useSelectionInSight(
  spikes: Answer<readonly UnitSpikes[]>,
  opening: TracesOpening,
  rows: readonly ChannelRow[],
  { view, extent }: { readonly view: View; readonly extent: Extent },
  setView: (change: (view: View) => View) => void,
  onRevealed: () => void,
): void {
  const last = useRef(spikes.value);
  useEffect(() => {
    const asked = opening.units.join();
    if (!spikes.value || spikes.loading || spikes.value.map(({ unit }) => unit).join() !== asked) return;
    const isNew = last.current !== spikes.value;
    last.current = spikes.value;
    const newest = spikes.value.at(-1);
    const peak = newest && rowsOfUnit(newest, rows)?.peak;
    if (isNew && peak !== undefined) setView((now) => showingRow(now, peak, extent));
    if (!opening.reveal) return;
    const timeS = nextSpike(spikes.value, view.startS, 1) ?? nextSpike(spikes.value, view.startS, -1);
    if (timeS !== null) setView((now) => centredAt(now, timeS, extent));
    onRevealed();
  }, [spikes.value, spikes.loading, opening]);
}
