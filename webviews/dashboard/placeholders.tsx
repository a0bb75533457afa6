import type { DatasetSummary } from '../../core/engine/engine-api.ts';
import type { UnitTable } from '../../core/model/units.ts';
import { noSorting } from './figure-plan.ts';
import type { Loaded } from './use-dataset.ts';

/** What stands in place of everything while the headers are read, or when they cannot be. */
export function NoRecording({
  state,
  onRetry,
  onText,
}: {
  readonly state: Loaded<DatasetSummary>;
  onRetry(): void;
  onText(): void;
}) {
  return (
    <div class="whole">
      {state.loading ? (
        <p class="empty quiet">Reading the recording …</p>
      ) : (
        <p class="empty error" role="alert">
          {state.error}{' '}
          <button type="button" class="link" onClick={onRetry}>
            Retry
          </button>{' '}
          <button type="button" class="link" onClick={onText}>
            Open as text
          </button>
        </p>
      )}
    </div>
  );
}

/** What stands in place of the unit table while the spikes are indexed, or when there are none. */
export function NoUnits({
  dataset,
  state,
  onRetry,
  onCancel,
  onLook,
}: {
  readonly dataset: DatasetSummary;
  readonly state: Loaded<UnitTable>;
  onRetry(): void;
  onCancel(): void;
  onLook(): void;
}) {
  const isBroken =
    state.error !== null || (!dataset.sorting && dataset.parts.some(({ state: of }) => of === 'broken'));
  return (
    <>
      <h2>Units</h2>
      {state.loading ? (
        <p class="empty quiet">
          Indexing the spikes …{' '}
          <button type="button" class="link" onClick={onCancel}>
            Cancel
          </button>
        </p>
      ) : (
        <p class={`empty${isBroken ? ' error' : ''}`} role={state.error ? 'alert' : undefined}>
          {state.error ?? noSorting(dataset)}{' '}
          <button type="button" class="link" onClick={state.error ? onRetry : onLook}>
            {state.error ? 'Retry' : 'Look again'}
          </button>
        </p>
      )}
    </>
  );
}
