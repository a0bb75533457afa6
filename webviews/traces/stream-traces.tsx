import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { cleaningParams } from '../../core/analyses/cleaning-params.ts';
import type { StreamSummary } from '../../core/engine/engine-api.ts';
import { messageOf } from '../../core/model/errors.ts';
import { isSameProbe } from '../../core/model/recording.ts';
import { useElementSize } from '../dashboard/use-element-size.ts';
import { ParamsForm } from '../figure/params-form.tsx';
import type { TracesHostApi, TracesOpening } from '../protocol.ts';
import { loadState, saveState } from '../ui/persisted-state.ts';
import { useTheme } from '../ui/theme.ts';
import { BesideTraces } from './beside-traces.tsx';
import type { ChannelRow } from './channel-rows.ts';
import { type TraceRoom, traceRoom } from './frame.ts';
import { actionOf } from './keys.ts';
import { Minimap } from './minimap.tsx';
import { OverviewBar } from './overview-bar.tsx';
import { needsFurthest, shownMode } from './paint-traces.ts';
import { firstView, isSavedTraces, paneRows } from './saved.ts';
import { withGain, withProcessing } from './settings.ts';
import { nextSpike, rowsOfUnit } from './spike-stretches.ts';
import { timeMap } from './stream-clock.ts';
import { nextOnset } from './sync-events.ts';
import { Toolbar } from './toolbar.tsx';
import { LowRows, TraceCanvas } from './trace-canvas.tsx';
import { painterName } from './trace-painters.ts';
import type { TraceSource } from './trace-source.ts';
import { useAnswer } from './use-answer.ts';
import { useStream } from './use-stream.ts';
import { useTiles } from './use-tiles.ts';
import { centredAt, type Extent, showingRow, type View, within, zoomedTime } from './view.ts';
import { describeTraces, momentWords } from './words.ts';

interface Props {
  readonly host: TracesHostApi;
  readonly isPane: boolean;
  readonly source: TraceSource;
  readonly streams: readonly StreamSummary[];
  readonly stream: StreamSummary;
  readonly rows: readonly ChannelRow[];
  /** Why the stream cannot be shown. */
  readonly trouble: string | null;
  /** What is to be known of its file. */
  readonly warnings: readonly string[];
  readonly opening: TracesOpening;
  readonly revision: number;
  onRevealed(): void;
  /** Other streams that are shown below, by their ids. */
  readonly beside: readonly string[];
  onStream(id: string): void;
  onBeside(ids: readonly string[]): void;
}

const besideStreams = ({ streams, stream, beside }: Props): StreamSummary[] =>
  beside.flatMap((id) => streams.filter((other) => other.id === id && other.id !== stream.id));

/** Of the samples: two numbers of 256, and a third as much for the coarser levels. */
const overviewShare = 0.0104;
const saveMs = 300;

const whoWorks = (by: string, { widthPx, heightPx }: TraceRoom, channelCount: number): string =>
  `Cleaned by ${by}\nPainted by ${painterName({ widthPx, heightPx, channelCount })}`;

