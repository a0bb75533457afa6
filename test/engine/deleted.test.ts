import assert from 'node:assert/strict';
import { cpSync, existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { Engine } from '../../core/engine/engine.ts';
import { isInputError } from '../../core/model/errors.ts';
import { scratchFolder } from '../io/scratch.ts';
import { recordingFixture } from '../synthetic.ts';

const call = { signal: new AbortController().signal, progress() {}, confirm: async () => true };

/** A recording that is open, its unit table on screen, and everything a user may do with it next. */
async function opened() {
  const folder = path.join(scratchFolder(), 'a recording');
  cpSync(await recordingFixture(), folder, { recursive: true });
  const engine = new Engine({ threads: 0 });
  const stream = (await engine.open(folder)).streams[0]!.id;
  await engine.units(folder);
  const run = (analysis: string, units: readonly string[] = []) =>
    engine.run({ dataset: folder, analysis, units, params: {} });
  const raw = { dataset: folder, stream, startSample: 0, endSample: 3000 };
  const processed = { dataset: folder, stream, processing: {} };
  const actions: Record<string, () => Promise<unknown>> = {
    waveforms: () => run('waveforms', ['0']),
    'raw-traces': () => run('raw-traces'),
    sync: () => run('sync'),
    templates: () => run('templates', ['0']),
    metrics: () => run('quality-metrics'),
    traces: () => engine.traces({ ...raw, columnSamples: 4, processing: {} }),
    'raw samples': () => engine.rawTraces(raw),
    overview: () => engine.makeOverview(processed, call),
    preprocess: () => engine.job({ dataset: folder, job: 'preprocess', params: {} }, call),
  };
  const [autocorrelogram, correlogram] = [['0'], ['0', '1']].map((units) => () => run('correlogram', units));
  return { folder, engine, actions, autocorrelogram: autocorrelogram!, correlogram: correlogram! };
}

/** What each action says: all must be one sentence for the user. */
async function said(actions: Record<string, () => Promise<unknown>>): Promise<Record<string, string>> {
  const sentences: Record<string, string> = {};
  for (const [name, act] of Object.entries(actions))
    await act().catch((error: unknown) => {
      assert.ok(isInputError(error), `${name}: ${error}`);
      sentences[name] = error.message;
    });
  return sentences;
}

test('a recording whose folder was deleted while it was open says so, whatever is done with it', async () => {
  const { folder, engine, actions, autocorrelogram, correlogram } = await opened();
  await autocorrelogram();
  rmSync(folder, { recursive: true });
  // What a figure has brought into memory can still be looked at, and keeping it does not make the folder anew.
  await correlogram();
  await engine.cached(folder);
  const sentence = `${folder}: found nothing there, expected a file or folder. Check the path, or that the disk is mounted.`;
  assert.deepEqual(
    await said(actions),
    Object.fromEntries(Object.keys(actions).map((name) => [name, sentence])),
  );
  assert.equal(existsSync(folder), false);
  // As the dashboard asks once the disk has told of it.
  await engine.changed(folder).catch(() => undefined);
  await assert.rejects(engine.open(folder), { name: 'AccessError', message: sentence });
  await engine.close();
});

test('a raw file that was deleted while it was open is named by what needs it, and the rest works', async () => {
  const { folder, engine, actions, correlogram } = await opened();
  const file = path.join(folder, 'rec_g0_t0.imec0.ap.bin');
  rmSync(file);
  await correlogram();
  const { templates, metrics, ...others } = actions;
  await templates!();
  await metrics!();
  const sentence = `${file}: found nothing there, expected a file or folder. Check the path, or that the disk is mounted.`;
  assert.deepEqual(
    await said(others),
    Object.fromEntries(Object.keys(others).map((name) => [name, sentence])),
  );
  await engine.close();
});
