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
import { actionOf } from './keys.ts';
import { firstView, isSavedTraces, paneRows } from './saved.ts';
import { withGain, withProcessing } from './settings.ts';
import { timeMap } from './stream-clock.ts';
import { Toolbar } from './toolbar.tsx';
import { LowRows, TraceCanvas } from './trace-canvas.tsx';
import type { TraceSource } from './trace-source.ts';
import { TracesFooter } from './traces-footer.tsx';
import { TracesSentences } from './traces-sentences.tsx';
import { useAnswer } from './use-answer.ts';
import { usePicture } from './use-picture.ts';
import { useSelectionInSight } from './use-selection-in-sight.ts';
import { useSteps } from './use-steps.ts';
import { useStream } from './use-stream.ts';
import { type Extent, type View, within, zoomedTime } from './view.ts';

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

const saveMs = 300;

/** The traces of one stream, with everything around them. */
export function StreamTraces(props: Props) {
  const { host, stream, rows, trouble, opening, revision } = props;
  const { sampleRateHz } = stream;
  const durationS = (stream.sampleCount ?? 0) / sampleRateHz;
  const saved = useMemo(() => {
    const state = loadState(`traces ${stream.id}`);
    return isSavedTraces(state) ? state : null;
  }, [stream.id]);
  const whole: Extent = { durationS, sampleRateHz, rowCount: rows.length, mostSpanS: durationS };
  const [view, setView] = useState<View>(() =>
    within(saved?.view ?? firstView(rows.length, durationS, props.isPane ? paneRows : undefined), whole),
  );
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
  const { settings, setSettings, processing, overview, readS, sync, spikes, units, strip } = shown;
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
    setView((now) => within({ ...now, startS: 0, spanS: durationS }, whole));
  };

  const density = useAnswer(canShow ? `${stream.id} ${revision}` : null, (signal) =>
    host.density({ stream: stream.id, binCount: 400 }, { signal }),
  );
  const clocks = useAnswer(
    canShow && props.beside.length > 0 ? `${revision}` : null,
    (signal) => host.clocks(null, { signal }),
    true,
  );
  const clockOf = (id: string) => clocks.value?.find((clock) => clock.stream === id);

  useSelectionInSight(spikes, opening, rows, { view, extent }, setView, props.onRevealed);
  const picture = usePicture(props.source, stream, shown, { view, rows, strip, size, canShow, revision });
  const { room, mode, tiles, description } = picture;
  const { notice, setNotice, toSpike, toEvent, toTime } = useSteps(view, extent, units, sync.value, setView);
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
    const { startS, spanS } = view;
    const { rowUv } = settings;
    host
      .freeze({
        ...{ stream: stream.id, startS, endS: startS + spanS, channels: seen.map(({ id }) => id) },
        ...{ units: opening.units, isImage: mode === 'image', rowUv, processing },
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
        onGo={toTime}
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
      <TracesSentences
        troubles={[trouble, tiles.error, tiles.gap, spikes.error, notice]}
        warnings={props.warnings}
        units={units}
      />
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
        <TracesFooter
          stream={stream}
          shown={shown}
          view={view}
          extent={extent}
          density={density.value}
          theme={theme}
          room={room}
          channelCount={rows.length}
          by={props.source.by}
          wantsSync={wantsSync}
          onView={setView}
          onSync={() => setWantsSync(true)}
          onWhole={showWhole}
        />
      )}
      <p class="visually-hidden" aria-live="polite">
        {tiles.isLoading ? '' : description}
      </p>
    </Frame>
  );
}
