import type { ComponentChildren } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { correlogramFigure } from '../../core/analyses/correlogram-figure.ts';
import type { CorrelogramParams } from '../../core/analyses/correlogram-params.ts';
import { stackFigure } from '../../core/analyses/stack-figure.ts';
import { type StackParams, stackParams } from '../../core/analyses/stack-params.ts';
import type { UnitTable } from '../../core/model/units.ts';
import type { CallOptions } from '../../core/rpc/rpc.ts';
import { FigureView } from '../figure/figure-view.tsx';
import { PairCursor } from '../figure/pair-cursor.tsx';
import {
  cellAt,
  type PairMatrixPlace,
  pairAxes,
  pairRequest,
  placeOf,
  placeWithin,
  strongestPlace,
} from '../figure/pair-pick.ts';
import { useRun } from '../figure/use-run.ts';
import { askCorrelograms } from '../live/ask-correlograms.ts';
import { pairFacts, unbroken } from '../matrix/pair-facts.ts';
import type { FigureRequest, HostApi } from '../protocol.ts';
import { FigureBody, Notes } from './figure-body.tsx';
import type { FigureSectionProps } from './figure-section-props.ts';
import { overviewFacts } from './overview-facts.ts';
import { SectionHead } from './section-head.tsx';
import { slotsOf } from './selection.ts';
import { plainContext } from './vscode-context.ts';

interface Props extends FigureSectionProps {
  readonly table: UnitTable;
  readonly heading: ComponentChildren;
}

const askStack = (host: HostApi, request: FigureRequest, options: CallOptions) =>
  host.stack(request, options);

/**
 * All units that pass the filter, by shank and depth, against each other. The pointer or the arrow keys move a cursor over the
 * pairs; a click or Enter selects the pair in all views and shows its correlogram.
 */
export function AllPairs(props: Props) {
  const { host, dataset, chosenStream, table, order, selection, params, revision, heading } = props;
  const { onParams, onSelect, onTrouble } = props;
  const given = params['correlogram-stack'] ?? {};
  const { show, ...counted } = given as Partial<StackParams>;
  const stream = chosenStream ? { stream: chosenStream.id } : {};
  const units = useMemo(() => {
    const passing = new Set(order);
    return table.ids.filter((unit) => passing.has(unit));
  }, [table, order]);
  const request: FigureRequest | null =
    units.length > 1 ? { analysis: 'correlogram-stack', units, params: counted, ...stream } : null;
  const state = useRun(host, askStack, request, revision);
  const { reply } = state;
  const figure = useMemo(
    () =>
      reply &&
      stackFigure(reply.result, { ...(reply.params as StackParams), show: show ?? stackParams.show.default }),
    [reply, show],
  );
  const axes = pairAxes(request, figure);
  const [cursor, setCursor] = useState<PairMatrixPlace | null>(null);
  const strongest = useMemo(() => figure && strongestPlace(figure), [figure]);
  const place = axes && strongest && placeWithin(cursor ?? strongest, axes);

  const [pair, setPair] = useState<FigureRequest | null>(null);
  const slots = slotsOf(selection);
  // Another choice elsewhere is another topic.
  useEffect(() => {
    if (pair && !pair.units.every((unit) => slots.has(unit))) setPair(null);
  }, [selection]);
  const take = (taken: PairMatrixPlace) => {
    const next = request && axes && pairRequest({ ...request, params: counted }, axes, taken);
    if (!next) return;
    setCursor(taken);
    setPair({ ...next, ...stream });
    onSelect(next.units);
  };
  const isReady = place !== null;
  const area = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isReady && props.pairsAsked > 0)
      area.current?.querySelector<HTMLElement>('.pair-cursor > button')?.focus();
  }, [isReady, props.pairsAsked]);
  const full = request && { ...request, params: given, colors: [] };
  return (
    <>
      <SectionHead
        {...{ host, heading, given, onTrouble }}
        title="All pairs"
        request={full}
        declared={stackParams}
        chips={['show', 'binMs', 'windowMs']}
        onParams={(next) => onParams('correlogram-stack', next)}
        isEnlarged={props.isEnlarged}
        onEnlarge={props.onEnlarge}
      />
      <div
        class="figure-area all-pairs"
        aria-busy={state.loading}
        data-vscode-context={plainContext('figure', dataset.folder)}
      >
        {request ? (
          <FigureBody state={state} title="Correlograms of all pairs">
            {reply && figure && axes && place && (
              <div class="pairs-room">
                <div class="pairs-matrix">
                  <FigureView
                    figure={{ ...figure, notes: [] }}
                    frame={cellAt(place)}
                    onPick={(pick) => take(placeOf(pick))}
                    onHover={(pick) => pick && setCursor(placeOf(pick))}
                  />
                </div>
                {pair && <PairShown {...{ host, pair, revision, slots }} />}
              </div>
            )}
          </FigureBody>
        ) : (
          <p class="empty">Fewer than two units pass the filter.</p>
        )}
      </div>
      <div ref={area} class="pairs-cursor">
        {reply && axes && place && (
          <PairCursor
            {...{ axes, place }}
            facts={unbroken(
              overviewFacts(reply.result, table, axes.rows[place.row]!, axes.columns[place.column]!),
            )}
            hint=""
            onPlace={setCursor}
            onOpen={take}
          />
        )}
      </div>
      <Notes notes={reply?.warnings ?? []} />
    </>
  );
}

interface ShownProps {
  readonly host: HostApi;
  readonly pair: FigureRequest;
  readonly revision: number;
  readonly slots: ReadonlyMap<string, number>;
}

/** The correlogram of the pair that was taken, with its facts. */
function PairShown({ host, pair, revision, slots }: ShownProps) {
  const state = useRun(host, askCorrelograms, pair, revision);
  const { reply } = state;
  const figure = useMemo(
    () =>
      reply && correlogramFigure(reply.result, { ...(reply.params as CorrelogramParams), panels: 'cross' }),
    [reply],
  );
  return (
    <div class="pair-shown">
      <div class="pair-figure">
        <FigureBody state={state} title="Correlogram">
          {figure && (
            <FigureView
              figure={{ ...figure, notes: [] }}
              seriesSlots={reply!.result.units.map((unit, i) => slots.get(unit) ?? i)}
              minHeight={80}
            />
          )}
        </FigureBody>
      </div>
      {reply && (
        <p class="pair-facts" role="status">
          {unbroken(
            pairFacts(reply.result, reply.params as CorrelogramParams, {
              from: 0,
              to: reply.result.units.length - 1,
            }),
          )}
        </p>
      )}
    </div>
  );
}
