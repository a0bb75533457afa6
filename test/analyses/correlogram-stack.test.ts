import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import type { Correlograms } from '../../core/analyses/correlogram-params.ts';
import { pairMatrixPanel } from '../../core/analyses/pair-matrix.ts';
import type { Stack } from '../../core/analyses/stack-params.ts';
import { Engine } from '../../core/engine/engine.ts';
import { engineService } from '../../core/engine/engine-service.ts';
import { streamStack, tilesOfStack } from '../../core/engine/stream-stack.ts';
import { writeNpy } from '../../core/formats/npy-write.ts';
import { builtThread } from '../built-worker.ts';
import { assertNear, type Golden, goldens, numbersOf } from '../golden.ts';
import { ownRecording, recordingFixture } from '../synthetic.ts';

const long = { preset: 'glx-1.0', seconds: 600, raw: false, lf: false } as const;
const small = { preset: 'glx-1.0', seconds: 12, channels: 32, raw: false, lf: false } as const;
const engine = new Engine({ threads: 0 });
let workerFile: string;
before(async () => {
  workerFile = await builtThread('core/engine/worker.ts');
});
after(() => rmSync(path.dirname(workerFile), { recursive: true, force: true }));

async function stackOf(params: Readonly<Record<string, unknown>>, using = engine): Promise<Stack> {
  const dataset = await recordingFixture(long);
  const run = await using.run({ dataset, analysis: 'correlogram-stack', units: [], params, cache: 'off' });
  return run.result as Stack;
}

const paramsOf = ({ args }: Golden) => ({
  sources: (args['U_src'] as number[]).map(String),
  targets: (args['U_trg'] as number[]).map(String),
  binMs: args['cbin'],
  windowMs: args['cwin'],
  normalize: String(args['normalize']).toLowerCase(),
  binning: 'npyx',
  refractory: 'npyx',
});

/** npyx's centre bin of two units with common samples depends on how an unstable sort ordered them. */
const centreOf = (bins: number) => (i: number) => i % bins === (bins - 1) / 2;

for (const id of ['ccg_stack.all.Counts', 'ccg_stack.rect'])
  test(`${id}: npyx binning gives npyx's counts`, async () => {
    const golden = goldens('glx-1.0-long', 'ccg_stack').find((entry) => entry.id === id)!;
    const { values, shape } = await stackOf(paramsOf(golden));
    assert.deepEqual([...shape], golden.outputs![0]!.shape);
    assertNear(values!, golden, numbersOf(golden, 'stack'), centreOf(shape.at(-1)!));
  });

for (const { id, case: recording } of ['glx-1.0-long', 'glx-1.0'].flatMap((name) =>
  goldens(name, 'ccg_stack').filter(({ id }) => id === 'ccg_stack.pairs'),
))
  test(`${recording} ${id}: each source with its own target gives npyx's counts`, async () => {
    const golden = goldens(recording, 'ccg_stack').find((entry) => entry.id === id)!;
    const dataset = await recordingFixture(
      recording === 'glx-1.0' ? { preset: 'glx-1.0', raw: false, lf: false } : long,
    );
    const params = { ...paramsOf(golden), pairs: true };
    const run = await engine.run({ dataset, analysis: 'correlogram-stack', units: [], params, cache: 'off' });
    const { values, shape } = run.result as Stack;
    assert.deepEqual([...shape], [2, 401]);
    assert.deepEqual([...shape], golden.outputs![0]!.shape);
    assertNear(values!, golden, numbersOf(golden, 'stack'), centreOf(401));
  });

test('some sources with all targets are rows of the whole stack, on one thread and on two', async () => {
  const params = { binMs: 0.5, windowMs: 50 };
  const { ids } = await engine.units(await recordingFixture(long));
  const whole = await stackOf({ ...params, sources: ids });
  // Neither the first of the table nor in its order; few enough not to be counted with all pairs.
  const sources = [11, 3, 0, 7, 4, 9].map((place) => ids[place]!);
  const pool = new Engine({ threads: 2, workerFile });
  try {
    for (const using of [engine, pool]) {
      const some = await stackOf({ ...params, sources, targets: whole.targets }, using);
      assert.deepEqual([...some.shape], [6, whole.targets.length, 101]);
      const row = (values: ArrayLike<number>, at: number, size: number) =>
        Array.from({ length: size }, (_, i) => values[at * size + i]);
      sources.forEach((source, i) => {
        const at = whole.sources.indexOf(source);
        const size = 101 * whole.targets.length;
        assert.deepEqual(row(some.values!, i, size), row(whole.values!, at, size));
        const columns = whole.targets.length;
        assert.deepEqual(row(some.peakZ, i, columns), row(whole.peakZ, at, columns));
        assert.deepEqual(row(some.asymmetry, i, columns), row(whole.asymmetry, at, columns));
      });
    }
  } finally {
    await pool.close();
  }
});

