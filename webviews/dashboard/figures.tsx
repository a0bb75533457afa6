import { analysisOf } from '../../core/analyses/catalogue.ts';
import type { CallOptions } from '../../core/rpc/rpc.ts';
import { FigureView } from '../figure/figure-view.tsx';
import { useRun } from '../figure/use-run.ts';
import type { FigureRequest, HostApi } from '../protocol.ts';
import { unsaid } from '../ui/unsaid.ts';
import { CorrelogramSection } from './correlogram-section.tsx';
import { FigureBody, Notes, useNotesOfShown } from './figure-body.tsx';
import { mostInFigure, planFigure } from './figure-plan.ts';
import type { FigureSectionProps } from './figure-section-props.ts';
import { matrixPainted } from './matrix-first.ts';
import { pure } from './pure.tsx';
import { SectionHead } from './section-head.tsx';
import { plainContext, unitContext } from './vscode-context.ts';

export { warmMatrix } from '../matrix/warm-matrix.ts';
export { registerToolkit } from '../ui/toolkit.ts';

/** One section of figures about the selection. */
export const FigureSection = pure((props: FigureSectionProps) =>
  props.kind === 'waveforms' ? <WaveformSection {...props} /> : <CorrelogramSection {...props} />,
);

const chips = { waveforms: ['count', 'channelCount'], templates: ['channelCount'] } as const;

/** Those of many units after their matrix. */
const askWaveforms = async (host: HostApi, request: FigureRequest, options: CallOptions) => {
  if (request.units.length > mostInFigure) await matrixPainted();
  return host.figure(request, options);
};

/** Mean waveforms, or the sorter's templates where the raw file is missing. */
function WaveformSection(props: FigureSectionProps) {
  const { host, dataset, chosenStream, unitCount, selection, params, revision, onParams, onTrouble } = props;
  const plan = planFigure('waveforms', { dataset, stream: chosenStream, unitCount, selection, params });
  const { request } = plan;
  const state = useRun(host, askWaveforms, request, revision);
  const notes = useNotesOfShown(plan.request ? plan.notes : [], request, state);
  const analysis = (request?.analysis ?? 'waveforms') as keyof typeof chips;
  const title = analysis === 'templates' ? 'Templates' : 'Waveforms';
  return (
    <>
      <SectionHead
        {...{ host, title, request, onTrouble }}
        declared={dataset.sorting ? (analysisOf(analysis)?.params ?? {}) : {}}
        chips={chips[analysis]}
        given={params[analysis] ?? {}}
        onParams={(next) => onParams(analysis, next)}
      />
      <div
        class="figure-area"
        aria-busy={state.loading}
        data-vscode-context={
          request ? unitContext(dataset.folder, request.units) : plainContext('figure', dataset.folder)
        }
      >
        {plan.request ? (
          <FigureBody {...{ state, title }}>
            {state.reply && (
              <FigureView figure={state.reply.figure} seriesSlots={state.replyFor?.colors ?? []} />
            )}
          </FigureBody>
        ) : (
          <p class="empty">{plan.reason}</p>
        )}
      </div>
      {plan.request && (
        <Notes notes={[...notes, ...unsaid(state.reply?.warnings ?? [], state.reply?.figure.notes ?? [])]} />
      )}
    </>
  );
}
