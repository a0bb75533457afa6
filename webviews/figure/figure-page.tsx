import { useEffect, useMemo, useState } from 'preact/hooks';
import { analysisOf } from '../../core/analyses/catalogue.ts';
import { correlogramFigure } from '../../core/analyses/correlogram-figure.ts';
import { styleParams } from '../../core/analyses/style-params.ts';
import { messageOf } from '../../core/model/errors.ts';
import { LiveControls } from '../live/live-controls.tsx';
import { useLive } from '../live/use-live.ts';
import type { FigureRequest, HostApi } from '../protocol.ts';
import { Fold } from '../ui/fold.tsx';
import { loadState, saveState } from '../ui/persisted-state.ts';
import { unsaid } from '../ui/unsaid.ts';
import { paramGroups, styleGroups } from './field-groups.ts';
import { FigureHeader } from './figure-header.tsx';
import { FigureRoom } from './figure-room.tsx';
import { PairCursor } from './pair-cursor.tsx';
import {
  cellAt,
  cellText,
  type PairMatrixPlace,
  pairAxes,
  pairRequest,
  placeOf,
  placeWithin,
  strongestPlace,
} from './pair-pick.ts';
import { ParamsForm } from './params-form.tsx';
import { styledFigure } from './styled-figure.ts';
import { useFigure } from './use-figure.ts';

interface Props {
  readonly host: HostApi;
  /** Subscribes to changes of the files on disk; returns how to stop. */
  onChanged(tell: () => void): () => void;
}

/** Under which the page remembers what it shows, parameters included. */
const stateKey = 'request';

