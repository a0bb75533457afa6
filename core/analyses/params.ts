import { ParameterError } from '../model/errors.ts';
import type { Periods } from '../model/periods.ts';
import { parseIntegers, parseNames, parseNumber, parsePeriods, parseRange } from './param-values.ts';

/** What every parameter states: its default, one line for people, and npyx's name for it where npyx has it. */
interface Facts<T> {
  readonly default: T;
  readonly doc: string;
  readonly npyx?: string;
  /** It changes the figure alone, so that a kept result serves all its values. */
  readonly drawn?: boolean;
}
interface Range {
  readonly min?: number;
  readonly max?: number;
}
export interface NumberParam extends Facts<number>, Range {
  readonly kind: 'number';
  readonly integer: boolean;
}
export interface ChoiceParam<T extends string = string> extends Facts<T> {
  readonly kind: 'choice';
  readonly choices: readonly T[];
}
export interface FlagParam extends Facts<boolean> {
  readonly kind: 'flag';
}
export interface PeriodsParam extends Facts<Periods | null> {
  readonly kind: 'periods';
}
export interface IntegersParam extends Facts<readonly number[] | null> {
  readonly kind: 'integers';
}
export interface TextParam extends Facts<string> {
  readonly kind: 'text';
}
/** A number that may be left out: null means off or automatic, as `doc` says. */
export interface OptionalNumberParam extends Facts<number | null>, Range {
  readonly kind: 'optional-number';
}
/** Two ends in the unit of the name, the first below the second: `-500:1000`. */
export interface RangeParam extends Facts<readonly [from: number, to: number] | null>, Range {
  readonly kind: 'range';
}
/** Words in a row: files, names, labels. Text is split at commas, or at line ends where there are any. */
export interface NamesParam extends Facts<readonly string[] | null> {
  readonly kind: 'names';
  /** What they name, for forms and completion. */
  readonly of?: 'file' | 'unit' | 'color' | 'number';
}
export type Param =
  | NumberParam
  | ChoiceParam
  | FlagParam
  | PeriodsParam
  | IntegersParam
  | TextParam
  | OptionalNumberParam
  | RangeParam
  | NamesParam;
export type Params = Readonly<Record<string, Param>>;

/** The values that `parseParams` returns for a declaration. */
export type Values<P extends Params> = {
  readonly [K in keyof P]: P[K] extends ChoiceParam<infer T>
    ? T
    : P[K] extends { default: infer D }
      ? D
      : never;
};

/** Values of whatever declaration: what `parseParams` returned for one of those that the catalogue joins. */
export type ParamValues = Values<Params>;

export const number = (facts: Facts<number> & Range): NumberParam => ({
  kind: 'number',
  integer: false,
  ...facts,
});
export const integer = (facts: Facts<number> & Range): NumberParam => ({
  kind: 'number',
  integer: true,
  ...facts,
});
export const optionalNumber = (
  facts: Omit<Facts<number | null>, 'default'> & Range & { readonly default?: number | null },
): OptionalNumberParam => ({ kind: 'optional-number', ...facts, default: facts.default ?? null });
export const choice = <const T extends string>(
  choices: readonly T[],
  facts: Facts<NoInfer<T>>,
): ChoiceParam<T> => ({
  kind: 'choice',
  choices,
  ...facts,
});
export const flag = (facts: Facts<boolean>): FlagParam => ({ kind: 'flag', ...facts });
export const periods = (facts: Omit<Facts<null>, 'default'>): PeriodsParam => ({
  kind: 'periods',
  default: null,
  ...facts,
});
export const integers = (facts: Omit<Facts<null>, 'default'>): IntegersParam => ({
  kind: 'integers',
  default: null,
  ...facts,
});
export const text = (facts: Facts<string>): TextParam => ({ kind: 'text', ...facts });
export const range = (
  facts: Omit<Facts<null>, 'default'> & Range & { readonly default?: readonly [number, number] },
): RangeParam => ({ kind: 'range', ...facts, default: facts.default ?? null });
export const names = (facts: Omit<Facts<null>, 'default'> & Pick<NamesParam, 'of'>): NamesParam => ({
  kind: 'names',
  default: null,
  ...facts,
});

/** The values that a result depends on: without those that only its figure shows. */
export const computedParams = (
  declared: Params,
  values: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(values).filter(([name]) => !declared[name]?.drawn));

/**
 * The only validator: defaults for what is absent, ParameterError with one sentence for an unknown name, a wrong type
 * or a value out of range. Accepts JSON values and the strings of a command line or a form.
 */
export function parseParams<P extends Params>(
  declared: P,
  given: Readonly<Record<string, unknown>> = {},
): Values<P> {
  const names = Object.keys(declared);
  for (const name of Object.keys(given)) {
    if (name in declared) continue;
    const ours = names.find((key) => declared[key]?.npyx === name);
    throw new ParameterError(
      ours
        ? `${name}: called ${ours} here`
        : `${name}: unknown; expected one of ${names.join(', ') || 'no parameters'}`,
    );
  }
  const values = names.map((name) => {
    const param = declared[name] as Param;
    const value = given[name];
    return [name, value === undefined || value === '' ? param.default : parseValue(name, param, value)];
  });
  return Object.fromEntries(values) as Values<P>;
}

function parseValue(name: string, param: Param, value: unknown): unknown {
  const wrong = (expected: string) =>
    new ParameterError(`${name}: got ${JSON.stringify(value)}, expected ${expected}`);
  switch (param.kind) {
    case 'choice':
      if (typeof value === 'string' && param.choices.includes(value)) return value;
      throw wrong(`one of ${param.choices.join(', ')}`);
    case 'flag':
      if (value === true || value === 'true') return true;
      if (value === false || value === 'false') return false;
      throw wrong('true or false');
    case 'text':
      if (typeof value === 'string') return value;
      throw wrong('text');
    case 'periods':
      return value === null || value === 'all' ? null : parsePeriods(value, wrong);
    case 'integers':
      return value === null ? null : parseIntegers(value, wrong);
    case 'range':
      return value === null || value === 'none' ? null : parseRange(name, param, value, wrong);
    case 'names':
      return value === null ? null : parseNames(value, wrong);
    case 'optional-number':
      return value === null || value === 'none' ? null : parseNumber(name, param, value, wrong);
    case 'number': {
      const parsed = parseNumber(name, param, value, wrong);
      if (param.integer && !Number.isInteger(parsed)) throw wrong('a whole number');
      return parsed;
    }
  }
}
