// What no one expects of spikes or windows, in the library and in the command line: a sentence, or the right answer.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import type { Connections } from '../../core/analyses/connections-params.ts';
import type { Correlograms } from '../../core/analyses/correlogram-params.ts';
import type { Stack } from '../../core/analyses/stack-params.ts';
import { Engine } from '../../core/engine/engine.ts';
import { parseNpy } from '../../core/formats/npy.ts';
import { writeNpy } from '../../core/formats/npy-write.ts';
import { Random } from '../../core/synthetic/random.ts';
import { builtThread } from '../built-worker.ts';
import { scratchFolder, writeFiles } from '../io/scratch.ts';

const engine = new Engine({ threads: 0 });
let program: string;
before(async () => {
  program = await builtThread('core/cli/main.ts');
});
after(() => rmSync(path.dirname(program), { recursive: true, force: true }));

type Given = Readonly<Record<string, unknown>>;
type Spike = readonly [sample: number, unit: number];

/** A sorting alone, its spikes in the order of the list; unit 7 is in the table of labels and has none. */
function sorting(spikes: readonly Spike[]): string {
  const folder = scratchFolder();
  const column = (at: 0 | 1) =>
    writeNpy({ data: Int32Array.from(spikes, (spike) => spike[at]), shape: [spikes.length] });
  writeFiles(folder, {
    'spike_times.npy': column(0),
    'spike_clusters.npy': column(1),
    'cluster_group.tsv': 'cluster_id\tgroup\n0\tgood\n1\tgood\n2\tgood\n7\tgood\n',
    'params.py':
      "dat_path = 'gone.bin'\nn_channels_dat = 4\ndtype = 'int16'\noffset = 0\nsample_rate = 30000.\n",
  });
  return folder;
}

/** Three units in a second; every tenth sample is there twice, in unit 0 alone or in two units. */
function someSpikes(): Spike[] {
  const random = new Random(11, 'odd');
  return Array.from(
    { length: 400 },
    (): Spike => [Math.floor(30_000 * random.uniform()), Math.floor(3 * random.uniform())],
  )
    .flatMap(([sample, unit], i): Spike[] =>
      i % 10 === 0
        ? [
            [sample, unit],
            [sample, i % 20 === 0 ? unit : 0],
          ]
        : [[sample, unit]],
    )
    .sort((a, b) => a[0] - b[0]);
}

/** Counts of lags by definition: every spike of one unit with every other spike of the other. */
function byDefinition(spikes: readonly Spike[], from: number, to: number, binSamples: number, half: number) {
  const counts = Array<number>(2 * half + 1).fill(0);
  for (const [i, [start, one]] of spikes.entries())
    for (const [j, [end, other]] of spikes.entries()) {
      if (i === j || one !== from || other !== to) continue;
      const lag = Math.abs(end - start);
      const bin = Math.floor((lag + binSamples / 2) / binSamples);
      if (bin <= half) counts[half + Math.sign(end - start) * bin]!++;
    }
  return counts;
}

const run = (dataset: string, analysis: string, units: readonly string[], params: Given) =>
  engine.run({ dataset, analysis, units, params, cache: 'off' });

