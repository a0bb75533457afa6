import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import type { Correlograms } from '../../core/analyses/correlogram-params.ts';
import type { Stack } from '../../core/analyses/stack-params.ts';
import { Engine } from '../../core/engine/engine.ts';
import { streamStack, tilesOfStack } from '../../core/engine/stream-stack.ts';
import { writeNpy } from '../../core/formats/npy-write.ts';
import { builtThread } from '../built-worker.ts';
import { assertNear, type Golden, goldens, numbersOf } from '../golden.ts';
import { recordingFixture } from '../synthetic.ts';

const long = { preset: 'glx-1.0', seconds: 600, raw: false, lf: false } as const;
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
    assertNear(values!, golden, numbersOf(golden, 'stack'), centreOf(shape[2]));
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
  const [units, , bins] = shape;
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

test('counts of (j, i) mirror those of (i, j), and the planted excitation is the largest peak', async () => {
  const { values, shape, peakZ, peakLagMs } = await stackOf({ sources: ['0', '1', '2', '3', '14', '16'] });
  const [units, , bins] = shape;
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
        /4 × 4 correlograms of 1200001 bins takes 77 MB, more than 10 MB; write it to a file by --out stack.npy alone.*in tiles of 1 sources/,
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
      const given = { ...cut, shape };
      await streamStack(engine, { ...request, params }, given, file);
      const bytes = await readFile(file);
      assert.deepEqual(bytes, Buffer.from(writeNpy({ data: whole.values!, shape: [...shape] })));
    }
    assert.deepEqual((await readdir(folder)).sort(), ['counts.npy', 'hertz.npy']);
  } finally {
    await rm(folder, { recursive: true });
  }
});
