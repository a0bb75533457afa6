import { useMemo, useRef, useState } from 'preact/hooks';
import type { Theme } from '../../core/figure/theme.ts';
import { messageOf } from '../../core/model/errors.ts';
import type { UnitId } from '../../core/model/units.ts';
import type { DashboardHostApi, FirstAnswers } from '../protocol.ts';
import { columnsOf } from './columns.ts';
import { mainStream } from './facts.ts';
import { limitOf, shortcutRequest } from './figure-plan.ts';
import { fixed } from './format.ts';
import { LateFigures } from './late-figures.tsx';
import { Layout } from './layout.tsx';
import { mapContents } from './merged-map.ts';
import { NoRecording, NoUnits } from './placeholders.tsx';
import { ProbeSection } from './probe-section.tsx';
import type { SavedState } from './saved-state.ts';
import { Summary } from './summary.tsx';
import { TracesSection } from './traces-section.tsx';
import { unitsOnStream } from './unit-place.ts';
import { unitView } from './unit-view.ts';
import { UnitsSection } from './units-section.tsx';
import { useDataset } from './use-dataset.ts';
import { useDoor } from './use-door.ts';
import { usePaintedMark } from './use-painted-mark.ts';
import { useQuality } from './use-quality.ts';
import { useSavedState } from './use-saved-state.ts';
import { useStable } from './use-stable.ts';
import { useUnitSelection } from './use-unit-selection.ts';
import type { ViewEvents } from './view-events.ts';

interface Props {
  readonly host: DashboardHostApi;
  readonly events: ViewEvents;
  /** What came with the page. */
  readonly first: FirstAnswers | null;
  readonly theme: Theme;
  /** The editor's background, for rings around dots. */
  readonly background: string;
  load(): unknown;
  save(state: SavedState): void;
}

const none: readonly UnitId[] = [];

/** One selection, one filter, one sort for all views of one recording. */
export function Dashboard({ host, events, first, theme, background, load, save: store }: Props) {
  const { dataset, units, revision, reload, reloadUnits, cancelUnits } = useDataset(host, events, first);
  const { saved, setSaved, save, onScroll } = useSavedState(load, store);
  const [notice, setNotice] = useState<string | null>(null);
  const [pairsAsked, setPairsAsked] = useState(0);
  const table = units.value;
  const { slots, selected, state, onState, onPick, onMenu } = useUnitSelection({
    ...{ host, events, table, saved, setSaved },
    onNotice: setNotice,
  });
  const { selection, cursor } = saved;
  const shownUnits = useMemo(
    () => ({ units: selection.map(({ unit }) => unit), slots: selection.map(({ slot }) => slot) }),
    [selection],
  );

  const lastGood = useRef('');
  const onTrouble = useStable((message: string) => {
    setNotice(message);
    void host.log({ level: 'warn', message }).catch(() => {});
  });
  const quality = useQuality(host, table, saved, onTrouble);
  const columns = useMemo(() => table && columnsOf(table, quality), [table, quality]);
  const view = useMemo(
    () =>
      table &&
      columns &&
      unitView(table, columns, { filter: saved.filter, sort: saved.sort, lastGood: lastGood.current }),
    [table, columns, saved.filter, saved.sort],
  );
  if (view) lastGood.current = view.filterInForce;

  const summary = dataset.value;
  usePaintedMark('header', summary !== null);
  usePaintedMark('table', summary !== null && table !== null);
  const door = useDoor(host, summary !== null, first);
  const chosenStream = summary?.streams.find(({ id }) => id === (saved.stream ?? door)) ?? null;
  const map = useMemo(
    () => mapContents(summary, chosenStream ?? (summary && mainStream(summary)), table),
    [summary, chosenStream, table],
  );
  const onShortcut = useStable((key: string): boolean => {
    if (key.toLowerCase() === 'p' && table && table.ids.length > 1) {
      save({ pairs: 'all' });
      setPairsAsked((count) => count + 1);
      return true;
    }
    const facts = summary && { dataset: summary, stream: chosenStream, selection, params: saved.params };
    const request = facts && shortcutRequest(key, facts, cursor);
    if (!request) return false;
    if (typeof request === 'string') {
      setNotice(request);
      return true;
    }
    const limit = limitOf(request.analysis);
    if (request.units.length > 1 && selection.length > limit)
      setNotice(`The figure takes the first ${limit} of ${fixed(selection.length)} selected units.`);
    host.openFigure(request).catch((error: unknown) => onTrouble(messageOf(error)));
    return true;
  });
  const onParams = useStable((analysis: string, params: Readonly<Record<string, unknown>>) =>
    save({ params: { ...saved.params, [analysis]: params } }),
  );
  const onPairs = useStable((pairs: SavedState['pairs']) => save({ pairs }));
  const onEnlarge = useStable((isEnlarged: boolean) => save({ isEnlarged }));
  const onSelect = useStable((units: readonly UnitId[]) =>
    onState({ cursor: units[0] ?? null, anchor: units[0] ?? null, units }),
  );
  const onStream = useStable((id: string) => save({ stream: id }));

  if (!summary)
    return (
      <NoRecording
        state={dataset}
        onRetry={reload}
        onText={() => void host.openAsText(null).catch(() => {})}
      />
    );

  const stream = chosenStream ?? mainStream(summary);
  const place = unitsOnStream(summary, stream);
  const figureProps = {
    ...{ host, dataset: summary, selection, chosenStream, params: saved.params },
    unitCount: table?.ids.length ?? (units.loading ? ('loading' as const) : ('failed' as const)),
    isTime: !units.loading,
    ...{ table, order: view?.order ?? none, pairs: saved.pairs, isEnlarged: saved.isEnlarged, pairsAsked },
    ...{ revision, onTrouble, onParams, onPairs, onEnlarge, onSelect },
  };

  return (
    <>
      <Summary dataset={summary} stream={stream} units={table} onStream={onStream} />
      <Layout
        sizes={saved.sizes}
        isEnlarged={saved.isEnlarged}
        onShrink={() => save({ isEnlarged: false })}
        shankCount={map.stream?.probe?.shankCount ?? 1}
        onSizes={(sizes) => save({ sizes })}
        probe={
          <ProbeSection
            {...{
              stream: map.stream,
              note: place.note,
              dataset: summary.folder,
              slots,
              selected,
              theme,
              background,
            }}
            table={place.same ? map.table : null}
            passing={view?.passing ?? null}
            {...{ onPick, onMenu, onShortcut }}
          />
        }
        units={
          table && columns && view ? (
            <UnitsSection
              {...{ dataset: summary.folder, table, all: columns, view, saved, state, slots, theme, notice }}
              {...{ save, onState, onScroll, onShortcut }}
            />
          ) : (
            <NoUnits
              dataset={summary}
              state={units}
              onRetry={reloadUnits}
              onCancel={cancelUnits}
              onLook={reload}
            />
          )
        }
        waveforms={<LateFigures kind="waveforms" {...figureProps} />}
        correlograms={<LateFigures kind="correlogram" {...figureProps} />}
      />
      {summary.streams.length > 0 && (
        <TracesSection {...{ host, onTrouble, onChanged: events.onChanged }} {...shownUnits} />
      )}
    </>
  );
}
