import './figure.css';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { unitOf } from '../../core/analyses/param-unit.ts';
import { type Param, type Params, parseParams } from '../../core/analyses/params.ts';
import { messageOf } from '../../core/model/errors.ts';
import { Fold } from '../ui/fold.tsx';
import type { FieldElement } from '../ui/toolkit.ts';
import type { FieldGroup } from './field-groups.ts';
import { filesText, placeholderOf, rangeOf, textOf, wordsOf } from './param-text.ts';

type Given = Readonly<Record<string, unknown>>;

interface Props {
  readonly params: Params;
  /** What was chosen so far; what is absent has its default. */
  readonly values: Given;
  /** What the form is called aloud. */
  readonly label?: string;
  /** The fields under headings, or folded away; all in one row of rows unless told. */
  readonly groups?: readonly FieldGroup[];
  /** Called 150 ms after the last change, with values that `parseParams` has accepted. */
  onChange(values: Given): void;
  /** Lets the user choose files for a parameter that names them; null when none was chosen. */
  pickFiles?(): Promise<readonly string[] | null>;
}

/** How long typing must rest before it counts. */
const settleMs = 150;

/**
 * A form made from a manifest's parameters. Each field says its unit, its range and its meaning; a refused value keeps
 * its field, says why beneath it, and changes nothing.
 */
export function ParamsForm({ params, values, label = 'Parameters', groups, onChange, pickFiles }: Props) {
  const [drafts, setDrafts] = useState<Readonly<Record<string, string | boolean>>>({});
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const latest = useRef({ values, onChange });
  latest.current = { values, onChange };
  useEffect(() => () => clearTimeout(timer.current), []);

  const errors = Object.fromEntries(
    Object.entries(drafts).map(([name, draft]) => [name, errorOf(params, name, draft)]),
  );
  const change = (name: string, draft: string | boolean) => {
    const next = { ...drafts, [name]: draft };
    setDrafts(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      const accepted = Object.entries(next).filter(([key, value]) => errorOf(params, key, value) === null);
      if (accepted.length === 0) return;
      const given: Record<string, unknown> = { ...latest.current.values };
      for (const [key, value] of accepted) {
        if (typeof value === 'string' && value.trim() === '') delete given[key];
        else given[key] = parseParams(params, { [key]: value })[key];
      }
      setDrafts((now) =>
        Object.fromEntries(
          Object.entries(now).filter(
            ([key, value]) => next[key] !== value || errorOf(params, key, value) !== null,
          ),
        ),
      );
      latest.current.onChange(given);
    }, settleMs);
  };

  const fields = (names: readonly string[]) =>
    names.map((name) => {
      const param = params[name];
      return (
        param && (
          <Field
            key={name}
            name={name}
            param={param}
            shown={drafts[name] ?? textOf(param, values[name])}
            error={errors[name] ?? null}
            onDraft={(draft) => change(name, draft)}
            {...(pickFiles && param.kind === 'names' && param.of === 'file' ? { pickFiles } : {})}
          />
        )
      );
    });
  const all = groups ?? [{ title: null, names: Object.keys(params) }];
  return (
    <form class="params-form" aria-label={label} onSubmit={(event) => event.preventDefault()}>
      {all.map(({ title, names, folded }) => (
        <Group
          key={title ?? ''}
          title={title}
          changed={names.filter((name) => values[name] !== undefined).length}
          {...(folded ? { folded } : {})}
        >
          {fields(names)}
        </Group>
      ))}
    </form>
  );
}

/** Fields in reading order, as many side by side as fit; under a heading, or folded away under it. */
function Group(props: {
  title: string | null;
  changed: number;
  folded?: string;
  children: ComponentChildren;
}) {
  const { title, changed, folded, children } = props;
  if (title === null) return <div class="params-group">{children}</div>;
  if (folded)
    return (
      <Fold id={folded} class="params-fold" title={changed ? `${title} (${changed} changed)` : title}>
        <div class="params-group">{children}</div>
      </Fold>
    );
  return (
    <fieldset class="params-group">
      <legend>{title}</legend>
      {children}
    </fieldset>
  );
}

function errorOf(params: Params, name: string, draft: string | boolean): string | null {
  try {
    parseParams(params, { [name]: draft });
    return null;
  } catch (error) {
    return messageOf(error);
  }
}

interface FieldProps {
  readonly name: string;
  readonly param: Param;
  readonly shown: string | boolean;
  readonly error: string | null;
  onDraft(draft: string | boolean): void;
  pickFiles?(): Promise<readonly string[] | null>;
}

function Field({ name, param, shown, error, onDraft, pickFiles }: FieldProps) {
  const unit = unitOf(name);
  const words = wordsOf(name);
  const spoken = unit ? `${words} in ${unit}` : words;
  const hint = [param.doc, rangeOf(name, param)].filter(Boolean).join(' ');
  const value = (event: Event) => (event.currentTarget as FieldElement).value;
  return (
    <div class={`param${error ? ' refused' : ''}`} title={hint}>
      {param.kind === 'flag' ? (
        <vscode-checkbox
          checked={shown === true}
          aria-label={`${words}. ${hint}`}
          onChange={(event) => onDraft((event.currentTarget as FieldElement).checked)}
        >
          {words}
        </vscode-checkbox>
      ) : (
        <>
          <span class="param-name" aria-hidden="true">
            {words}
          </span>
          <span class="param-field">
            {param.kind === 'choice' ? (
              <Dropdown
                label={`${spoken}. ${hint}`}
                value={String(shown)}
                choices={param.choices}
                onChoose={onDraft}
              />
            ) : (
              <vscode-text-field
                // When it is attached, the toolkit's field names itself "Text field", over an attribute it was given.
                ref={(field) => field?.setAttribute('aria-label', `${spoken}. ${hint}`)}
                value={String(shown)}
                placeholder={placeholderOf(param)}
                size={param.kind === 'number' || param.kind === 'optional-number' ? 6 : 14}
                onInput={(event) => onDraft(value(event))}
              />
            )}
            {unit && <span class="param-unit">{unit}</span>}
            {pickFiles && (
              <vscode-button
                appearance="secondary"
                aria-label={`Browse for ${words}`}
                onClick={async () => {
                  const files = await pickFiles();
                  if (files) onDraft(filesText(files));
                }}
              >
                Browse…
              </vscode-button>
            )}
          </span>
        </>
      )}
      {error && (
        <span class="param-error" role="alert">
          {error}
        </span>
      )}
    </div>
  );
}

function Dropdown(props: {
  label: string;
  value: string;
  choices: readonly string[];
  onChoose(value: string): void;
}) {
  const { label, value, choices, onChoose } = props;
  const element = useRef<FieldElement>(null);
  // The element takes its value only once its options are there.
  useEffect(() => {
    if (element.current && element.current.value !== value) element.current.value = value;
  }, [value]);
  return (
    <vscode-dropdown
      // Its list is fixed below it: see the style sheet.
      position="below"
      ref={element}
      aria-label={label}
      onChange={(event) => {
        const chosen = (event.currentTarget as FieldElement).value;
        if (chosen !== value) onChoose(chosen);
      }}
    >
      {choices.map((choice) => (
        <vscode-option key={choice} value={choice} selected={choice === value}>
          {choice}
        </vscode-option>
      ))}
    </vscode-dropdown>
  );
}