test('pairs are rows of the whole stack, drawn as one image, a unit with itself left out of it', async () => {
  const params = { sources: ['0', '2', '2'], targets: ['1', '3', '2'], binMs: 0.5, windowMs: 50 };
  const all = await stackOf({ ...params, sources: ['0', '2'], targets: ['1', '2', '3'] });
  const run = await engine.run({
    ...{ dataset: await recordingFixture(long), analysis: 'correlogram-stack', units: [], cache: 'off' },
    params: { ...params, pairs: true },
  });
  const paired = run.result as Stack;
  const row = ({ values }: Stack, at: number) => [...values!.subarray(101 * at, 101 * (at + 1))];
  assert.deepEqual([row(paired, 0), row(paired, 1), row(paired, 2)], [row(all, 0), row(all, 5), row(all, 4)]);
  const table = run.analysis.toTable!(paired);
  assert.deepEqual([table['source'], table['target']], [params.sources, params.targets]);
  const { panels } = run.analysis.draw(paired, run.params);
  const [mark] = panels[0]!.marks;
  assert.ok(mark?.kind === 'image' && mark.values.slice(202).every(Number.isNaN) && mark.rows === 3);
});

test('asymmetry is spikes after less spikes before, in SD: a planted excitation has much, the pair turned round the opposite', async () => {
  const { asymmetry, values, shape } = await stackOf({ sources: ['0', '1', '14'], binMs: 0.5, windowMs: 10 });
  const size = shape[2]!;
  const sum = (from: number, to: number) =>
    Float64Array.from(values!.subarray(from, to)).reduce((total, count) => total + count, 0);
  const before = sum(size, size + (size - 1) / 2);
  const after = sum(size + (size + 1) / 2, 2 * size);
  assert.ok(Math.abs(asymmetry[1]! - (after - before) / Math.sqrt(after + before)) < 1e-4);
  assert.ok(asymmetry[1]! > 5, `${asymmetry[1]}`);
  assert.equal(asymmetry[3], -asymmetry[1]!);
  assert.ok(Number.isNaN(asymmetry[0]!));
  assert.ok(Math.abs(asymmetry[2]!) < 4);
});

test('units of one shank stand together, from the top down, with lines between shanks', () => {
  const panel = pairMatrixPanel({
    rows: ['a', 'b', 'c', 'd'],
    columns: ['a', 'b', 'c', 'd'],
    rowDepthUm: Float32Array.of(10, 40, 30, 20),
    columnDepthUm: Float32Array.of(10, 40, 30, 20),
    rowShank: Int32Array.of(1, 0, 1, 0),
    columnShank: Int32Array.of(1, 0, 1, 0),
    values: Float32Array.from({ length: 16 }, (_, i) => i),
    label: 'peak',
    unit: 'SD',
  });
  assert.deepEqual(panel.x.tickLabels, ['b', 'd', 'c', 'a']);
  assert.deepEqual(panel.y.tickLabels, ['a', 'c', 'd', 'b']);
  const [image, ...rules] = panel.marks;
  // The lowest row is unit a, from a to b, d, c and itself.
  assert.ok(image?.kind === 'image');
  assert.deepEqual([...image.values.subarray(0, 4)], [1, 3, 2, 0]);
  assert.deepEqual(
    rules.map((mark) => (mark.kind === 'rule' ? [mark.x, mark.y] : null)),
    [
      [undefined, 2],
      [2, undefined],
    ],
  );
  assert.match(panel.x.label, /by shank and depth/);
});

test('pairs without as many targets as sources are refused', async () => {
  await assert.rejects(
    stackOf({ sources: ['0', '2'], targets: ['1'], pairs: true }),
    /pairs: got 2 sources and 1 targets, expected as many of both/,
  );
  await assert.rejects(stackOf({ sources: ['0', '2'], pairs: true }), /pairs: got 2 sources and 0 targets/);
});

