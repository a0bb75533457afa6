import { useState } from 'preact/hooks';
import type { DatasetSummary, StreamSummary } from '../../core/engine/engine-api.ts';
import type { PartStatus } from '../../core/model/dataset.ts';
import type { UnitTable } from '../../core/model/units.ts';
import { factsOf, troubleOf } from './facts.ts';
import { counted } from './format.ts';
import { BrokenIcon, CloseIcon, MissingIcon, PresentIcon } from './icons.tsx';
import { pure } from './pure.tsx';

interface Props {
  readonly dataset: DatasetSummary;
  readonly stream: StreamSummary | null;
  readonly units: UnitTable | null;
  onStream(id: string): void;
}

/** What the recording is, in one line that wraps, and at its end what is missing; a click tells all parts. */
export const Summary = pure(({ dataset, stream, units, onStream }: Props) => {
  const [open, setOpen] = useState(false);
  const trouble = troubleOf(dataset.parts);
  return (
    <header class="summary">
      <div class="summary-line">
        <h1 title={dataset.folder}>{dataset.name}</h1>
        {dataset.streams.length > 1 && (
          <select
            class="quiet-select"
            aria-label="Stream"
            title="The stream whose probe and facts are shown"
            value={stream?.id ?? ''}
            onChange={(event) => onStream(event.currentTarget.value)}
          >
            {dataset.streams.map(({ id }) => (
              <option key={id} value={id}>
                {id}
              </option>
            ))}
          </select>
        )}
        {/* biome-ignore lint/a11y/noRedundantRoles: a list that is laid out with its neighbours loses its own role. */}
        <ul class="facts" role="list" aria-label="Recording">
          {factsOf(dataset, stream, units).map(({ key, before, strong, rest, title }) => (
            <li key={key} title={title}>
              {before && `${before} `}
              {strong && <b>{strong}</b>}
              {rest && ` ${rest}`.replace(' /bit', '/bit')}
            </li>
          ))}
        </ul>
        <button
          type="button"
          class={`parts-button ${trouble ? trouble.state : 'complete'}`}
          aria-expanded={open}
          aria-controls="parts"
          title="The files of this recording: what is here, what is not, and what that costs"
          onClick={() => setOpen(!open)}
        >
          {trouble ? <BrokenIcon /> : <PresentIcon />}
          <span>
            {trouble ? trouble.text : 'complete'}
            {dataset.warnings.length > 0 && ` · ${counted(dataset.warnings.length, 'note')}`}
          </span>
        </button>
      </div>
      {open && <Parts dataset={dataset} onClose={() => setOpen(false)} />}
    </header>
  );
});

const stateIcon = { present: <PresentIcon />, missing: <MissingIcon />, broken: <BrokenIcon /> };

/** Every part with its file; for what is missing or broken, why and at what cost. */
function Parts({ dataset, onClose }: { dataset: DatasetSummary; onClose(): void }) {
  return (
    <section
      id="parts"
      class="parts"
      aria-label="Files of this recording"
      onKeyDown={(event) => event.key === 'Escape' && onClose()}
    >
      <button type="button" class="icon-button close" aria-label="Close" title="Close" onClick={onClose}>
        <CloseIcon />
      </button>
      <ul>
        {dataset.parts.map((part) => (
          <Part key={`${part.part} ${part.file ?? ''}`} part={part} />
        ))}
        {dataset.warnings.map((warning) => (
          <li key={warning} class="part warning">
            <BrokenIcon />
            <b>note</b>
            <span>{warning}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Part({ part: { part, state, file, message, costs } }: { part: PartStatus }) {
  return (
    <li class={`part ${state}`}>
      {stateIcon[state]}
      <b>
        {part} <span class="sr-only">{state}</span>
      </b>
      <span>
        {file && <code>{file}</code>}
        {message && ` ${message}`}
        {costs && <span class="costs"> So {costs}.</span>}
      </span>
    </li>
  );
}
