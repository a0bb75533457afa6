import { useState } from 'preact/hooks';
import { unitOf } from '../../core/analyses/param-unit.ts';
import { type Params, parseParams } from '../../core/analyses/params.ts';
import { messageOf } from '../../core/model/errors.ts';
import { plain } from './format.ts';

type Given = Readonly<Record<string, unknown>>;

interface Props {
  readonly declared: Params;
  /** The parameters that are read and changed most, in order; names that are not declared are left out. */
  readonly names: readonly string[];
  readonly given: Given;
  onChange(given: Given): void;
}

/** Parameters in a title line: read as text, changed in place. A value that is refused says why and changes nothing. */
export function ParamChips({ declared, names, given, onChange }: Props) {
  return (
    <span class="chips">
      {names
        .filter((name) => name in declared)
        .map((name) => (
          <Chip key={name} name={name} declared={declared} given={given} onChange={onChange} />
        ))}
    </span>
  );
}

function Chip({ name, declared, given, onChange }: Omit<Props, 'names'> & { name: string }) {
  const [error, setError] = useState<string | null>(null);
  const param = declared[name]!;
  const value = given[name] ?? param.default;
  const set = (next: unknown) => {
    try {
      parseParams(declared, { [name]: next });
      setError(null);
      onChange({ ...given, [name]: next });
    } catch (thrown) {
      setError(messageOf(thrown));
    }
  };
  const title = error ?? `${param.doc} Default: ${String(param.default)} ${unitOf(name)}`.trimEnd();
  if (param.kind === 'choice')
    return (
      <span class="chip" title={title}>
        <select
          class="quiet-select"
          aria-label={wordOf(name)}
          value={String(value)}
          onChange={(event) => set(event.currentTarget.value)}
        >
          {param.choices.map((choice) => (
            <option key={choice} value={choice}>
              {choiceWords[choice] ?? choice}
            </option>
          ))}
        </select>
      </span>
    );
  if (param.kind !== 'number' && param.kind !== 'optional-number') return null;
  const text = typeof value === 'number' ? plain(value, 4).replaceAll('\u2009', '') : '';
  const commit = (input: HTMLInputElement) => {
    if (input.value.trim() === text) return setError(null);
    const number = Number(input.value.replace(',', '.'));
    set(input.value.trim() === '' ? param.default : number);
  };
  return (
    <label class={`chip${error ? ' invalid' : ''}`} title={title}>
      {wordOf(name)}{' '}
      <input
        key={text}
        type="text"
        inputMode="decimal"
        size={Math.max(2, text.length)}
        defaultValue={text}
        aria-label={`${wordOf(name)}${unitOf(name) && ` in ${unitOf(name)}`}`}
        aria-invalid={error !== null}
        onFocus={(event) => event.currentTarget.select()}
        onBlur={(event) => commit(event.currentTarget)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') commit(event.currentTarget);
          else if (event.key === 'Escape') {
            event.currentTarget.value = text;
            setError(null);
          } else return;
          event.preventDefault();
        }}
      />
      {unitOf(name) && <span class="unit"> {unitOf(name)}</span>}
      {error && (
        <span class="chip-error" role="alert">
          {error}
        </span>
      )}
    </label>
  );
}

/** The field's words where the parameter's name is not one. */
const words: Readonly<Record<string, string>> = { count: 'spikes', channelCount: 'channels' };
const choiceWords: Readonly<Record<string, string>> = { hertz: 'Hz', zscore: 'z-score', pearson: 'Pearson' };

/** `binMs` → `bin`, `channelCount` → `channel count`: the unit is said elsewhere. */
const wordOf = (name: string): string =>
  words[name] ??
  name
    .replace(/(Ms|Us|Hz|Uv|Um|Samples|Percent|S)$/, '')
    .replace(/([A-Z])/g, ' $1')
    .toLowerCase();
