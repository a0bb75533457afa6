import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { parseEventsTable } from '../formats/events-table.ts';
import { parseNpy } from '../formats/npy.ts';
import { parseNpyHeader } from '../formats/npy-header.ts';
import { FormatError, ParameterError } from '../model/errors.ts';
import { type EventsUnit, type EventTimes, mostEventKinds } from '../model/events.ts';
import { readTextFolder, readTtlFolder } from './open-ephys-event-files.ts';
import { isAbsent, readSmallFile, readSmallText, toAccessError } from './read-file.ts';

/** Where events come from, and what had to be assumed. */
export interface ReadEvents {
  readonly kinds: readonly EventTimes[];
  /** The folder below `events` of an Open Ephys recording: their samples count on that stream's clock. */
  readonly openEphysFolder?: string;
  readonly remark?: string;
}

/**
 * The events of one source: a table (`.csv`, `.tsv`, `.txt`), a `.npy` of moments, the folder or a file of Open Ephys'
 * TTL or text events; or the moments themselves as text, `go = 1.5 2.25 9.1`. A name before an equals sign takes the
 * place of the file's. Paths are taken from the working folder or from `folder`; one that is in both must be given whole.
 *
 * In a `.npy` whole-number types are samples and floating-point types seconds, unless `unit` says otherwise.
 * Throws AccessError, FormatError and ParameterError.
 */
export async function readEvents(source: string, folder: string, unit: EventsUnit): Promise<ReadEvents> {
  const [, label, rest] = /^\s*(?:([^=/\\]*?)\s*=\s*)?(.*)$/s.exec(source) as unknown as string[];
  const named = (name: string) => label || name;
  const numbers = (rest ?? '').trim().split(/[\s;]+/);
  if (numbers.every((word) => word !== '' && Number.isFinite(Number(word))))
    return {
      kinds: [
        {
          name: named('events'),
          values: Float64Array.from(numbers, Number),
          unit: unit === 'auto' ? 's' : unit,
        },
      ],
    };

  const { file, isFolder } = await located(rest ?? '', folder);
  const name = path.basename(file).replace(/\.[^.]*$/, '');
  const events =
    isFolder || /^(?:states|channel_states|text)\.npy$/.test(path.basename(file))
      ? await openEphysEvents(isFolder ? file : path.dirname(file), path.basename(file) === 'text.npy')
      : /\.npy$/i.test(file)
        ? await arrayOfEvents(file, unit)
        : { kinds: parseEventsTable(await readSmallText(file), file, unit) };
  const kinds = events.kinds.map((kind) => ({
    ...kind,
    name: kind.name === '' ? named(name) : label ? `${label} ${kind.name}` : kind.name,
  }));
  return { ...events, kinds };
}

async function located(given: string, folder: string): Promise<{ file: string; isFolder: boolean }> {
  if (given === '') throw new ParameterError('events: got an empty name, expected a file');
  const places = [...new Set([path.resolve(given), path.resolve(folder, given)])];
  const found = await Promise.all(
    places.map(async (file) => {
      const facts = await stat(file).catch((error: unknown) => {
        if (isAbsent(error)) return undefined;
        throw toAccessError(file, error);
      });
      return facts ? [{ file, isFolder: facts.isDirectory() }] : [];
    }),
  );
  const [first, second] = found.flat();
  if (!first)
    throw new ParameterError(
      `events: found no ${places.join(' and no ')}, expected a .csv, .tsv or .npy file, or times such as 'go=1.5 2.25'`,
    );
  if (second)
    throw new ParameterError(
      `events: ${given} is both ${first.file} and ${second.file}; give the whole path`,
    );
  return first;
}

/** A `.npy` of moments. Those that npyx keeps of a sync line, `…_sync6on_samples.npy`, are named by their line. */
async function arrayOfEvents(file: string, unit: EventsUnit): Promise<ReadEvents> {
  const bytes = await readSmallFile(file);
  const { kind } = parseNpyHeader(bytes, file);
  const { data, shape } = parseNpy(bytes, file);
  const fail = (found: string, todo: string) =>
    new FormatError({ file, found, expected: 'the moments of events, one after another', todo });
  if (kind === 'b') throw fail('true and false', 'Save the times where it turns true.');
  if (data.length === 0) throw fail('no events', 'Save the times of the events.');
  if (shape.filter((length) => length > 1).length > 1)
    throw fail(`a shape of ${shape.join(' × ')}`, 'Save the column with the times.');
  const values = Float64Array.from(data);
  const wrong = values.findIndex((value) => !Number.isFinite(value));
  if (wrong !== -1) throw fail(`${values[wrong]} at position ${wrong}`, 'Save it without missing values.');
  const said = unit === 'auto' ? (kind === 'f' ? 's' : 'samples') : unit;
  const line = /_sync(\d+)(on|of)_samples\.npy$/.exec(path.basename(file));
  if (!line) return { kinds: [{ name: '', values, unit: said }] };
  return {
    kinds: [{ name: `line ${line[1]}${line[2] === 'of' ? ' off' : ''}`, values, unit: said }],
    remark: `${path.basename(file)}: edges as npyx keeps them, the last sample before the change`,
  };
}

/** TTL lines with their rising edges, or texts, of an event folder; samples of the acquisition clock. */
async function openEphysEvents(folder: string, isText: boolean): Promise<ReadEvents> {
  const names = await readdir(folder).catch((error: unknown) => {
    throw toAccessError(folder, error);
  });
  const kinds = new Map<string, number[]>();
  const add = (name: string, sample: number) => {
    if (!kinds.has(name)) kinds.set(name, []);
    kinds.get(name)?.push(sample);
  };
  if (isText || (names.includes('text.npy') && !names.some((name) => /states\.npy$/.test(name)))) {
    const { samples, texts } = await readTextFolder(folder);
    for (const [i, text] of texts.entries()) add(text, samples[i] as number);
  } else {
    const { samples, lines, isRising } = await readTtlFolder(folder);
    for (const [i, sample] of samples.entries()) if (isRising[i]) add(`line ${lines[i]}`, sample);
  }
  const fail = (found: string, expected: string) => new FormatError({ file: folder, found, expected });
  if (kinds.size === 0) throw fail('no events', 'one or more');
  if (kinds.size > mostEventKinds) throw fail(`${kinds.size} different texts`, `at most ${mostEventKinds}`);
  const sorted = [...kinds].sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }));
  return {
    kinds: sorted.map(([name, values]) => ({ name, values: Float64Array.from(values), unit: 'samples' })),
    openEphysFolder: path.basename(path.dirname(folder)),
  };
}