test('D72: Hertz below the diagonal is per spike of its own source, npyx has that of the mirrored pair', async () => {
  const golden = goldens('glx-1.0', 'ccg_stack').find(({ id }) => id === 'ccg_stack.all.Hertz')!;
  const dataset = await recordingFixture({ preset: 'glx-1.0', raw: false, lf: false });
  const run = await engine.run({
    dataset,
    analysis: 'correlogram-stack',
    units: [],
    params: paramsOf(golden),
    cache: 'off',
  });
  const { values, shape, sourceSpikes } = run.result as Stack;
  const [units, , bins] = shape as [number, number, number];
  const npyx = numbersOf(golden, 'stack');
  let below = 0;
  for (let i = 0; i < units; i++)
    for (let j = 0; j < units; j++)
      for (let bin = 0; bin < bins; bin++) {
        if (bin === (bins - 1) / 2) continue;
        const cell = (i * units + j) * bins + bin;
        // Counts of (j, i) per spike of j are what npyx returns for (i, j): ours times the ratio of both numbers of spikes.
        const wrong = i > j ? sourceSpikes[i]! / sourceSpikes[j]! : 1;
        assert.ok(Math.abs(values![cell]! * wrong - npyx[cell]!) <= 1e-5 * Math.abs(npyx[cell]!) + 1e-6);
        if (i > j && Math.abs(wrong - 1) > 0.1 && npyx[cell]! > 0) below++;
      }
  assert.ok(below > 100);
});

test('D73: bins that do not divide the window make a stack of 2·⌊window / 2·bin⌋ + 1 bins', async () => {
  const golden = goldens('glx-1.0', 'ccg_stack').find(({ id }) => id === 'ccg_stack.shape.0.6.50')!;
  assert.equal(golden.raises?.type, 'ValueError');
  const { shape } = await stackOf(paramsOf(golden));
  assert.deepEqual([...shape], [1, 1, 83]);
});

test('a stack is its correlograms, whichever way it is counted and however many threads there are', async () => {
  const units = ['0', '1', '2', '3', '16'];
  const dataset = await recordingFixture(long);
  const correlograms = (
    await engine.run({
      dataset,
      analysis: 'correlogram',
      units,
      params: { binMs: 0.25, normalize: 'counts' },
      cache: 'off',
    })
  ).result as Correlograms;
  const whole = await stackOf({ sources: units, binMs: 0.25 });
  assert.deepEqual(Float64Array.from(whole.values!), correlograms.values);

  const rows = await stackOf({ sources: ['3'], targets: units, binMs: 0.25 });
  const rowSize = whole.values!.length / units.length;
  assert.deepEqual([...rows.values!], [...whole.values!.subarray(3 * rowSize, 4 * rowSize)]);

  const threads = new Engine({ threads: 3, workerFile });
  try {
    const spread = await stackOf({ sources: units, binMs: 0.25 }, threads);
    assert.deepEqual([...spread.values!], [...whole.values!]);
    assert.deepEqual([...spread.peakZ], [...whole.peakZ]);
  } finally {
    await threads.close();
  }
});

for (const normalize of ['counts', 'hertz', 'pearson', 'zscore'])
  test(`a stack in ${normalize}, of all or of pairs, is the correlograms in ${normalize}`, async () => {
    const units = ['0', '2', '16'];
    const params = { binMs: 0.5, windowMs: 60, normalize };
    const run = await engine.run({
      ...{ dataset: await recordingFixture(long), analysis: 'correlogram', units, cache: 'off' },
      params,
    });
    const expected = Float32Array.from((run.result as Correlograms).values);
    const all = await stackOf({ ...params, sources: units });
    assert.deepEqual(Float32Array.from(all.values!), expected);
    const [sources, targets] = [
      ['2', '16'],
      ['0', '2'],
    ];
    const paired = await stackOf({ ...params, sources, targets, pairs: true });
    const row = (pair: number) => [...expected.subarray(121 * pair, 121 * (pair + 1))];
    assert.deepEqual(Array.from(paired.values!), [...row(3), ...row(7)]);
    // Counts are whole numbers, the rest is not.
    assert.equal(all.values instanceof Uint32Array, normalize === 'counts');
  });

test('a named stack is loaded again by the same call, and made anew when its units are others', async () => {
  const dataset = await ownRecording(small);
  try {
    const load = async (params: Readonly<Record<string, unknown>>) => {
      const run = await engine.run({
        dataset,
        analysis: 'correlogram-stack',
        units: [],
        params,
        cache: 'use',
      });
      // Results are written while the next is computed.
      await engine.cached(dataset);
      const { name, sources, values } = run.result as Stack;
      return { cached: run.cached, name, sources, values };
    };
    const first = await load({ name: 'first', sources: ['0', '1'] });
    assert.deepEqual([first.cached, first.name], [false, 'first']);
    const again = await load({ name: 'first', sources: ['0', '1'] });
    assert.deepEqual(again, { ...first, cached: true });
    // npyx does not look at the units of what it loads (D74).
    const others = await load({ name: 'first', sources: ['1', '2'] });
    assert.deepEqual([others.cached, others.sources], [false, ['1', '2']]);
    assert.notDeepEqual(others.values, first.values);
  } finally {
    await rm(dataset, { recursive: true });
  }
});

