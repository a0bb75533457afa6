// biome-ignore-all lint/a11y/useSemanticElements: a fieldset would bring its own look.
// biome-ignore-all lint/a11y/noStaticElementInteractions: Escape is heard for what is inside.
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

interface Props {
  readonly label: string;
  readonly icon: ComponentChildren;
  readonly children: (close: () => void) => ComponentChildren;
  readonly disabled?: boolean;
}

/** An icon button that opens a small panel under itself; Escape, a click elsewhere or losing focus closes it. */
export function Popover({ label, icon, children, disabled = false }: Props) {
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLSpanElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!open) return;
    const outside = (event: Event) => {
      if (!box.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener('pointerdown', outside);
    box.current
      ?.querySelector<HTMLElement>(
        '.popover button, .popover input, .popover select, .popover vscode-text-field',
      )
      ?.focus();
    return () => document.removeEventListener('pointerdown', outside);
  }, [open]);
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  return (
    <span
      class="popover-box"
      ref={box}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !open) return;
        event.stopPropagation();
        close();
      }}
    >
      <button
        ref={button}
        type="button"
        class="icon-button"
        title={label}
        aria-label={label}
        aria-expanded={open}
        disabled={disabled}
        onClick={() => setOpen(!open)}
      >
        {icon}
      </button>
      {open && (
        <div class="popover" role="group" aria-label={label}>
          {children(close)}
        </div>
      )}
    </span>
  );
}
