import type { Manifest } from './analysis.ts';
import { camelCase, kebab } from './kebab.ts';
import { npyxCall } from './npyx-call.ts';
import { changedParams, paramWords } from './param-words.ts';
import { parseParams } from './params.ts';
import { type RecordingPlaces, spikeInterfaceCall } from './spikeinterface-call.ts';
import { changedStyle, type GivenStyle, styleParams } from './style-params.ts';

/** What was run, and how its figure was to look: enough to do it again. */
export interface Told {
  readonly analysis: Pick<Manifest, 'id' | 'params' | 'npyx' | 'needs' | 'target'>;
  /** The folder; empty when none was needed. */
  readonly dataset: string;
  readonly units: readonly string[];
  readonly params: Readonly<Record<string, unknown>>;
  readonly stream?: string | null;
  readonly style?: GivenStyle;
}

/** The command line that makes the figure again, for a POSIX shell; parameters at their defaults are left out. */
export function commandLine(told: Told, out?: string): string {
  const { analysis, dataset, units, stream } = told;
  const words = ['neuropyxels', analysis.id];
  if (dataset !== '') words.push(dataset);
  if (units.length > 0) words.push('--units', units.join(','));
  if (stream) words.push('--stream', stream);
  const add = (name: string, param: Parameters<typeof paramWords>[0], value: unknown) => {
    const lines = paramWords(param, value).split('\n');
    // Null is the absence of a number; a flag that is off says so.
    if (value === null) words.push(name, 'none');
    else for (const line of lines) words.push(name, line);
  };
  for (const [name, param, value] of changedParams(analysis.params, valuesOf(told)))
    add(`--${kebab(name)}`, param, value);
  for (const [name, value] of Object.entries(changedStyle(told.style)))
    add(`--style-${kebab(name)}`, styleParams[name as keyof typeof styleParams], value);
  if (out !== undefined) words.push('--out', out);
  return words.map(quoted).join(' ');
}

/** A script for Node with our library that makes the figure again and says what its numbers are. */
export function script(told: Told, out = `${told.analysis.id}.svg`): string {
  const { analysis, dataset, units, stream } = told;
  const params = Object.fromEntries(
    changedParams(analysis.params, valuesOf(told)).map(([name, , value]) => [name, value]),
  );
  const style = changedStyle(told.style);
  const isAboutUnits = analysis.target !== 'recording';
  const options = {
    ...(stream ? { stream } : {}),
    ...(units.length > 0 && !isAboutUnits ? { units } : {}),
  };
  const given = [...(isAboutUnits ? [units] : []), params, options].map(literal);
  // Empty ones at the end are left out.
  while (given.at(-1) === '{}') given.pop();
  const method = analysis.id === 'units' ? 'get_units' : camelCase(analysis.id);
  const look = Object.keys(style).length > 0 ? `, { style: ${literal(style)} }` : '';
  return `import { open } from 'neuropyxels';

const recording = await open(${literal(dataset)});
const outcome = await recording.${method}(${given.join(', ')});
console.log(outcome.result);
await outcome.save(${literal(out)}${look});
await recording.close();
`;
}

/** The call of npyx that gives the same numbers, where there is one; null where there is none. */
export function python(told: Told): string | null {
  const { analysis, dataset, units } = told;
  return npyxCall(analysis, dataset, units, valuesOf(told));
}

/** The same with SpikeInterface; null where it has no equivalent. */
export function spikeInterface(
  told: Told,
  places: Omit<RecordingPlaces, 'dataset' | 'stream'>,
): string | null {
  const { analysis, dataset, units, stream = null } = told;
  return spikeInterfaceCall(analysis.id, { ...places, dataset, stream }, units, valuesOf(told));
}

const valuesOf = ({ analysis, params }: Told) =>
  parseParams(analysis.params, params) as Record<string, unknown>;
/** As a POSIX shell reads it back as one word. */
const quoted = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;

/** A JavaScript literal in our style: names bare, texts in single quotes. */
function literal(value: unknown): string {
  if (typeof value === 'string')
    return `'${JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (value && typeof value === 'object') {
    const entries = Object.entries(value).map(([name, item]) => `${name}: ${literal(item)}`);
    return entries.length > 0 ? `{ ${entries.join(', ')} }` : '{}';
  }
  return JSON.stringify(value) ?? 'undefined';
}