test('counts of (j, i) mirror those of (i, j), and the planted excitation is the largest peak', async () => {
  const { values, shape, peakZ, peakLagMs } = await stackOf({ sources: ['0', '1', '2', '3', '14', '16'] });
  const [units, , bins] = shape as [number, number, number];
  for (let i = 0; i < units; i++)
    for (let j = 0; j < units; j++)
      for (let bin = 0; bin < bins; bin++)
        assert.equal(values![(i * units + j) * bins + bin], values![(j * units + i) * bins + bins - 1 - bin]);
  assert.equal(peakZ.indexOf(Math.max(...peakZ.filter((z) => !Number.isNaN(z)))), 1);
  assert.ok(peakLagMs[1]! > 0.5 && peakLagMs[1]! < 4, `${peakLagMs[1]} ms`);
});

test('a stack that would not fit is refused with its size and the tiles to ask for', async () => {
  await assert.rejects(
    stackOf({ sources: ['0', '1', '2', '3'], binMs: 0.05, windowMs: 60_000, mostMb: 10 }),
    {
      name: 'ParameterError',
      message:
        /4 × 4 correlograms of 1200001 bins takes 77 MB, more than 10 MB; write it to a \.npy file alone \(Export, or --out stack\.npy\), .*in tiles of 1 sources/,
    },
  );
});

test('an unknown source is named; a silent one leaves the others as they are', async () => {
  await assert.rejects(stackOf({ sources: ['0', '9999'] }), { name: 'UnknownUnit' });
  const { values, sourceSpikes } = await stackOf({
    sources: ['0', '15', '16'],
    periodsS: [
      [0, 0.001],
      [200, 200.5],
    ],
  });
  assert.ok(values!.every((value) => Number.isFinite(value)));
  assert.ok(sourceSpikes.some((count) => count > 0));
});

test('a stack larger than memory may hold is written to a file tile by tile, and is the same array', async () => {
  const dataset = await recordingFixture(long);
  const folder = await mkdtemp(path.join(tmpdir(), 'stack-'));
  try {
    for (const normalize of ['counts', 'hertz']) {
      const params = { sources: ['0', '1', '2', '3', '16'], targets: ['1', '14', '16'], normalize };
      const whole = await stackOf(params);
      const request = { dataset, analysis: 'correlogram-stack', units: [], cache: 'off' } as const;
      assert.equal(tilesOfStack({ ...request, params }), null);
      const wide = { ...params, binMs: 0.1, windowMs: 6000, mostMb: 1.5 };
      // 3 targets × 60 001 bins × 4 bytes are 0.72 MB for each source.
      const cut = tilesOfStack({ ...request, params: wide })!;
      assert.deepEqual(cut.sources, [['0', '1'], ['2', '3'], ['16']]);
      const file = path.join(folder, `${normalize}.npy`);
      const { shape } = whole;
      const given = { ...cut, shape: shape as [number, number, number] };
      await streamStack(engine, { ...request, params }, given, file);
      const bytes = await readFile(file);
      assert.deepEqual(bytes, Buffer.from(writeNpy({ data: whole.values!, shape: [...shape] })));
    }
    // As a panel of VS Code has it written: the size is told before it begins.
    const params = { sources: ['0', '1', '2'], targets: ['1', '14'], binMs: 0.1, windowMs: 8000, mostMb: 1 };
    const told: string[] = [];
    const call = {
      signal: new AbortController().signal,
      progress: ({ message = '' }) => told.push(message),
    };
    const request = { dataset, analysis: 'correlogram-stack', units: [], params, format: 'npy' } as const;
    const file = path.join(folder, 'panel.npy');
    await engineService(engine).exportTo({ ...request, file }, call);
    const { values, shape } = await stackOf({ ...params, mostMb: 100 });
    assert.deepEqual(await readFile(file), Buffer.from(writeNpy({ data: values!, shape: [...shape] })));
    assert.equal(told[0], '3 × 2 correlograms of 80001 bins, 2 MB, in 3 tiles');
    assert.deepEqual((await readdir(folder)).sort(), ['counts.npy', 'hertz.npy', 'panel.npy']);
  } finally {
    await rm(folder, { recursive: true });
  }
});
