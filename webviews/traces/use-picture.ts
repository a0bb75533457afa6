import type { StreamSummary } from '../../core/engine/engine-api.ts';
import type { ChannelRow } from './channel-rows.ts';
import { type StripRow, type TraceRoom, traceRoom } from './frame.ts';
import { needsFurthest, shownMode } from './picture.ts';
import type { TraceSettings } from './settings.ts';
import type { TraceSource } from './trace-source.ts';
import type { ShownStream } from './use-stream.ts';
import { type ShownTiles, useTiles } from './use-tiles.ts';
import type { View } from './view.ts';
import { describeTraces } from './words.ts';

/** What is drawn of one stream, and where. */
export interface ShownPicture {
  readonly room: TraceRoom;
  /** As rows of that height are shown. */
  readonly mode: TraceSettings['mode'];
  readonly tiles: ShownTiles;
  /** The picture in sentences. */
  readonly description: string;
}

/** Asks for what is seen of a stream in a box of `size`, as it is shown there. */
export function usePicture(
  source: TraceSource,
  stream: StreamSummary,
  shown: ShownStream,
  facts: {
    readonly view: View;
    readonly rows: readonly ChannelRow[];
    readonly strip: readonly StripRow[];
    readonly size: { readonly widthPx: number; readonly heightPx: number };
    readonly canShow: boolean;
    readonly revision: number;
  },
): ShownPicture {
  const { view, rows, strip, size, canShow, revision } = facts;
  const { settings, processing, overview, units } = shown;
  const room = traceRoom(size.widthPx, size.heightPx, strip.length);
  const mode = shownMode(settings, view, room.heightPx);
  const widthPx = canShow ? room.widthPx : 0;
  const wantsFurthest = needsFurthest(mode, settings);
  const tiles = useTiles(source, stream, processing, view, widthPx, revision, overview, wantsFurthest);
  const description = describeTraces({
    stream: stream.id,
    view,
    rows,
    settings: { ...settings, mode },
    units,
    isLoading: tiles.isLoading,
  });
  return { room, mode, tiles, description };
}
