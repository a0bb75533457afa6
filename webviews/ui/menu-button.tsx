import { useEffect, useRef, useState } from 'preact/hooks';
import type { FieldElement } from './toolkit.ts';

interface Props<T extends string> {
  readonly label: string;
  readonly items: readonly { readonly value: T; readonly label: string }[];
  readonly disabled?: boolean;
  onChoose(value: T): void;
}

/** A button that opens a menu: arrow keys move, Enter chooses, Escape or a click elsewhere closes. */
export function MenuButton<T extends string>({ label, items, disabled = false, onChoose }: Props<T>) {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<FieldElement>(null);
  const entries = () => [...(root.current?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])];
  const close = (refocus: boolean) => {
    setOpen(false);
    if (refocus) button.current?.focus();
  };

  useEffect(() => {
    if (!open) return;
    entries()[0]?.focus();
    const outside = (event: Event) => {
      if (!event.composedPath().includes(root.current as EventTarget)) setOpen(false);
    };
    document.addEventListener('pointerdown', outside);
    window.addEventListener('blur', outside);
    return () => {
      document.removeEventListener('pointerdown', outside);
      window.removeEventListener('blur', outside);
    };
  }, [open]);

  const keys = (event: KeyboardEvent) => {
    const list = entries();
    const at = list.indexOf(document.activeElement as HTMLElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: list.length - 1 }[event.key];
    if (event.key === 'Escape') close(true);
    else if (event.key === 'Tab') return close(false);
    else if (to === undefined) return;
    else list[(to + list.length) % list.length]?.focus();
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div class="menu-button" ref={root}>
      {/* biome-ignore lint/a11y/useAriaPropsSupportedByRole: the toolkit hands these on to its real button. */}
      <vscode-button
        ref={button}
        appearance="secondary"
        aria-haspopup="menu"
        aria-expanded={open}
        disabled={disabled}
        onClick={() => setOpen((before) => !before)}
      >
        {label}
      </vscode-button>
      {open && (
        <div role="menu" tabIndex={-1} aria-label={label} onKeyDown={keys}>
          {items.map(({ value, label: words }) => (
            <button
              key={value}
              type="button"
              role="menuitem"
              tabIndex={-1}
              onClick={() => {
                close(true);
                onChoose(value);
              }}
            >
              {words}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
