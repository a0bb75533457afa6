import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Theme } from '../../core/figure/theme.ts';
import { messageOf } from '../../core/model/errors.ts';
import type { UnitId } from '../../core/model/units.ts';
import type { HostApi } from '../protocol.ts';
import { mainStream } from './facts.ts';
import { noSorting, shortcutRequest, unitLimit } from './figure-plan.ts';
import { FigureSection } from './figures.tsx';
import { fixed, listed } from './format.ts';
import type { GridState } from './grid-keys.ts';
import { Layout } from './layout.tsx';
import { ProbeMap } from './probe-map.tsx';
import { restoreState, type SavedState } from './saved-state.ts';
import { dropVanished, selectUnits, slotsOf } from './selection.ts';
import { Summary } from './summary.tsx';
import { unitsOnStream } from './unit-place.ts';
import { unitView } from './unit-view.ts';
import { UnitsSection } from './units-section.tsx';
import { useDataset } from './use-dataset.ts';
import { useDoor } from './use-door.ts';
import { usePaintedMark } from './use-painted-mark.ts';
import { useSettled } from './use-settled.ts';
import { useStable } from './use-stable.ts';
import type { ViewEvents } from './view-events.ts';

interface Props {
  readonly host: HostApi;
  readonly events: ViewEvents;
  readonly theme: Theme;
  /** The editor's background, for rings around dots. */
  readonly background: string;
  load(): unknown;
  save(state: SavedState): void;
}

const tellHostMs = 150;
const saveMs = 200;
const typingMs = 120;

