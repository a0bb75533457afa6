import type { StreamSummary } from '../../core/engine/engine-api.ts';
import type { TraceRoom } from './frame.ts';
import { Minimap } from './minimap.tsx';
import { OverviewBar } from './overview-bar.tsx';
import { painterName } from './trace-painters.ts';
import type { ShownStream } from './use-stream.ts';

type MapProps = Parameters<typeof Minimap>[0];

interface Props extends Omit<MapProps, 'units'> {
  readonly stream: StreamSummary;
  readonly shown: ShownStream;
  readonly room: TraceRoom;
  readonly channelCount: number;
  /** Who cleaned the last window. */
  readonly by: string;
  readonly wantsSync: boolean;
  onSync(): void;
  onWhole(): void;
}

/** Of the samples: two numbers of 256, and a third as much for the coarser levels. */
const overviewShare = 0.0104;

/** The map of the whole recording, what can be made of it, and who does the work. */
export function TracesFooter({
  stream,
  shown,
  room,
  channelCount,
  by,
  wantsSync,
  onSync,
  onWhole,
  ...map
}: Props) {
  const { overview, readS, isQuick, sync, units } = shown;
  const { widthPx, heightPx } = room;
  const who = `Cleaned by ${by}\nPainted by ${painterName({ widthPx, heightPx, channelCount })}`;
  return (
    <footer class="traces-footer">
      <Minimap {...map} units={units} />
      <OverviewBar
        overview={overview}
        isNeeded={map.extent.durationS > readS}
        bytes={2 * (stream.sampleCount ?? 0) * stream.channelCount * overviewShare}
        onWhole={onWhole}
      />
      {!isQuick && !wantsSync && stream.syncWordCount > 0 && (
        <button type="button" class="traces-button" onClick={onSync}>
          Find Sync Edges
        </button>
      )}
      {sync.loading && <span class="traces-dim">Looking for sync edges …</span>}
      <span class="traces-dim traces-by" title={who}>
        {by}
      </span>
    </footer>
  );
}
