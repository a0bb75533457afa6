import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import type { RunState } from '../figure/use-run.ts';
import type { FigureRequest } from '../protocol.ts';
import { listed } from './format.ts';
import { CloseIcon } from './icons.tsx';

interface Props {
  readonly state: RunState<unknown> & { retry(): void; cancel(): void };
  /** What is computed: `Waveforms`. */
  readonly title: string;
  /** The last figure; absent while there is none. */
  readonly children?: ComponentChildren;
}

/** A figure with what there is to say while a newer one is computed: how far it is, how to stop it, why it failed. */
export function FigureBody({ state, title, children }: Props) {
  const { reply, loading, progress, error } = state;
  const percent = progress?.done == null ? '' : ` ${Math.round(progress.done * 100)} %`;
  return (
    <>
      {reply !== null && !error && <div class={`figure${loading ? ' waiting' : ''}`}>{children}</div>}
      {reply === null && loading && <p class="empty quiet">{`Computing ${title.toLowerCase()} …`}</p>}
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

/**
 * What there is to say of the figure that is shown: while the answer to another request is awaited, still what was said of
 * the former. A line that comes or goes gives the old figure another size, and all of it would be drawn once more.
 */
export function useNotesOfShown(
  notes: readonly string[],
  request: FigureRequest | null,
  { reply, replyFor, error }: RunState<unknown>,
): readonly string[] {
  const shown = useRef(notes);
  const isFormer = reply !== null && error === null && JSON.stringify(replyFor) !== JSON.stringify(request);
  if (!isFormer) shown.current = notes;
  return shown.current;
}

export const Notes = ({ notes }: { notes: readonly string[] }) =>
  notes.length > 0 && (
    <div class="notes" role="note" title={listed(notes)} tabIndex={notes.length > 3 ? 0 : undefined}>
      {notes.join(' ')}
    </div>
  );