const words = (params: Given) =>
  Object.entries(params).flatMap(([name, value]) => [
    `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
    Array.isArray(value) ? value.join(',') : String(value),
  ]);

function command(
  given: readonly string[],
): Promise<{ status: number | null; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [program, ...given, '--threads', '0', '--no-cache'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (text) => {
      stdout += text;
    });
    child.stderr.on('data', (text) => {
      stderr += text;
    });
    child.on('close', (status) => resolve({ status, stdout, stderr }));
  });
}

/** The stack that the command line writes. */
async function written(dataset: string, params: Given): Promise<{ values: number[]; stderr: string }> {
  const file = path.join(scratchFolder(), 'stack.npy');
  const { status, stderr } = await command(['correlogram-stack', dataset, ...words(params), '--out', file]);
  assert.equal(status, 0, stderr);
  return { values: Array.from(parseNpy(readFileSync(file), file).data as Uint32Array), stderr };
}

const three = { sources: ['0', '1', '2'], normalize: 'counts' };

test('a window longer than the recording counts every pair of spikes, in library and command line', async () => {
  const spikes = someSpikes();
  const dataset = sorting(spikes);
  const params = { ...three, binMs: 10, windowMs: 5000, enforcedRpMs: -1 };
  const { result } = await run(dataset, 'correlogram-stack', [], params);
  const { values, shape } = result as Stack;
  assert.deepEqual(shape, [3, 3, 501]);
  const expected = [0, 1, 2].flatMap((from) =>
    [0, 1, 2].flatMap((to) => byDefinition(spikes, from, to, 300, 250)),
  );
  assert.equal(
    expected.reduce((sum, count) => sum + count, 0),
    spikes.length * (spikes.length - 1),
    'all of them are in the window',
  );
  assert.deepEqual([...values!], expected);
  assert.deepEqual((await written(dataset, params)).values, expected);
  const { sources: _, ...alone } = params;
  const one = (await run(dataset, 'correlogram', ['0', '1'], alone)).result;
  assert.deepEqual([...(one as Correlograms).values].slice(501, 1002), expected.slice(501, 1002));
});

test('spikes on one sample are counted as the definition says, or dropped where the dead time says so', async () => {
  const spikes = someSpikes();
  const dataset = sorting(spikes);
  const all = { ...three, binMs: 0.2, windowMs: 20, enforcedRpMs: -1 };
  const of = (kept: readonly Spike[]) =>
    [0, 1, 2].flatMap((from) => [0, 1, 2].flatMap((to) => byDefinition(kept, from, to, 6, 50)));
  const { result } = await run(dataset, 'correlogram-stack', [], all);
  assert.deepEqual([...(result as Stack).values!], of(spikes));
  assert.deepEqual((await written(dataset, all)).values, of(spikes));
  const once = spikes.filter(
    ([sample, unit], i) => !spikes.slice(0, i).some((other) => other[0] === sample && other[1] === unit),
  );
  assert.ok(once.length < spikes.length);
  const dropped = (await run(dataset, 'correlogram-stack', [], { ...all, enforcedRpMs: 0 })).result as Stack;
  assert.deepEqual([...dropped.values!], of(once));
  assert.deepEqual(
    dropped.sourceSpikes.reduce((sum, count) => sum + count, 0),
    once.length,
  );
});

test('times out of order are sorted with their units, and it is said once', async () => {
  const spikes = someSpikes();
  const random = new Random(3, 'order');
  const shuffled = spikes
    .map((spike) => ({ spike, key: random.uniform() }))
    .sort((a, b) => a.key - b.key)
    .map(({ spike }) => spike);
  const dataset = sorting(shuffled);
  const params = { ...three, binMs: 1, windowMs: 50, enforcedRpMs: -1 };
  const ordered = (await run(sorting(spikes), 'correlogram-stack', [], params)).result as Stack;
  const { result, warnings } = await run(dataset, 'correlogram-stack', [], params);
  assert.deepEqual((result as Stack).values, ordered.values);
  const told = /spike_times\.npy: found times out of order; they were sorted/;
  assert.equal(warnings.filter((text) => told.test(text)).length, 1, warnings.join('\n'));
  const { values, stderr } = await written(dataset, params);
  assert.deepEqual(values, [...ordered.values!]);
  assert.match(stderr, told);
});

test('a unit without spikes is zeros and says so; the others are what they are without it', async () => {
  const spikes = someSpikes().map(([sample, unit]): Spike => [sample + (unit === 2 ? 30_000 : 0), unit]);
  spikes.sort((a, b) => a[0] - b[0]);
  const dataset = sorting(spikes);
  const params = { binMs: 1, windowMs: 50, normalize: 'hertz', periodsS: [[0, 1]] };
  const with2 = await run(dataset, 'correlogram-stack', [], { ...params, sources: ['0', '1', '2'] });
  const { values } = with2.result as Stack;
  const alone = (await run(dataset, 'correlogram-stack', [], { ...params, sources: ['0', '1'] }))
    .result as Stack;
  const bins = 51;
  const row = (stack: Float32Array | Uint32Array, pair: number) => [
    ...stack.subarray(bins * pair, bins * (pair + 1)),
  ];
  for (const [pair, other] of [
    [0, 0],
    [1, 1],
    [3, 2],
    [4, 3],
  ] as const)
    assert.deepEqual(row(values!, pair), row(alone.values!, other));
  for (const pair of [2, 5, 6, 7, 8]) assert.ok(row(values!, pair).every((value) => value === 0));
  assert.ok(with2.warnings.some((text) => /no spikes of unit 2 in the periods/.test(text)));
  const { result } = await run(dataset, 'connections', ['0', '1', '2'], { periodsS: [[0, 1]] });
  assert.ok(
    (result as Connections).connections.every(({ source, target }) => source !== '2' && target !== '2'),
  );
  // In the table of labels, but without a spike anywhere.
  await assert.rejects(run(dataset, 'correlogram-stack', [], { sources: ['0', '7'] }), {
    name: 'UnknownUnit',
  });
  const { status, stderr } = await command(['correlogram-stack', dataset, '--sources', '0,7']);
  assert.equal(status, 2);
  assert.match(stderr, /7/);
});

test('a bin below one sample, and one longer than the window, are refused with a sentence everywhere', async () => {
  const dataset = sorting(someSpikes());
  const small = /binMs: 0\.02 ms is below one sample, 0\.0333 ms at 30000 Hz/;
  const long = /windowMs: 2 ms is shorter than a bin of 5 ms/;
  const units = ['0', '1'];
  const analyses = ['correlogram', 'correlogram-stack', 'connections', 'correlogram-3d'];
  for (const analysis of [...analyses, 'synchrony'])
    await assert.rejects(run(dataset, analysis, units, { binMs: 0.02 }), {
      name: 'ParameterError',
      message: small,
    });
  for (const analysis of analyses)
    await assert.rejects(run(dataset, analysis, units, { binMs: 5, windowMs: 2 }), {
      name: 'ParameterError',
      message: long,
    });
  for (const [analysis, params, sentence] of [
    ['correlogram-stack', { binMs: 0.02 }, small],
    ['connections', { binMs: 0.02 }, small],
    ['correlogram-stack', { binMs: 5, windowMs: 2 }, long],
  ] as const) {
    const { status, stdout, stderr } = await command([analysis, dataset, ...words({ units, ...params })]);
    assert.deepEqual([status, stdout], [2, ''], analysis);
    assert.match(stderr, sentence);
  }
});
