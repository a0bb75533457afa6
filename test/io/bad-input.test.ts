// Every file of a recording, damaged in every way: whatever is asked for either works or says why in one sentence, what
// does not need the file works as before, and a command fails with the sentence that opening the recording told.
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { Engine } from '../../core/engine/engine.ts';
import { writeNpy } from '../../core/formats/npy-write.ts';
import { isInputError } from '../../core/model/errors.ts';
import { seeded } from '../language-server/seeded.ts';
import { recordingFixture } from '../synthetic.ts';
import { scratchFolder } from './scratch.ts';

const tiny = { seconds: 3, channels: 24, units: 6 } as const;
const commands = [
  'metadata',
  'units',
  'spike-train',
  'templates',
  'peak-channel',
  'waveforms',
  'correlogram',
] as const;
type Command = (typeof commands)[number];
type Damage = 'empty' | 'cut' | 'random' | 'missing' | 'text' | 'shape' | 'short' | 'nan' | 'objects';

const npy = (shape: number[], values = new Float32Array(shape.reduce((a, b) => a * b, 1))) =>
  writeNpy({ data: values, shape });
/** A `.npy` file with a type that writeNpy does not write. */
function foreign(descr: string): Uint8Array {
  const text = new TextDecoder('latin1').decode(npy([4]));
  return Uint8Array.from(text.replace("'<f4'", `'${descr}'`), (letter) => letter.charCodeAt(0));
}

function damaged(file: string): [Damage, Uint8Array | null][] {
  const whole = readFileSync(file);
  const random = seeded(7);
  const any: [Damage, Uint8Array | null][] = [
    ['empty', new Uint8Array()],
    ['cut', whole.subarray(0, Math.floor(whole.length * 0.47) - 1)],
    ['random', Uint8Array.from({ length: Math.min(whole.length, 4999) }, () => 256 * random())],
    ['missing', null],
  ];
  if (!file.endsWith('.npy')) return any;
  return [
    ...any,
    ['text', foreign('<U1')],
    ['objects', foreign('|O')],
    ['shape', npy([2, 3, 4, 5])],
    ['short', npy([7])],
    ['nan', npy([4], new Float32Array(4).fill(Number.NaN))],
  ];
}

const spikeCommands = commands.filter((command) => command !== 'metadata');

/** The commands that cannot work without a file; all others must. */
function needing(file: string, damage: Damage): readonly Command[] {
  const name = path.basename(file);
  const isGone = damage === 'missing';
  if (name === 'spike_times.npy') return spikeCommands;
  // spike_templates.npy stands in for one that is not there.
  if (name === 'spike_clusters.npy') return isGone ? [] : spikeCommands;
  if (name === 'templates.npy') return ['templates', 'peak-channel'];
  if (name === 'channel_map.npy') return isGone ? [] : ['templates', 'peak-channel'];
  if (name === 'spike_templates.npy') return isGone ? [] : ['templates'];
  // A header that was cut still says how to read the raw file, and a raw file of noise is a raw file.
  if (name.endsWith('.ap.meta')) return damage === 'cut' ? [] : ['waveforms'];
  if (/\.ap\.bin$|ProbeA-AP.continuous\.dat$/.test(file))
    return damage === 'empty' || isGone ? ['waveforms'] : [];
  return [];
}

/** A folder with the recording's files as links, but one of them damaged. */
function withDamage(base: string, names: readonly string[], name: string, bytes: Uint8Array | null): string {
  const folder = scratchFolder();
  for (const each of names) {
    const file = path.join(folder, each);
    mkdirSync(path.dirname(file), { recursive: true });
    if (each !== name) symlinkSync(path.join(base, each), file);
    else if (bytes) writeFileSync(file, bytes);
  }
  return folder;
}

const filesOf = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath ?? entry.path, entry.name)))
    .filter((name) => !/ground_truth|npyxMemory|pc_feature|similar_templates/.test(name));

/** File, what was found, what was expected, what to do; one line without control characters. */
const sentence =
  /^[^\p{Cc}]+: (?:found [^\p{Cc}]+, expected [^\p{Cc}]+\.|no [^\p{Cc}]+\. [^\p{Cc}]+\.)[^\p{Cc}]*$/u;

async function sweep(
  base: string,
  door: (folder: string) => string,
  isSwept = (_name: string) => true,
): Promise<void> {
  const names = filesOf(base);
  for (const name of names.filter(isSwept))
    for (const [damage, bytes] of damaged(path.join(base, name))) {
      const folder = withDamage(base, names, name, bytes);
      const engine = new Engine({ threads: 0 });
      try {
        await checkCommands(engine, door(folder), name, damage);
      } finally {
        await engine.close();
        rmSync(folder, { recursive: true, force: true });
      }
    }
}

async function checkCommands(engine: Engine, dataset: string, name: string, damage: Damage): Promise<void> {
  const where = `${name} ${damage}`;
  const { parts, warnings } = await engine.open(dataset);
  for (const { message } of parts) if (message) assert.match(message, sentence, where);
  const failing: Command[] = [];
  for (const analysis of commands) {
    const units = analysis === 'metadata' || analysis === 'units' ? [] : ['1'];
    const params = analysis === 'waveforms' ? { count: '5' } : {};
    try {
      const run = await engine.run({ dataset, analysis, units, params, cache: 'off' });
      JSON.stringify(run.analysis.toJson(run.result, run.params));
      run.analysis.draw(run.result, run.params);
      if (analysis !== 'metadata') continue;
      const told = [...parts.flatMap(({ message }) => message ?? []), ...warnings];
      assert.deepEqual(run.warnings, told, where);
    } catch (error) {
      assert.ok(isInputError(error), `${where}: ${error instanceof Error ? error.stack : error}`);
      assert.match(error.message, sentence, where);
      failing.push(analysis);
      const broken = parts.filter(({ state }) => state !== 'present');
      assert.ok(broken.length > 0 || damage === 'nan', `${where}: ${error.message}`);
      // Values are read when they are needed; files, types, shapes and lengths when the recording is opened.
      const isTold = broken.some(
        ({ state, message }) => state === 'missing' || error.message.includes(message!),
      );
      assert.ok(
        isTold || /no stream of/.test(error.message) || damage === 'nan',
        `${where}: ${error.message}`,
      );
    }
  }
  assert.deepEqual(failing, needing(name, damage), where);
}

test('each file of a SpikeGLX recording may be damaged in each way', async () => {
  await sweep(await recordingFixture({ preset: 'glx-1.0', ...tiny }), (folder) => folder);
});

test('each file of an Open Ephys recording may be damaged in each way', async () => {
  const recording = path.join('Record Node 101', 'experiment1', 'recording1');
  // The sorting's files are those of the other test.
  await sweep(
    await recordingFixture({ preset: 'oe', ...tiny }),
    (folder) => path.join(folder, recording),
    (name) => path.dirname(name) !== recording || name.endsWith('structure.oebin'),
  );
});
