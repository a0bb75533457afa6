import { useMemo, useState } from 'preact/hooks';
import type { StreamSummary, SyncTrace, UnitSpikes } from '../../core/engine/engine-api.ts';
import { seriesColor } from '../../core/figure/palette.ts';
import type { Theme } from '../../core/figure/theme.ts';
import type { UnitId } from '../../core/model/units.ts';
import type { TracesHostApi } from '../protocol.ts';
import type { StripRow } from './frame.ts';
import { wordOf } from './pixel-paper.ts';
import { processingOf, settingsFor, type TraceSettings } from './settings.ts';
import type { ShownUnit } from './spike-stretches.ts';
import { type Answer, useAnswer } from './use-answer.ts';
import { type ShownOverview, useOverview } from './use-overview.ts';

/** What is known and chosen of one stream, whatever part of it is seen. */
export interface ShownStream {
  readonly settings: TraceSettings;
  setSettings(change: TraceSettings | ((now: TraceSettings) => TraceSettings)): void;
  readonly processing: Readonly<Record<string, unknown>>;
  readonly overview: ShownOverview;
  /** Longer stretches are seen in an overview only. */
  readonly readS: number;
  readonly sync: Answer<readonly SyncTrace[]>;
  /** Sync words are looked through unasked: that takes a second. */
  readonly isQuick: boolean;
  readonly spikes: Answer<readonly UnitSpikes[]>;
  readonly units: readonly (ShownUnit & { readonly css: string })[];
  readonly strip: readonly StripRow[];
}

/** As the engine refuses longer ones: see `mostTraceSamples`. */
const mostSamples = 590_000;
const quickSyncBytes = 1e9;
/** Lines of the strip, of spikes and of sync each. */
const mostLines = 8;

export function useStream(
  host: TracesHostApi,
  stream: StreamSummary,
  given: {
    readonly settings: TraceSettings | undefined;
    readonly spanS: number;
    readonly canShow: boolean;
    readonly wantsSync: boolean;
    readonly unitIds: readonly UnitId[];
    /** The selection slot of each, by which it is coloured; their order unless told. */
    readonly slots: readonly number[] | undefined;
    readonly revision: number;
    readonly theme: Theme;
  },
): ShownStream {
  const { canShow, revision, theme } = given;
  const [settings, setSettings] = useState(given.settings ?? settingsFor(stream.band));
  const processing = useMemo(
    () => processingOf(settings),
    [settings.isFiltered, settings.highpassHz, settings.reference, settings.more],
  );
  const readS = mostSamples / stream.sampleRateHz;
  const overview = useOverview(
    host,
    canShow ? { stream: stream.id, processing } : null,
    given.spanS > readS,
    revision,
  );
  const bytes = 2 * (stream.sampleCount ?? 0) * (stream.channelCount + stream.syncWordCount);
  const isQuick = bytes <= quickSyncBytes;
  const sync = useAnswer(
    canShow && (isQuick || given.wantsSync) ? `${stream.id} ${revision}` : null,
    (signal) => host.syncTraces({ stream: stream.id }, { signal }),
    true,
  );
  const spikes = useAnswer(
    canShow ? `${stream.id} ${revision} ${given.unitIds.join()}` : null,
    (signal) => host.spikes({ stream: stream.id, units: given.unitIds }, { signal }),
    true,
  );
  const units = useMemo(
    () =>
      (spikes.value ?? []).map((unit, slot) => {
        const css = seriesColor(given.slots?.[slot] ?? slot, theme.palette);
        return { ...unit, css, color: wordOf(css) };
      }),
    [spikes.value, given.slots, theme.palette],
  );
  const strip = useMemo<readonly StripRow[]>(
    () => [
      ...units
        .filter(({ timesS }) => timesS.length > 0)
        .slice(0, mostLines)
        .map(({ unit, css, timesS }) => ({
          kind: 'unit' as const,
          label: `unit ${unit}`,
          color: css,
          timesS,
        })),
      ...(sync.value ?? [])
        .slice(0, mostLines)
        .map((trace) => ({ kind: 'sync' as const, label: `sync ${trace.line}`, trace })),
    ],
    [units, sync.value],
  );
  return { settings, setSettings, processing, overview, readS, sync, isQuick, spikes, units, strip };
}
