import type { AnyAnalysis, Manifest } from '../analyses/analysis.ts';
import { catalogue } from '../analyses/catalogue.ts';
import { doctorManifest } from '../analyses/doctor.ts';
import type { AnyJob } from '../analyses/job.ts';
import { jobs } from '../analyses/jobs/jobs.ts';
import { merge } from '../analyses/jobs/merge.ts';
import { kebab } from '../analyses/kebab.ts';
import { selfTestManifest } from '../analyses/self-test.ts';
import { styleParams } from '../analyses/style-params.ts';
import { ParameterError } from '../model/errors.ts';

/** What a command line asks for. */
export type CommandLine =
  | { readonly kind: 'version' }
  | { readonly kind: 'help'; readonly command?: Manifest }
  | RunLine
  | JobLine
  | MergeLine
  | SelfTestLine
  | DoctorLine;

export interface RunLine {
  readonly kind: 'run';
  readonly analysis: AnyAnalysis;
  readonly dataset: string;
  /** As typed: ids, a label, or `all`; undefined when not given. */
  readonly units: string | undefined;
  readonly params: Readonly<Record<string, string>>;
  /** How figures are to look, as typed. */
  readonly style: Readonly<Record<string, string>>;
  readonly json: boolean;
  readonly out: readonly string[];
  readonly cache: 'use' | 'refresh' | 'off';
  readonly cacheDir: string | undefined;
  readonly threads: number | undefined;
  readonly stream: string | undefined;
}

export interface JobLine {
  readonly kind: 'job';
  readonly job: AnyJob;
  readonly dataset: string;
  readonly params: Readonly<Record<string, string>>;
  readonly json: boolean;
  /** Do not ask before writing. */
  readonly yes: boolean;
  readonly threads: number | undefined;
  readonly stream: string | undefined;
}

export interface MergeLine {
  readonly kind: 'merge';
  readonly datasets: readonly string[];
  readonly params: Readonly<Record<string, string>>;
  readonly json: boolean;
  readonly threads: number | undefined;
}

export interface SelfTestLine {
  readonly kind: 'self-test';
  readonly dataset: string;
  readonly json: boolean;
  readonly threads: number | undefined;
}

export interface DoctorLine {
  readonly kind: 'doctor';
  readonly dataset: string;
  readonly json: boolean;
}

const switches = ['json', 'no-cache', 'again', 'yes', 'help', 'version'];
/** All that can be asked for, in the order of the help. */
export const commands: readonly Manifest[] = [...catalogue, ...jobs, merge, selfTestManifest, doctorManifest];

/** Parameters that may stand alone: `--median-reference`. */
const flags = new Set(
  commands.flatMap(({ params }) =>
    Object.keys(params)
      .filter((name) => params[name]?.kind === 'flag')
      .map(kebab),
  ),
);
const options = ['units', 'out', 'cache-dir', 'threads', 'stream'];

/**
 * Understands `<command> <dataset> [options]`, and several datasets where they are merged; options may stand anywhere, `--name value` or `--name=value`. Parameters
 * are taken as text, for `parseParams` to judge. Throws ParameterError for what is not understood.
 */
