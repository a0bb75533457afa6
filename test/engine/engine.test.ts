import assert from 'node:assert/strict';
import { copyFileSync, cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { Worker } from 'node:worker_threads';
import type { Correlograms } from '../../core/analyses/correlogram-params.ts';
import { packCorrelograms } from '../../core/analyses/correlogram-wire.ts';
import type { Stack } from '../../core/analyses/stack-params.ts';
import { Engine } from '../../core/engine/engine.ts';
import type { EngineApi } from '../../core/engine/engine-api.ts';
import { engineService } from '../../core/engine/engine-service.ts';
import { exportRun } from '../../core/engine/export-run.ts';
import type { Run } from '../../core/engine/run-analysis.ts';
import { parseNpy } from '../../core/formats/npy.ts';
import { connect } from '../../core/rpc/rpc.ts';
import { threadPort } from '../../core/rpc/thread-port.ts';
import { builtThread } from '../built-worker.ts';
import { ownRecording } from '../synthetic.ts';

let folder: string;
before(async () => {
  folder = await ownRecording();
});
after(() => rmSync(folder, { recursive: true, force: true }));

const engine = new Engine({ threads: 0 });
const run = (params: Record<string, unknown> = {}, more = {}): Promise<Run> =>
  engine.run({ dataset: folder, analysis: 'correlogram', units: ['0', '1'], params, ...more });

test('opening reads headers and not the raw file', async () => {
  const file = readdirSync(folder).find((name) => name.endsWith('.ap.bin'))!;
  const before = readFileSync(path.join(folder, file)).length;
  const summary = await engine.open(folder);
  const ap = summary.streams.find(({ id }) => id === summary.mainStream)!;
  assert.equal(ap.band, 'ap');
  assert.equal(ap.sampleCount! * 33 * 2, before);
  assert.deepEqual(ap.uvPerBit, [2.34375]);
  assert.equal(summary.sorting!.sampleRateHz, 30000);
  assert.ok(summary.watch.some((name) => name.endsWith('spike_clusters.npy')));
});

test('the second run comes from the cache and is the same, warnings included', async () => {
  const first = await run({ binMs: 0.25 });
  const second = await run({ binMs: 0.25 });
  assert.deepEqual([first.cached, second.cached], [false, true]);
  assert.deepEqual(second.result, first.result);
  assert.deepEqual(second.warnings, first.warnings);
  assert.equal(first.warnings.length, 1);
  assert.ok(existsSync(path.join(folder, 'npyxMemory', 'correlogram')));
});

test('refresh computes again, off neither reads nor writes', async () => {
  assert.equal((await run({ binMs: 0.25 }, { cache: 'refresh' })).cached, false);
  const kept = await engine.cached(folder);
  assert.equal((await run({ binMs: 0.3 }, { cache: 'off' })).cached, false);
  assert.equal((await engine.cached(folder)).length, kept.length);
  const [newest] = kept;
  assert.deepEqual(
    [newest!.analysis, newest!.units, newest!.params['binMs']],
    ['correlogram', ['0', '1'], 0.25],
  );
  assert.ok(newest!.bytes > 3000);
});

test('results that are cleared are computed again', async () => {
  await run({ binMs: 0.7 });
  assert.ok((await engine.clearCache(folder, { analysis: 'correlogram' })) > 0);
  assert.deepEqual(await engine.cached(folder), []);
  assert.equal((await run({ binMs: 0.7 })).cached, false);
});

test('a moved folder keeps its cache', async () => {
  await run({ binMs: 0.9 });
  await engine.cached(folder);
  const moved = `${folder}-moved`;
  cpSync(folder, moved, { recursive: true, preserveTimestamps: true });
  try {
    assert.equal((await run({ binMs: 0.9 }, { dataset: moved })).cached, true);
  } finally {
    rmSync(moved, { recursive: true, force: true });
  }
});

test('another value of a parameter, or another unit, is another result', async () => {
  await run({ binMs: 1 });
  assert.equal((await run({ binMs: 1 })).cached, true);
  assert.equal((await run({ binMs: 2 })).cached, false);
  assert.equal((await run({ binMs: 1 }, { units: ['1', '0'] })).cached, false);
});

test('a parameter that only draws is served by the kept result, and drawn as asked for', async () => {
  await run({ binMs: 3, style: 'bars' });
  const line = await run({ binMs: 3, style: 'line' });
  assert.equal(line.cached, true);
  assert.equal(line.params['style'], 'line');
  const { panels } = line.analysis.draw(line.result, line.params);
  assert.ok(panels[0]!.marks.some(({ kind }) => kind === 'line'));
});

test('after a curation the cache serves the units that stayed and never those that changed', async () => {
  await run({ binMs: 5 }, { units: ['0'] });
  await run({ binMs: 5 }, { units: ['2'] });
  const file = path.join(folder, 'spike_clusters.npy');
  const bytes = readFileSync(file);
  const { data } = parseNpy(new Uint8Array(bytes), file);
  // One spike of unit 2 is moved to unit 0 by changing the file as phy would.
  const at = data.indexOf(2);
  const width = Math.floor(bytes.length / data.length);
  bytes[bytes.length - (data.length - at) * width] = 0;
  copyFileSync(file, `${file}.before`);
  writeFileSync(file, bytes);
  try {
    await engine.changed(folder);
    assert.equal((await run({ binMs: 5 }, { units: ['1'] })).cached, false);
    assert.equal((await run({ binMs: 5 }, { units: ['0'] })).cached, false);
    assert.equal((await run({ binMs: 1 }, { units: ['1', '0'] })).cached, false);
    assert.equal((await run({ binMs: 5 }, { units: ['1'] })).cached, true);
  } finally {
    copyFileSync(`${file}.before`, file);
    rmSync(`${file}.before`);
    await engine.changed(folder);
  }
  assert.equal((await run({ binMs: 5 }, { units: ['0'] })).cached, true);
});

test('a page gets correlograms as numbers, and of a stack all but the correlograms themselves', async () => {
  const service = engineService(engine);
  const call = { signal: new AbortController().signal, progress: () => undefined };
  const request = { dataset: folder, analysis: '', units: ['0', '1', '2'], params: { binMs: 1 } };
  const { result } = await service.correlograms(request, call);
  const whole = await run({ binMs: 1 }, { units: request.units });
  assert.deepEqual(result, packCorrelograms(whole.result as Correlograms));
  const stack = await service.stack(request, call);
  const own = await run({ binMs: 1 }, { units: request.units, analysis: 'correlogram-stack' });
  assert.deepEqual(stack.result, { ...(own.result as Stack), values: null });
  assert.equal(stack.params['binMs'], 1);
});

test('an array is exported whole also after its figure came from the cache', async () => {
  const request = { dataset: folder, analysis: 'waveforms', units: ['0'], params: { count: 10 } };
  await engine.run(request);
  assert.equal((await engine.run(request)).cached, true);
  const bytes = await exportRun(await engine.run(request, { whole: true }), 'npy');
  assert.deepEqual(parseNpy(bytes, 'w.npy').shape, [10, 82, 32]);
});

test('every format of a figure and its data begins as such files do', async () => {
  const done = await run({ binMs: 1 });
  const starts = {
    svg: '<svg',
    png: '\u0089PNG',
    pdf: '%PDF',
    csv: 'from,to,lagMs,value',
    json: '{"command"',
    npy: '\u0093NUMPY',
  };
  for (const [format, start] of Object.entries(starts)) {
    const bytes = await exportRun(done, format as keyof typeof starts);
    assert.equal(Buffer.from(bytes.subarray(0, start.length)).toString('latin1'), start);
  }
});

test('what an analysis lacks is said', async () => {
  const done = await engine.run({ dataset: folder, analysis: 'metadata', units: [], params: {} });
  await assert.rejects(exportRun(done, 'npy'), {
    name: 'ParameterError',
    message: 'npy: metadata has no array',
  });
});

test('an aborted run rejects with Cancelled and leaves nothing in the cache', async () => {
  const request = { dataset: folder, analysis: 'waveforms', units: ['0'], params: { count: 11 } };
  await assert.rejects(engine.run(request, { signal: AbortSignal.abort() }), (error: Error) =>
    ['AbortError', 'Cancelled'].includes(error.name),
  );
  assert.equal((await engine.run(request)).cached, false);
});

test('the engine’s thread serves the whole interface, with its own workers', async () => {
  const [file, workerFile] = await Promise.all([
    builtThread('core/engine/engine-thread.ts'),
    builtThread('core/engine/worker.ts'),
  ]);
  const thread = new Worker(file, {
    workerData: { threads: 1, workerFile, cacheFolder: null, cacheMaxBytes: 1e8 },
  });
  const api = connect<EngineApi>(threadPort(thread));
  try {
    const summary = await api.open({ dataset: folder });
    assert.equal(summary.acquisition, 'SpikeGLX');
    const units = await api.units({ dataset: folder });
    assert.ok(units.rateHz instanceof Float64Array && units.ids.length === 20);
    const parts: (number | null)[] = [];
    const reply = await api.run(
      { dataset: folder, analysis: 'waveforms', units: ['0', '2'], params: { count: 40 }, cache: 'off' },
      { progress: ({ done }) => parts.push(done) },
    );
    assert.match(reply.figure.alt, /Unit 0: mean of 39 spikes/);
    assert.ok(parts.length > 0);
    const svg = await api.export({
      ...{ dataset: folder, analysis: 'correlogram', units: ['0'], params: {}, format: 'svg' as const },
    });
    assert.match(Buffer.from(svg).toString(), /^<svg/);
    await assert.rejects(api.run({ dataset: folder, analysis: 'ccg', units: [], params: {} }), {
      name: 'ParameterError',
      message: /expected one of metadata, units/,
    });
    assert.equal(await api.changed({ dataset: folder }), null);
    const [found] = await api.find({ folder, limit: 5 });
    assert.equal(found?.hasSorting, true);
    assert.equal(await api.close({ dataset: folder }), null);
  } finally {
    await thread.terminate();
    for (const each of [file, workerFile]) rmSync(path.dirname(each), { recursive: true, force: true });
  }
});