/** One selection, one filter, one sort for all views of one recording. */
export function Dashboard({ host, events, theme, background, load, save: store }: Props) {
  const { dataset, units, revision, reload, reloadUnits } = useDataset(host, events);
  const [saved, setSaved] = useState<SavedState>(() => restoreState(load()));
  const [anchor, setAnchor] = useState<string | null>(null);
  const [notice, setNotice] = useState<string | null>(null);
  const save = useCallback(
    (change: Partial<SavedState>) => setSaved((before) => ({ ...before, ...change })),
    [],
  );
  useEffect(() => {
    const timer = setTimeout(() => store({ ...saved, scrollTopPx: scrollTop.current }), saveMs);
    return () => clearTimeout(timer);
  }, [saved, store]);
  // Not in the state: scrolling must not render the page again.
  const scrollTop = useRef(saved.scrollTopPx);
  const scrollTimer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const latest = useRef(saved);
  latest.current = saved;
  const onScroll = (scrollTopPx: number) => {
    scrollTop.current = scrollTopPx;
    clearTimeout(scrollTimer.current);
    scrollTimer.current = setTimeout(() => store({ ...latest.current, scrollTopPx }), saveMs);
  };

  const { selection, cursor } = saved;
  const slots = useMemo(() => slotsOf(selection), [selection]);
  const selected = useMemo(() => selection.map(({ unit }) => unit), [selection]);
  const state: GridState = { cursor, anchor, units: selected };
  const onState = useStable((next: GridState) => {
    setNotice(null);
    setAnchor(next.anchor);
    setSaved((before) => ({
      ...before,
      cursor: next.cursor,
      selection: next.units === selected ? before.selection : selectUnits(before.selection, next.units),
    }));
  });

  useEffect(() => {
    const timer = setTimeout(() => void host.selected(selected).catch(() => {}), tellHostMs);
    return () => clearTimeout(timer);
  }, [host, selected]);
  useEffect(
    () =>
      events.onSelect((wanted) =>
        setSaved((before) => ({
          ...before,
          cursor: wanted[0] ?? before.cursor,
          selection: selectUnits(before.selection, wanted),
        })),
      ),
    [events],
  );

  const table = units.value;
  useEffect(() => {
    if (!table) return;
    const known = new Set(table.ids);
    const { selection: kept, vanished } = dropVanished(saved.selection, known);
    if (vanished.length === 0) return;
    setSaved((before) => ({ ...before, selection: kept, cursor: kept[0]?.unit ?? null }));
    const names = vanished.length > 6 ? `${fixed(vanished.length)} units` : `Unit ${listed(vanished)}`;
    setNotice(`${names} left the sorting and the selection.`);
  }, [table]);

  const lastGood = useRef('');
  const filter = useSettled(saved.filter, typingMs);
  const view = useMemo(
    () => table && unitView(table, filter, saved.sort, lastGood.current),
    [table, filter, saved.sort],
  );
  if (view) lastGood.current = view.filterInForce;

  const summary = dataset.value;
  usePaintedMark('header', summary !== null);
  usePaintedMark('table', summary !== null && units.value !== null);
  const door = useDoor(host, summary !== null);
  const chosenStream = summary?.streams.find(({ id }) => id === (saved.stream ?? door)) ?? null;
  const onTrouble = useStable((message: string) => {
    setNotice(message);
    void host.log({ level: 'warn', message }).catch(() => {});
  });
  const onShortcut = useStable((key: string): boolean => {
    const facts = summary && { dataset: summary, stream: chosenStream, selection, params: saved.params };
    const request = facts && shortcutRequest(key, facts, cursor);
    if (!request) return false;
    if (typeof request === 'string') {
      setNotice(request);
      return true;
    }
    if (selection.length > unitLimit)
      setNotice(`The figure takes the first ${unitLimit} of ${fixed(selection.length)} selected units.`);
    host.openFigure(request).catch((error: unknown) => onTrouble(messageOf(error)));
    return true;
  });
  const onPick = useStable((unit: UnitId, { shift, ctrl }: { shift: boolean; ctrl: boolean }) => {
    const without = selected.filter((other) => other !== unit);
    const toggled = slots.has(unit) ? without : [...selected, unit];
    onState({ cursor: unit, anchor: unit, units: ctrl || shift ? toggled : [unit] });
  });
  const onMenu = useStable((unit: UnitId) => {
    if (!slots.has(unit)) onState({ cursor: unit, anchor: unit, units: [unit] });
  });
  const onParams = useStable((analysis: string, params: Readonly<Record<string, unknown>>) =>
    save({ params: { ...saved.params, [analysis]: params } }),
  );
  const onStream = useStable((id: string) => save({ stream: id }));

  if (!summary)
    return (
      <div class="whole">
        {dataset.loading ? (
          <p class="empty quiet">Reading the recording …</p>
        ) : (
          <p class="empty error" role="alert">
            {dataset.error}{' '}
            <button type="button" class="link" onClick={reload}>
              Retry
            </button>{' '}
            <button type="button" class="link" onClick={() => void host.openAsText(null).catch(() => {})}>
              Open as text
            </button>
          </p>
        )}
      </div>
    );

  const stream = chosenStream ?? mainStream(summary);
  const place = unitsOnStream(summary, stream);
  const sortingBroken = !summary.sorting && summary.parts.some(({ state: of }) => of === 'broken');
  const figureProps = {
    host,
    dataset: summary,
    selection,
    chosenStream,
    unitCount: table?.ids.length ?? (units.loading ? ('loading' as const) : ('failed' as const)),
    params: saved.params,
    revision,
    onTrouble,
    onParams,
  };

  return (
    <>
      <Summary dataset={summary} stream={stream} units={table} onStream={onStream} />
      <Layout
        sizes={saved.sizes}
        shankCount={stream?.probe?.shankCount ?? 1}
        onSizes={(sizes) => save({ sizes })}
        probe={
          <>
            <h2>Probe</h2>
            {stream?.probe || (place.same && table) ? (
              <ProbeMap
                dataset={summary.folder}
                probe={stream?.probe ?? null}
                table={place.same ? table : null}
                passing={view?.passing ?? null}
                slots={slots}
                selected={selected}
                theme={theme}
                background={background}
                onPick={onPick}
                onMenu={onMenu}
                onShortcut={onShortcut}
              />
            ) : (
              <p class="empty">
                {stream
                  ? `${stream.id} comes from no probe, or its header does not say where the sites are.`
                  : 'No recording header here, so the probe is not known. Put the .ap.meta or structure.oebin beside the sorting.'}
              </p>
            )}
            {place.note && <div class="notes">{place.note}</div>}
          </>
        }
        units={
          table && view ? (
            <UnitsSection
              dataset={summary.folder}
              table={table}
              view={view}
              saved={saved}
              state={state}
              slots={slots}
              theme={theme}
              notice={notice}
              save={save}
              onState={onState}
              onScroll={onScroll}
              onShortcut={onShortcut}
            />
          ) : (
            <>
              <h2>Units</h2>
              {units.loading ? (
                <p class="empty quiet">Indexing the spikes …</p>
              ) : (
                <p
                  class={`empty${units.error || sortingBroken ? ' error' : ''}`}
                  role={units.error ? 'alert' : undefined}
                >
                  {units.error ?? noSorting(summary)}{' '}
                  <button type="button" class="link" onClick={units.error ? reloadUnits : reload}>
                    {units.error ? 'Retry' : 'Look again'}
                  </button>
                </p>
              )}
            </>
          )
        }
        waveforms={<FigureSection kind="waveforms" {...figureProps} />}
        correlograms={<FigureSection kind="correlogram" {...figureProps} />}
      />
    </>
  );
}
