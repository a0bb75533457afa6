import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { StreamClock, StreamSummary } from '../../core/engine/engine-api.ts';
import type { Theme } from '../../core/figure/theme.ts';
import type { UnitId } from '../../core/model/units.ts';
import { useElementSize } from '../dashboard/use-element-size.ts';
import type { TracesHostApi } from '../protocol.ts';
import { loadState, saveState } from '../ui/persisted-state.ts';
import { type ChannelRow, channelRows } from './channel-rows.ts';
import { besideRows, firstView, isSavedTraces } from './saved.ts';
import { withGain } from './settings.ts';
import { type TimeMap, toMainTime, toOwnTime } from './stream-clock.ts';
import { LowRows, TraceCanvas } from './trace-canvas.tsx';
import type { TraceSource } from './trace-source.ts';
import { useAnswer } from './use-answer.ts';
import { usePicture } from './use-picture.ts';
import { useStream } from './use-stream.ts';
import { type Extent, type View, within } from './view.ts';
import { voltageWords } from './words.ts';

interface Props {
  readonly host: TracesHostApi;
  readonly source: TraceSource;
  readonly stream: StreamSummary;
  readonly map: TimeMap;
  readonly isSameProbe: boolean;
  readonly clock: StreamClock | undefined;
  /** Of the stream above, on its clock. */
  readonly view: View;
  readonly unitIds: readonly UnitId[];
  readonly slots: readonly number[] | undefined;
  readonly revision: number;
  readonly theme: Theme;
  onTime(startS: number, spanS: number): void;
  onKey(event: KeyboardEvent): void;
  onClose(): void;
}

/** Another stream under the first, on the same axis of time, with channels and settings of its own. */
export function BesideTraces(props: Props) {
  const { host, stream, revision } = props;
  const channels = useAnswer(`${stream.id} ${revision}`, (signal) =>
    host.channels({ stream: stream.id }, { signal }),
  );
  const rows = useMemo(
    () => (channels.value ? channelRows(channels.value, stream.probe) : null),
    [channels.value, stream],
  );
  const trouble =
    channels.error ??
    stream.rawMissingReason ??
    (rows?.length === 0 ? `${stream.id} has no voltage channels, only digital words.` : null);
  return (
    <section class="traces-beside" aria-label={`Traces of ${stream.id}`}>
      {trouble || !rows ? (
        <p class="traces-sentence" role={trouble ? 'alert' : undefined}>
          {trouble ?? 'Opening …'}{' '}
          <button type="button" class="traces-button" onClick={props.onClose}>
            Close
          </button>
        </p>
      ) : (
        <Shown {...props} rows={rows} />
      )}
    </section>
  );
}

function Shown(props: Props & { readonly rows: readonly ChannelRow[] }) {
  const { host, source, stream, map, clock, unitIds, revision, theme, rows } = props;
  const durationS = (stream.sampleCount ?? 0) / stream.sampleRateHz;
  const saved = useMemo(() => {
    const state = loadState(`beside ${stream.id}`);
    return isSavedTraces(state) ? state : null;
  }, [stream.id]);
  const [place, setPlace] = useState(() => {
    const { firstRow, rowCount } = saved?.view ?? firstView(rows.length, durationS, besideRows);
    return { firstRow, rowCount: Math.min(rowCount, rows.length) };
  });
  const view: View = { ...toOwnTime(map, props.view), ...place };
  const shown = useStream(host, stream, {
    settings: saved?.settings,
    spanS: view.spanS,
    canShow: true,
    wantsSync: false,
    unitIds,
    slots: props.slots,
    revision,
    theme,
  });
  const { settings, setSettings } = shown;
  useEffect(() => saveState(`beside ${stream.id}`, { settings, view }), [settings, place]);
  const box = useRef<HTMLDivElement>(null);
  const size = useElementSize(box);
  // Another band of the same probe has the same spikes and events, which are told above.
  const strip = props.isSameProbe ? [] : shown.strip;
  const { room, mode, tiles, description } = usePicture(source, stream, shown, {
    ...{ view, rows, strip, size, canShow: true, revision },
  });
  // The time may be before this stream began or after it ended: what is seen is decided above.
  const extent: Extent = {
    durationS: Number.POSITIVE_INFINITY,
    rowCount: rows.length,
    sampleRateHz: stream.sampleRateHz,
    mostSpanS: Number.POSITIVE_INFINITY,
  };
  const change = (next: (view: View) => View) => {
    const wanted = next(view);
    const { firstRow, rowCount } = within({ ...wanted, startS: Math.max(0, wanted.startS) }, extent);
    setPlace({ firstRow, rowCount });
    if (wanted.startS === view.startS && wanted.spanS === view.spanS) return;
    const { startS, spanS } = toMainTime(map, wanted);
    props.onTime(startS, spanS);
  };
  const gain = (steps: number) => setSettings((now) => withGain(now, steps));
  const message = tiles.error ?? tiles.gap ?? shown.overview.error;
  return (
    <>
      <div class="traces-beside-bar">
        <strong>{stream.id}</strong>
        <button
          type="button"
          class="traces-button"
          aria-pressed={settings.mode === 'image'}
          onClick={() => setSettings({ ...settings, mode: settings.mode === 'image' ? 'lines' : 'image' })}
        >
          Image
        </button>
        <label>
          <input
            type="checkbox"
            checked={settings.isFiltered}
            onChange={(event) => setSettings({ ...settings, isFiltered: event.currentTarget.checked })}
          />
          High-pass {settings.highpassHz} Hz
        </label>
        <button
          type="button"
          class="traces-button"
          aria-label={`Smaller traces of ${stream.id}`}
          onClick={() => gain(-1)}
        >
          ↓
        </button>
        <span>{voltageWords(settings.rowUv)}</span>
        <button
          type="button"
          class="traces-button"
          aria-label={`Larger traces of ${stream.id}`}
          onClick={() => gain(1)}
        >
          ↑
        </button>
        <span class="traces-dim traces-clock" title="How its clock goes against that of the stream above">
          {clock?.message ?? 'Comparing clocks …'}
        </span>
        <button
          type="button"
          class="traces-button traces-end"
          aria-label={`Close the traces of ${stream.id}`}
          onClick={props.onClose}
        >
          ×
        </button>
      </div>
      {message && (
        <p class="traces-sentence" role="alert">
          {message}
        </p>
      )}
      <div class="traces-room" ref={box}>
        <TraceCanvas
          tiles={tiles}
          view={view}
          extent={extent}
          rows={rows}
          settings={settings}
          units={shown.units}
          strip={strip}
          theme={theme}
          size={size}
          description={description}
          onView={change}
          onGain={gain}
          onKey={props.onKey}
        />
        {mode !== settings.mode && <LowRows left={room.left} />}
      </div>
    </>
  );
}
