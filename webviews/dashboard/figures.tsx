import { analysisOf } from '../../core/analyses/catalogue.ts';
import type { DatasetSummary, ExportFormat, StreamSummary } from '../../core/engine/engine-api.ts';
import { FigureView } from '../figure/figure-view.tsx';
import { ParamsForm } from '../figure/params-form.tsx';
import { type FigureState, useFigure } from '../figure/use-figure.ts';
import type { HostApi } from '../protocol.ts';
import { type FigureFacts, planFigure } from './figure-plan.ts';
import { listed } from './format.ts';
import { BesideIcon, CloseIcon, ExportIcon, SettingsIcon } from './icons.tsx';
import { ParamChips } from './param-chips.tsx';
import { Popover } from './popover.tsx';
import { pure } from './pure.tsx';
import type { SavedState } from './saved-state.ts';
import type { Selection } from './selection.ts';
import { plainContext, unitContext } from './vscode-context.ts';

export { registerToolkit } from '../ui/toolkit.ts';

export interface FigureSectionProps {
  readonly kind: 'waveforms' | 'correlogram';
  readonly host: HostApi;
  readonly dataset: DatasetSummary;
  /** The stream the user chose; null leaves it to the engine. */
  readonly chosenStream: StreamSummary | null;
  readonly unitCount: FigureFacts['unitCount'];
  readonly selection: Selection;
  readonly params: SavedState['params'];
  readonly revision: number;
  onParams(analysis: string, params: Readonly<Record<string, unknown>>): void;
  /** Something could not be done: a sentence for the footer. */
  onTrouble(message: string): void;
}

const chips = {
  waveforms: ['count', 'channelCount'],
  templates: ['channelCount'],
  correlogram: ['binMs', 'windowMs', 'normalize'],
} as const;

/** One figure of the selection, with its parameters, export and a way to a panel of its own in the title line. */
export const FigureSection = pure((props: FigureSectionProps) => {
  const { kind, host, dataset, chosenStream, unitCount, selection, params, revision, onParams, onTrouble } =
    props;
  const plan = planFigure(kind, { dataset, stream: chosenStream, unitCount, selection, params });
  const request = plan.request;
  const state = useFigure(host, request, revision);
  const analysis = (request?.analysis ?? kind) as keyof typeof chips;
  const declared = analysisOf(analysis)?.params ?? {};
  const given = params[analysis] ?? {};
  const isTemplates = analysis === 'templates';
  const title =
    kind === 'waveforms'
      ? isTemplates
        ? 'Templates'
        : 'Waveforms'
      : selection.length > 1
        ? 'Correlograms'
        : 'Autocorrelogram';
  const tell = (promise: Promise<unknown>) => promise.catch((error: Error) => onTrouble(error.message));

  return (
    <>
      <h2>
        {title}
        <span class="title-end">
          <ParamChips
            declared={dataset.sorting ? declared : {}}
            names={chips[analysis]}
            given={given}
            onChange={(next) => onParams(analysis, next)}
          />
          <span class="tools">
            <Popover label={`${title}: all parameters`} icon={<SettingsIcon />}>
              {() => (
                <ParamsForm params={declared} values={given} onChange={(next) => onParams(analysis, next)} />
              )}
            </Popover>
            <Popover label={`Export ${title.toLowerCase()}`} icon={<ExportIcon />} disabled={!request}>
              {(close) =>
                exports.map(([format, words]) => (
                  <button
                    key={format}
                    type="button"
                    class="menu-item"
                    onClick={() => {
                      close();
                      if (request) tell(host.exportFigure({ ...request, format }));
                    }}
                  >
                    {words}
                  </button>
                ))
              }
            </Popover>
            <button
              type="button"
              class="icon-button"
              title="Open in a panel beside"
              aria-label={`Open ${title.toLowerCase()} in a panel beside`}
              disabled={!request}
              onClick={() => request && tell(host.openFigure(request))}
            >
              <BesideIcon />
            </button>
          </span>
        </span>
      </h2>
      <div
        class="figure-area"
        aria-busy={state.loading}
        data-vscode-context={
          request ? unitContext(dataset.folder, request.units) : plainContext('figure', dataset.folder)
        }
      >
        {plan.request ? <FigureBody state={state} title={title} /> : <p class="empty">{plan.reason}</p>}
      </div>
      {plan.request && <Notes notes={[...plan.notes, ...(state.reply?.warnings ?? [])]} />}
    </>
  );
});

const exports: readonly (readonly [ExportFormat, string])[] = [
  ['svg', 'SVG — vector figure'],
  ['pdf', 'PDF — vector figure'],
  ['png', 'PNG — picture'],
  ['csv', 'CSV — data'],
  ['npy', 'NPY — data'],
  ['json', 'JSON — data'],
];

type Body = FigureState & { retry(): void; cancel(): void };

function FigureBody({ state, title }: { state: Body; title: string }) {
  const { reply, replyFor, loading, progress, error } = state;
  const percent = progress?.done == null ? '' : ` ${Math.round(progress.done * 100)} %`;
  return (
    <>
      {reply && replyFor && !error && (
        <div class={`figure${loading ? ' waiting' : ''}`}>
          <FigureView figure={reply.figure} seriesSlots={replyFor.colors ?? []} />
        </div>
      )}
      {!reply && loading && <p class="empty quiet">{`Computing ${title.toLowerCase()} …`}</p>}
      {error && (
        <p class="empty error" role="alert">
          {error}{' '}
          <button type="button" class="link" onClick={state.retry}>
            Retry
          </button>
        </p>
      )}
      {loading && progress && (
        <div class="working" role="status">
          <progress {...(progress.done === null ? {} : { value: progress.done })} aria-label={title} />
          <span>
            {progress.message ?? 'Computing'}
            {percent}
          </span>
          <button type="button" class="icon-button" title="Cancel" aria-label="Cancel" onClick={state.cancel}>
            <CloseIcon />
          </button>
        </div>
      )}
    </>
  );
}

const Notes = ({ notes }: { notes: readonly string[] }) =>
  notes.length > 0 && (
    <div class="notes" role="note" title={listed(notes)}>
      {notes.join(' ')}
    </div>
  );