/** The traces of one stream, with everything around them. */
export function StreamTraces(props: Props) {
  const { host, stream, rows, trouble, opening, revision } = props;
  const { sampleRateHz } = stream;
  const durationS = (stream.sampleCount ?? 0) / sampleRateHz;
  const saved = useMemo(() => {
    const state = loadState(`traces ${stream.id}`);
    return isSavedTraces(state) ? state : null;
  }, [stream.id]);
  const [view, setView] = useState<View>(() =>
    within(saved?.view ?? firstView(rows.length, durationS, props.isPane ? paneRows : undefined), {
      durationS,
      sampleRateHz,
      rowCount: rows.length,
      mostSpanS: durationS,
    }),
  );
  const [notice, setNotice] = useState<string | null>(null);
  const [isOpen, setIsOpen] = useState(false);
  const [wantsSync, setWantsSync] = useState(false);
  const theme = useTheme();
  const box = useRef<HTMLDivElement>(null);
  const timeBox = useRef<HTMLInputElement>(null);
  const size = useElementSize(box);

  const canShow = trouble === null;
  const shown = useStream(host, stream, {
    settings: saved?.settings,
    spanS: view.spanS,
    canShow,
    wantsSync,
    unitIds: opening.units,
    slots: opening.slots,
    revision,
    theme,
  });
  const { settings, setSettings, processing, overview, readS, sync, isQuick, spikes, units, strip } = shown;
  useEffect(() => {
    const timer = setTimeout(() => saveState(`traces ${stream.id}`, { settings, view }), saveMs);
    return () => clearTimeout(timer);
  }, [stream.id, settings, view]);
  const isLong = view.spanS > readS;
  // A picture of the whole recording stays one while the overview of another processing is made.
  const mostSpanS = isLong || overview.done !== null ? durationS : readS;
  const extent: Extent = useMemo(
    () => ({ durationS, sampleRateHz, rowCount: rows.length, mostSpanS }),
    [durationS, sampleRateHz, rows.length, mostSpanS],
  );
  useEffect(() => setView((now) => within(now, extent)), [extent]);
  const showWhole = () => {
    if (durationS > readS && overview.done !== 1) overview.make();
    setView((now) => within({ ...now, startS: 0, spanS: durationS }, { ...extent, mostSpanS: durationS }));
  };

  const overviewBytes = 2 * (stream.sampleCount ?? 0) * stream.channelCount * overviewShare;
  const density = useAnswer(canShow ? `${stream.id} ${revision}` : null, (signal) =>
    host.density({ stream: stream.id, binCount: 400 }, { signal }),
  );
  const clocks = useAnswer(
    canShow && props.beside.length > 0 ? `${revision}` : null,
    (signal) => host.clocks(null, { signal }),
    true,
  );
  const clockOf = (id: string) => clocks.value?.find((clock) => clock.stream === id);

  // What is selected elsewhere is brought into sight: its channel always, one of its spikes when it was asked for.
  const lastSpikes = useRef(spikes.value);
  useEffect(() => {
    const asked = opening.units.join();
    if (!spikes.value || spikes.loading || spikes.value.map(({ unit }) => unit).join() !== asked) return;
    const isNew = lastSpikes.current !== spikes.value;
    lastSpikes.current = spikes.value;
    const newest = spikes.value.at(-1);
    const peak = newest && rowsOfUnit(newest, rows)?.peak;
    if (isNew && peak !== undefined) setView((now) => showingRow(now, peak, extent));
    if (!opening.reveal) return;
    const timeS = nextSpike(spikes.value, view.startS, 1) ?? nextSpike(spikes.value, view.startS, -1);
    if (timeS !== null) setView((now) => centredAt(now, timeS, extent));
    props.onRevealed();
  }, [spikes.value, spikes.loading, opening]);

  const room = traceRoom(size.widthPx, size.heightPx, strip.length);
  const mode = shownMode(settings, view, room.heightPx);
  const tiles = useTiles(
    props.source,
    stream,
    processing,
    view,
    canShow ? room.widthPx : 0,
    revision,
    overview,
    needsFurthest(mode, settings),
  );
  const description = describeTraces({
    stream: stream.id,
    view,
    rows,
    settings: { ...settings, mode },
    units,
    isLoading: tiles.isLoading,
  });

  const middleS = view.startS + view.spanS / 2;
  const goTo = (timeS: number | null, missing: string) => {
    setNotice(timeS === null ? missing : null);
    if (timeS !== null) setView((now) => centredAt(now, timeS, extent));
  };
  const toSpike = (direction: 1 | -1) =>
    goTo(
      nextSpike(units, middleS, direction),
      units.length === 0
        ? 'No unit is selected: select one in the dashboard to see its spikes.'
        : `There is no ${direction > 0 ? 'later' : 'earlier'} spike of the selected units.`,
    );
  const toEvent = (direction: 1 | -1) =>
    goTo(
      nextOnset(sync.value ?? [], middleS, direction),
      `There is no ${direction > 0 ? 'later' : 'earlier'} event on the sync lines.`,
    );
  const go = (timeS: number) => {
    if (timeS > durationS)
      return setNotice(
        `${momentWords(timeS, 1)} is after the end of the recording, which lasts ${momentWords(durationS, 1)}.`,
      );
    setNotice(null);
    setView((now) => within({ ...now, startS: timeS }, extent));
  };
  const gain = useCallback((steps: number) => setSettings((now) => withGain(now, steps)), []);
  const keys = (event: KeyboardEvent) => {
    const action = actionOf(event);
    if (!action) return;
    event.preventDefault();
    if (action.kind === 'view') setView((now) => action.change(now, extent));
    else if (action.kind === 'gain') gain(action.steps);
    else if (action.kind === 'spike') toSpike(action.direction);
    else if (action.kind === 'event') toEvent(action.direction);
    else if (action.kind === 'whole') showWhole();
    else if (action.kind === 'go') timeBox.current?.focus();
    else setSettings((now) => ({ ...now, mode: now.mode === 'lines' ? 'image' : 'lines' }));
  };
  const freeze = () => {
    const seen = rows.slice(Math.floor(view.firstRow), Math.ceil(view.firstRow + view.rowCount));
    const [startS, endS] = [view.startS, view.startS + view.spanS];
    host
      .freeze({
        stream: stream.id,
        startS,
        endS,
        channels: seen.map(({ id }) => id),
        units: opening.units,
        isImage: mode === 'image',
        rowUv: settings.rowUv,
        processing,
      })
      .then(
        () => setNotice(null),
        (error) => setNotice(messageOf(error)),
      );
  };

  const Frame = props.isPane ? 'div' : 'main';
  return (
    <Frame class="traces-page">
      <Toolbar
        streams={props.streams}
        stream={stream}
        settings={settings}
        startS={view.startS}
        spanS={view.spanS}
        hasSpikes={units.some(({ timesS }) => timesS.length > 0)}
        hasEvents={(sync.value?.length ?? 0) > 0}
        timeBox={timeBox}
        isOpen={isOpen}
        onOpen={() => setIsOpen((now) => !now)}
        onStream={props.onStream}
        beside={props.beside}
        onBeside={props.onBeside}
        onSettings={setSettings}
        onGain={gain}
        onZoom={(factor) => setView((now) => zoomedTime(now, factor, 0.5, extent))}
        onGo={go}
        onLeave={() => box.current?.querySelector<HTMLElement>('[role=application]')?.focus()}
        onSpike={toSpike}
        onEvent={toEvent}
        onFreeze={freeze}
      />
      {isOpen && (
        <section id="processing" class="traces-processing" aria-label="Processing">
          <ParamsForm
            label="Processing"
            params={cleaningParams}
            values={processing}
            onChange={(given) => setSettings((now) => withProcessing(now, given))}
          />
        </section>
      )}
      {[trouble, tiles.error, tiles.gap, spikes.error, notice].map(
        (text) =>
          text && (
            <p key={text} class="traces-sentence" role="alert">
              {text}
            </p>
          ),
      )}
      {props.warnings.map((text) => (
        <p key={text} class="traces-sentence">
          {text}
        </p>
      ))}
      {units.map(
        ({ unit, message }) =>
          message && (
            <p key={unit} class="traces-sentence">
              {message}
            </p>
          ),
      )}
      <div class="traces-room" ref={box}>
        {canShow && (
          <TraceCanvas
            tiles={tiles}
            view={view}
            extent={extent}
            rows={rows}
            settings={settings}
            units={units}
            strip={strip}
            theme={theme}
            size={size}
            description={description}
            onView={setView}
            onGain={gain}
            onKey={keys}
          />
        )}
        {tiles.isLoading && canShow && <span class="traces-note">Reading …</span>}
        {mode !== settings.mode && canShow && <LowRows left={room.left} />}
      </div>
      {canShow &&
        besideStreams(props).map((other) => (
          <BesideTraces
            key={other.id}
            host={host}
            source={props.source}
            stream={other}
            isSameProbe={isSameProbe(stream, other)}
            map={timeMap(clockOf(stream.id), clockOf(other.id))}
            clock={clockOf(other.id)}
            view={view}
            unitIds={opening.units}
            slots={opening.slots}
            revision={revision}
            theme={theme}
            onTime={(startS, spanS) => setView((now) => within({ ...now, startS, spanS }, extent))}
            onKey={keys}
            onClose={() => props.onBeside(props.beside.filter((id) => id !== other.id))}
          />
        ))}
      {canShow && (
        <footer class="traces-footer">
          <Minimap
            view={view}
            extent={extent}
            density={density.value}
            units={units}
            theme={theme}
            onView={setView}
          />
          <OverviewBar
            overview={overview}
            isNeeded={durationS > readS}
            bytes={overviewBytes}
            onWhole={showWhole}
          />
          {!isQuick && !wantsSync && stream.syncWordCount > 0 && (
            <button type="button" class="traces-button" onClick={() => setWantsSync(true)}>
              Find Sync Edges
            </button>
          )}
          {sync.loading && <span class="traces-dim">Looking for sync edges …</span>}
          <span class="traces-dim traces-by" title={whoWorks(props.source.by, room, rows.length)}>
            {props.source.by}
          </span>
        </footer>
      )}
      <p class="visually-hidden" aria-live="polite">
        {tiles.isLoading ? '' : description}
      </p>
    </Frame>
  );
}
