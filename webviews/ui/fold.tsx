import type { ComponentChildren } from 'preact';
import { usePersistedState } from './persisted-state.ts';

interface Props {
  /** The name under which the page remembers whether it is open. */
  readonly id: string;
  readonly title: string;
  readonly open?: boolean;
  readonly class?: string;
  readonly children: ComponentChildren;
}

/** A section that opens and closes with its heading, and stays so when the page is shown again. */
export function Fold({ id, title, open: initially = false, class: name = '', children }: Props) {
  const [open, setOpen] = usePersistedState(`fold.${id}`, initially, (saved) => typeof saved === 'boolean');
  return (
    <details class={name} open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary class="section-title">{title}</summary>
      {children}
    </details>
  );
}
