import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

interface Props {
  readonly text: string;
  /** Why the text is not a filter; null when it is one. */
  readonly error: string | null;
  /** What it waits for before it can be applied. */
  readonly wait: string | null;
  readonly inputRef: RefObject<HTMLInputElement | null>;
  onText(text: string): void;
  /** Leaves for the table. */
  onDone(): void;
}

const help = [
  'Words are looked for in id and label: good 23',
  'Comparisons: rate > 5 & group = good   (= != < <= > >=, ~ contains)',
  'Ranges and lists: depth 1000..2000, unit = 3,5,8',
  'Or, not, groups: !(label = noise | isi > 1)',
  'Unknown values: amplitude = none',
  'Quality: missed < 10 & drift < 20 (computed when asked for)',
].join('\n');

/** A pause in typing this long applies the filter. */
const typingMs = 120;

/**
 * The filter: applied where typing pauses, so that a key draws this box and nothing else. While it cannot be read the last
 * one that could stays in force.
 */
export function FilterBox({ text, error, wait, inputRef, onText, onDone }: Props) {
  const [draft, setDraft] = useState(text);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const applied = useRef(text);
  // Changed from elsewhere, as by a click that clears it; our own change comes back when more may have been typed.
  useEffect(() => {
    if (text === applied.current) return;
    applied.current = text;
    setDraft(text);
  }, [text]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const apply = (next: string) => {
    clearTimeout(timer.current);
    if (next === applied.current) return;
    applied.current = next;
    onText(next);
  };
  const type = (next: string) => {
    setDraft(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(apply, next === '' ? 0 : typingMs, next);
  };
  const leave = () => {
    apply(draft);
    onDone();
  };
  return (
    <div class="filter">
      <input
        ref={inputRef}
        class={error ? 'invalid' : ''}
        type="text"
        spellcheck={false}
        autocomplete="off"
        value={draft}
        placeholder="Filter: good, rate > 5 & depth 1000..2000"
        title={help}
        aria-label="Filter units"
        aria-invalid={error !== null}
        aria-describedby={error ? 'filter-error' : undefined}
        onInput={(event) => type(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && draft) type('');
          else if (event.key === 'Enter' || event.key === 'ArrowDown' || event.key === 'Escape') leave();
          else return;
          event.preventDefault();
        }}
      />
      {wait && (
        <div class="filter-error wait" role="status">
          {wait}
        </div>
      )}
      {error && (
        <div class="filter-error" id="filter-error" role="status">
          {error} <span class="dim">The last filter that could be read stays in force.</span>
        </div>
      )}
    </div>
  );
}