/** The page of a figure panel: what it shows, its parameters, the figure, and what there is to say about it. */
export function FigurePage({ host, onChanged }: Props) {
  const [request, setRequest] = useState<FigureRequest | null>(null);
  const [revision, setRevision] = useState(0);
  const [trouble, setTrouble] = useState<string | null>(null);
  const [cursor, setCursor] = useState<PairMatrixPlace | null>(null);

  useEffect(() => {
    host.opening(null).then(
      (opening) => setRequest(savedFor(opening) ?? opening),
      (error) => setTrouble(messageOf(error)),
    );
    return onChanged(() => setRevision((count) => count + 1));
  }, [host, onChanged]);

  const { style: given, ...asked } = request ?? { style: undefined };
  const computed = request ? (asked as FigureRequest) : null;
  const { reply, loading, progress, error, retry, cancel } = useFigure(host, computed, revision);
  const liveUnits = canBeLive(request) ? request.units : null;
  const live = useLive(host, liveUnits, revision);
  // What was dragged stays until the engine has the same.
  useEffect(() => live.end(), [reply, error]);
  const { shown } = live;
  const drawn = useMemo(
    () => (shown ? correlogramFigure(shown.result, shown.params) : (reply?.figure ?? null)),
    [shown, reply],
  );
  const {
    figure,
    style,
    error: unsuited,
  } = useMemo(
    () => styledFigure(drawn, given),
    // Settings by content: a page's state is a new object each time.
    [drawn, JSON.stringify(given)],
  );
  if (!request) return trouble && <Trouble message={trouble} />;
  const { title, params } = analysisOf(request.analysis);
  const colors = request.colors ?? request.units.map((_, i) => i);
  const change = (next: FigureRequest) => {
    setRequest(next);
    saveState(stateKey, next);
    host.showing(next).catch((reason) => setTrouble(messageOf(reason)));
  };
  const warnings = unsaid(reply?.warnings ?? [], figure?.notes ?? []);
  const axes = pairAxes(request, figure);
  const place = axes && figure && placeWithin(cursor ?? strongestPlace(figure), axes);
  const open = (other: FigureRequest) =>
    host.openFigure(other).catch((reason) => setTrouble(messageOf(reason)));
  const openPair = (place: PairMatrixPlace) => {
    const pair = axes && pairRequest(request, axes, place);
    if (pair) open(pair);
  };
  const percent = progress?.done == null ? '' : ` ${Math.round(progress.done * 100)} %`;

  return (
    <main class="figure-page">
      <FigureHeader
        {...{ host, request, colors, figure, reply }}
        title={figure?.title || title}
        isSettled={!loading && error === null}
        // A stack that is too large to be shown can be written all the same.
        canExport={error === null ? figure !== null : error.startsWith('mostMb: ')}
        onTrouble={setTrouble}
      />
      {Object.keys(params).length > 0 && (
        <Fold id="params" title="Parameters" open class="figure-section">
          <ParamsForm
            params={params}
            values={request.params}
            groups={paramGroups(params)}
            onChange={(values) => change({ ...request, params: values })}
            pickFiles={() => host.pickFiles(null)}
          />
        </Fold>
      )}
      {liveUnits && (
        <LiveControls
          live={live}
          // With what the user's settings say of the others.
          params={{ ...reply?.params, ...request.params }}
          onChange={(changed) => {
            const values = { ...request.params, ...changed };
            if (JSON.stringify(values) === JSON.stringify(request.params)) live.end();
            else change({ ...request, params: values });
          }}
        />
      )}
      <Fold id="style" title={style ? 'Style (changed)' : 'Style'} class="figure-section">
        <ParamsForm
          label="Style"
          params={styleParams}
          values={given ?? {}}
          groups={styleGroups}
          onChange={(values) => change({ ...request, style: values })}
        />
        {given && Object.keys(given).length > 0 && (
          <vscode-button appearance="secondary" onClick={() => change(asked as FigureRequest)}>
            Reset Style
          </vscode-button>
        )}
      </Fold>
      {trouble && <Trouble message={trouble} />}
      {unsuited && <Trouble message={unsuited} />}
      {error && <Trouble message={error} retry={retry} />}
      <section class="figure-room" aria-label="Figure">
        <FigureRoom
          {...{ figure, request, colors, style }}
          correlograms={shown ?? reply?.correlograms ?? null}
          dimmed={figure !== null && !live.shown && (loading || error !== null)}
          waitingFor={
            loading && (progress || !figure)
              ? `${progress?.message ?? `Computing ${title.toLowerCase()}`} …${percent}`
              : null
          }
          picking={
            place && {
              onPick: (pick) => openPair(placeOf(pick)),
              onHover: (pick) => pick && setCursor(placeOf(pick)),
              frame: cellAt(place),
            }
          }
          onOpen={open}
        />
        {loading && progress && (
          <vscode-button class="figure-cancel" appearance="secondary" onClick={cancel}>
            Cancel
          </vscode-button>
        )}
      </section>
      {place && figure && (
        <PairCursor
          {...{ axes, place }}
          facts={cellText(figure, place)}
          hint="Click a pair in the figure, or choose one here with the arrow keys, to open its correlogram."
          onPlace={setCursor}
          onOpen={openPair}
        />
      )}
      {warnings.length > 0 && (
        <ul class="figure-warnings" aria-label="Warnings">
          {warnings.map((warning) => (
            <li key={warning}>{warning}</li>
          ))}
        </ul>
      )}
    </main>
  );
}

/** More panels than this cannot be read, and log bins have no bin width. */
const mostLive = 30;

const canBeLive = (request: FigureRequest | null): request is FigureRequest =>
  request?.analysis === 'correlogram' &&
  request.units.length <= mostLive &&
  typeof request.params['logBins'] !== 'number';

/** What the page last showed, if it is about the same units. */
function savedFor(opening: FigureRequest | null): FigureRequest | null {
  const saved = loadState(stateKey) as Partial<FigureRequest> | undefined;
  if (!opening || saved?.analysis !== opening.analysis || !saved.params) return null;
  if (String(saved.units) !== String(opening.units)) return null;
  return { ...opening, params: saved.params, ...(saved.style ? { style: saved.style } : {}) };
}

function Trouble({ message, retry }: { message: string; retry?: () => void }) {
  return (
    <p class="figure-error" role="alert">
      {message}
      {retry && (
        <vscode-button appearance="secondary" onClick={retry}>
          Retry
        </vscode-button>
      )}
    </p>
  );
}
