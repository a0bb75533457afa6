import type { ShownOverview } from './use-overview.ts';

interface Props {
  readonly overview: ShownOverview;
  /** The recording is longer than what is read at once. */
  readonly isNeeded: boolean;
  /** Bytes of an overview. */
  readonly bytes: number;
  onWhole(): void;
}

/** The way to the whole recording, and how far its overview is. */
export function OverviewBar({ overview, isNeeded, bytes, onWhole }: Props) {
  const { done, making, error, make, cancel } = overview;
  const isMissing = isNeeded && done !== 1;
  const share = done === null ? '' : ` ${Math.floor(100 * done)} %`;
  return (
    <>
      <button
        type="button"
        class="traces-button"
        title={
          isMissing
            ? `Show the whole recording (w). An overview of ${Math.max(1, Math.round(bytes / 1e6))} MB is made in the background and kept.`
            : 'Show the whole recording (w)'
        }
        onClick={onWhole}
      >
        Whole Recording
      </button>
      {isMissing && (making !== null || done !== null) && (
        <span class="traces-dim" role="status">
          {`Overview${share}${making ? ` · ${making}` : ''}`}
        </span>
      )}
      {isMissing && making !== null && (
        <button type="button" class="traces-button" onClick={cancel}>
          Cancel
        </button>
      )}
      {isMissing && making === null && done !== null && (
        <button type="button" class="traces-button" onClick={make}>
          Go On
        </button>
      )}
      {error && (
        <span class="traces-dim" role="alert">
          {error}
        </span>
      )}
    </>
  );
}
