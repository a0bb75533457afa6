import { useRef } from 'preact/hooks';

interface Props {
  /** Which way it moves: a vertical bar moves along x. */
  readonly axis: 'x' | 'y';
  readonly label: string;
  /** Size of the part before it, and its limits. */
  readonly px: number;
  readonly minPx: number;
  readonly maxPx: number;
  onPx(px: number): void;
  /** Back to the size it had at first. */
  onReset(): void;
}

const stepPx = 16;

/** A border that can be dragged, or moved with the arrow keys; a double click puts it back. */
export function Sash({ axis, label, px, minPx, maxPx, onPx, onReset }: Props) {
  const drag = useRef<{ from: number; px: number } | null>(null);
  const place = (event: PointerEvent) => (axis === 'x' ? event.clientX : event.clientY);
  const move = (to: number) => onPx(Math.round(Math.max(minPx, Math.min(maxPx, to))));
  const keys: Readonly<Record<string, number>> =
    axis === 'x' ? { ArrowLeft: -stepPx, ArrowRight: stepPx } : { ArrowUp: -stepPx, ArrowDown: stepPx };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a rule between paragraphs is not a splitter.
    <div
      class={`sash ${axis}`}
      role="separator"
      tabIndex={0}
      aria-label={label}
      aria-orientation={axis === 'x' ? 'vertical' : 'horizontal'}
      aria-valuenow={Math.round(px)}
      aria-valuemin={Math.round(minPx)}
      aria-valuemax={Math.round(Math.max(minPx, maxPx))}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        drag.current = { from: place(event), px };
        event.currentTarget.setPointerCapture(event.pointerId);
        event.preventDefault();
      }}
      onPointerMove={(event) => drag.current && move(drag.current.px + place(event) - drag.current.from)}
      onPointerUp={() => {
        drag.current = null;
      }}
      onDblClick={onReset}
      onKeyDown={(event) => {
        const by = keys[event.key];
        if (event.key === 'Enter') onReset();
        else if (by !== undefined) move(px + by);
        else return;
        event.preventDefault();
      }}
    />
  );
}
