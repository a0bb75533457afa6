import { useEffect, useLayoutEffect, useMemo } from 'preact/hooks';
import { correlogramFigure } from '../../core/analyses/correlogram-figure.ts';
import { type CorrelogramParams, correlogramParams } from '../../core/analyses/correlogram-params.ts';
import type { CallOptions } from '../../core/rpc/rpc.ts';
import { FigureView } from '../figure/figure-view.tsx';
import { useRun } from '../figure/use-run.ts';
import { askCorrelograms } from '../live/ask-correlograms.ts';
import { LiveControls } from '../live/live-controls.tsx';
import { useLive } from '../live/use-live.ts';
import { CorrelogramMatrix } from '../matrix/correlogram-matrix.tsx';
import type { FigureRequest, HostApi } from '../protocol.ts';
import { AllPairs } from './all-pairs.tsx';
import { earlyOrNow, plansCorrelograms } from './early-correlograms.ts';
import { FigureBody, Notes, useNotesOfShown } from './figure-body.tsx';
import { mostInFigure, planFigure } from './figure-plan.ts';
import type { FigureSectionProps } from './figure-section-props.ts';
import { matrixAsked } from './matrix-first.ts';
import type { SavedState } from './saved-state.ts';
import { SectionHead } from './section-head.tsx';
import { useReadAhead } from './use-read-ahead.ts';
import { plainContext, unitContext } from './vscode-context.ts';

const ask = (host: HostApi, request: FigureRequest, options: CallOptions) => {
  const correlograms = () => earlyOrNow(host, request, options);
  return matrixAsked(askCorrelograms({ correlograms }, request, options));
};

/** Correlograms of the selection, or the overview of all pairs. */
export const CorrelogramSection = (props: FigureSectionProps) =>
  props.pairs === 'all' && props.table && props.table.ids.length > 1 ? (
    <AllPairs {...props} table={props.table} heading={<Choice {...props} />} />
  ) : (
    <Selected {...props} />
  );

/** Few as a figure, many as a matrix, both under sliders that they follow. */
function Selected(props: FigureSectionProps) {
  const { host, dataset, chosenStream, unitCount, selection, params, revision, onParams, onTrouble } = props;
  const facts = { dataset, stream: chosenStream, unitCount, params };
  const plan = planFigure('correlogram', { ...facts, selection });
  const { request } = plan;
  useLayoutEffect(() =>
    plansCorrelograms((next) => {
      const planned = planFigure('correlogram', { ...facts, selection: next }).request;
      return planned && JSON.stringify(planned) !== JSON.stringify(request)
        ? { host, request: planned }
        : null;
    }),
  );
  useReadAhead(host, props.order, selection.at(-1)?.unit);
  const state = useRun(host, ask, request, revision);
  const { reply, replyFor } = state;
  const notes = useNotesOfShown(plan.request ? plan.notes : [], request, state);
  const given = params['correlogram'] ?? {};
  // Log bins have no width that a slider could set.
  const canFollow = request !== null && typeof given['logBins'] !== 'number';
  const live = useLive(host, canFollow ? request.units : null, revision);
  // What was dragged stays until the engine has the same.
  useEffect(() => live.end(), [reply, state.error]);
  const shown = live.shown ?? (reply && { result: reply.result, params: reply.params as CorrelogramParams });
  const title = selection.length > 1 ? 'Correlograms' : 'Autocorrelogram';
  const isMatrix = (shown?.result.units.length ?? 0) > mostInFigure;
  const figure = useMemo(
    () => (shown && !isMatrix ? correlogramFigure(shown.result, shown.params) : null),
    [shown?.result, isMatrix],
  );
  const slots = replyFor?.colors ?? [];
  return (
    <>
      <SectionHead
        {...{ host, title, request, given, onTrouble }}
        heading={<Choice {...props} />}
        declared={dataset.sorting ? correlogramParams : {}}
        chips={['binMs', 'windowMs', 'normalize']}
        onParams={(next) => onParams('correlogram', next)}
        isEnlarged={props.isEnlarged}
        onEnlarge={props.onEnlarge}
      />
      <div class="section-body">
        {canFollow && reply && (
          <LiveControls
            live={live}
            // With what the user's settings say of the others.
            params={{ ...reply.params, ...given }}
            onChange={(changed) => {
              const next = { ...given, ...changed };
              if (JSON.stringify(next) === JSON.stringify(given)) live.end();
              else onParams('correlogram', next);
            }}
          />
        )}
        <div
          class="figure-area"
          aria-busy={state.loading}
          data-vscode-context={
            request ? unitContext(dataset.folder, request.units) : plainContext('figure', dataset.folder)
          }
        >
          {plan.request ? (
            <FigureBody state={live.shown ? { ...state, loading: false } : state} title={title}>
              {shown &&
                (isMatrix ? (
                  <CorrelogramMatrix
                    {...shown}
                    slots={slots}
                    onOpen={({ from, to }) => {
                      const { units } = shown.result;
                      const places = from === to ? [from] : [from, to];
                      host
                        .openFigure({
                          ...plan.request,
                          units: places.map((place) => units[place]!),
                          colors: places.map((place) => slots[place] ?? place),
                        })
                        .catch((error: Error) => onTrouble(error.message));
                    }}
                  />
                ) : (
                  <FigureView figure={figure} seriesSlots={slots} />
                ))}
            </FigureBody>
          ) : (
            <p class="empty">{plan.reason}</p>
          )}
        </div>
        {plan.request && <Notes notes={[...notes, ...(reply?.warnings ?? [])]} />}
      </div>
    </>
  );
}

const views: readonly (readonly [SavedState['pairs'], string, string])[] = [
  ['selected', 'Correlograms', 'Correlograms of the selected units'],
  ['all', 'All pairs', 'Overview of all pairs of units by depth'],
];

/** The title, in which one of two views is chosen; by keyboard as tabs are. */
function Choice({ pairs, table, onPairs }: FigureSectionProps) {
  if (!table || table.ids.length < 2) return <>{views[0]![1]}</>;
  return (
    <span role="tablist" class="tabs" aria-label="Pairs">
      {views.map(([view, words, title]) => (
        <button
          key={view}
          type="button"
          role="tab"
          title={title}
          aria-selected={pairs === view}
          tabIndex={pairs === view ? 0 : -1}
          onClick={() => onPairs(view)}
          onKeyDown={(event) => {
            if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
            event.preventDefault();
            onPairs(view === 'all' ? 'selected' : 'all');
            const tabs = event.currentTarget.parentElement;
            // The other tab takes the focus, also where its section is another component.
            requestAnimationFrame(() =>
              (tabs?.isConnected ? tabs : document.querySelector('.correlograms [role=tablist]'))
                ?.querySelector<HTMLElement>('[aria-selected=true]')
                ?.focus(),
            );
          }}
        >
          {words}
        </button>
      ))}
    </span>
  );
}