export function parseCommandLine(words: readonly string[]): CommandLine {
  const { places, values, set, withoutValue } = split(words);
  if (set.has('version')) return { kind: 'version' };
  const command = places[0];
  if (command === undefined || command === 'help')
    return { kind: 'help', ...(places[1] ? { command: commandOf(places[1]) } : {}) };
  const found = commandOf(command);
  if (set.has('help')) return { kind: 'help', command: found };
  const paramOf = (name: string) =>
    Object.keys(found.params).find((key) => kebab(key) === name || key === name);
  // A misspelt option may have taken the dataset for its value, and is what has to be told.
  for (const name of [...values.keys(), ...withoutValue])
    if (!options.includes(name) && !name.startsWith(stylePrefix) && !paramOf(name))
      throw new ParameterError(unknownOption(found, name));
  if (withoutValue[0] !== undefined) throw new ParameterError(`--${withoutValue[0]}: no value given`);
  // What needs nothing of a recording runs without one.
  const dataset = places[1] ?? (found.needs.length === 0 ? '' : undefined);
  if (dataset === undefined)
    throw new ParameterError(`${command}: no dataset given, expected a recording folder or a file in it`);
  if (places.length > 2 && found !== merge)
    throw new ParameterError(`${command}: '${places[2]}' is one argument too many`);
  if (set.has('no-cache') && set.has('again'))
    throw new ParameterError('--no-cache and --again: expected one of them, not both');

  const params: Record<string, string> = {};
  const style: Record<string, string> = {};
  for (const [name, given] of values) {
    if (options.includes(name)) continue;
    if (name.startsWith(stylePrefix)) {
      style[styleName(name, isJob(found) || found === selfTestManifest ? found.id : null)] = given.join('\n');
      continue;
    }
    const param = paramOf(name) as string;
    // Names may be given one by one: `--events a.csv --events b.csv`.
    params[param] =
      found.params[param]?.kind === 'names' && given.length > 1 ? given.join('\n') : (given.at(-1) as string);
  }
  const last = (name: string) => values.get(name)?.at(-1);
  const shared = {
    dataset,
    params,
    json: set.has('json'),
    threads: wholeNumber('--threads', last('threads')),
    stream: last('stream'),
  };
  if (found === doctorManifest) return { kind: 'doctor', dataset: shared.dataset, json: shared.json };
  if (found === selfTestManifest) {
    const { dataset: place, json, threads } = shared;
    return { kind: 'self-test', dataset: place, json, threads };
  }
  if (found === merge)
    return { kind: 'merge', datasets: places.slice(1), params, json: shared.json, threads: shared.threads };
  if (isJob(found)) return { kind: 'job', job: found, yes: set.has('yes'), ...shared };
  return {
    kind: 'run',
    analysis: found as AnyAnalysis,
    units: last('units'),
    out: values.get('out') ?? [],
    cache: set.has('no-cache') ? 'off' : set.has('again') ? 'refresh' : 'use',
    cacheDir: last('cache-dir'),
    style,
    ...shared,
  };
}

const stylePrefix = 'style-';

/** The setting that `--style-…` names. Throws ParameterError for an unknown one, and where there is no figure. */
function styleName(option: string, figureless: string | null): string {
  if (figureless) throw new ParameterError(`--${option}: ${figureless} draws no figure`);
  const name = option.slice(stylePrefix.length);
  const found = Object.keys(styleParams).find((key) => kebab(key) === name || key === name);
  if (found) return found;
  const known = Object.keys(styleParams).map((key) => `--${stylePrefix}${kebab(key)}`);
  throw new ParameterError(`--${option}: unknown; expected one of ${known.join(', ')}`);
}

const isJob = (command: Manifest): command is AnyJob => jobs.includes(command as AnyJob);

/** Throws ParameterError with the commands there are. */
function commandOf(id: string): Manifest {
  const found = commands.find((command) => command.id === id);
  if (found) return found;
  const ids = commands.map((command) => command.id).join(', ');
  throw new ParameterError(`command: got ${JSON.stringify(id)}, expected one of ${ids}`);
}

function split(words: readonly string[]) {
  const places: string[] = [];
  const values = new Map<string, string[]>();
  const set = new Set<string>();
  const withoutValue: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string;
    if (word === '-h') set.add('help');
    else if (!word.startsWith('--')) places.push(word);
    else {
      const [name, inline] = nameAndValue(word);
      if (switches.includes(name)) {
        if (inline !== undefined) throw new ParameterError(`--${name}: takes no value`);
        set.add(name);
        continue;
      }
      const next = words[i + 1];
      const alone = flags.has(name) && next !== 'true' && next !== 'false';
      const value = inline ?? (alone ? 'true' : next);
      if (value === undefined || (inline === undefined && value.startsWith('--'))) {
        withoutValue.push(name);
        continue;
      }
      if (inline === undefined && !alone) i++;
      values.set(name, [...(values.get(name) ?? []), value]);
    }
  }
  return { places, values, set, withoutValue };
}

function nameAndValue(word: string): [name: string, value: string | undefined] {
  const equals = word.indexOf('=');
  return equals === -1 ? [word.slice(2), undefined] : [word.slice(2, equals), word.slice(equals + 1)];
}

function unknownOption({ id, params }: Manifest, name: string): string {
  const ours = Object.keys(params).find(
    (key) => params[key]?.npyx === name || kebab(params[key]?.npyx ?? '') === name,
  );
  if (ours) return `--${name}: called --${kebab(ours)} here`;
  const known = [...Object.keys(params).map(kebab), ...options, ...switches].map((key) => `--${key}`);
  return `--${name}: unknown to ${id}; expected one of ${known.join(', ')}`;
}

function wholeNumber(name: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const parsed = Number(value);
  if (value.trim() === '' || !Number.isInteger(parsed) || parsed < 0)
    throw new ParameterError(`${name}: got ${JSON.stringify(value)}, expected a whole number`);
  return parsed;
}
