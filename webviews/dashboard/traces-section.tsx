import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { messageOf } from '../../core/model/errors.ts';
import type { TracesPaneProps } from '../traces/traces-pane.tsx';
import { usePersistedState } from '../ui/persisted-state.ts';
import { Sash } from './sash.tsx';

const smallestPx = 180;

interface Props extends TracesPaneProps {
  onTrouble(message: string): void;
}

/** Raw traces under the tables and figures, folded away until they are wanted; their code comes with them. */
export function TracesSection({ onTrouble, ...props }: Props) {
  const [isOpen, setIsOpen] = usePersistedState('tracesOpen', false, (saved) => typeof saved === 'boolean');
  const [px, setPx] = usePersistedState('tracesPx', 320, (saved) => typeof saved === 'number');
  const [Pane, setPane] = useState<ComponentType<TracesPaneProps> | null>(null);
  useEffect(() => {
    if (!isOpen || Pane) return;
    import('../traces/traces-pane.tsx').then(
      ({ TracesPane, registerToolkit }) => {
        registerToolkit();
        setPane(() => TracesPane);
      },
      (error: unknown) => onTrouble(`The traces cannot be shown: ${messageOf(error)}.`),
    );
  }, [isOpen, Pane]);
  const most = Math.max(smallestPx, window.innerHeight - 200);
  const height = Math.min(px, most);
  return (
    <>
      {isOpen && (
        <Sash
          axis="y"
          label="Height of the traces"
          // The sash measures what is above it; the traces are below.
          px={most - height}
          minPx={0}
          maxPx={most - smallestPx}
          onPx={(above) => setPx(most - above)}
          onReset={() => setPx(320)}
        />
      )}
      <section class="traces-pane" aria-label="Traces" style={isOpen ? { height: `${height}px` } : undefined}>
        <button
          type="button"
          class="traces-fold"
          aria-expanded={isOpen}
          title="Raw traces of this recording, with the spikes of the selected units"
          onClick={() => setIsOpen(!isOpen)}
        >
          {isOpen ? '▾' : '▸'} Traces
        </button>
        {isOpen && (Pane ? <Pane {...props} /> : <p class="dim">Opening …</p>)}
      </section>
    </>
  );
}
