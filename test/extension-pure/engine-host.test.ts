import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { EngineHost } from '../../extension/engine-host.ts';

// Inside the project, so that the thread finds msgpackr.
const folder = mkdtempSync('.build/engine-host-');
after(() => rmSync(folder, { recursive: true, force: true }));

/** An engine that dies on its first `deaths` calls, counted in a file beside it, and answers the next with their number. */
function dyingEngine(deaths: number) {
  const script = path.resolve(folder, `engine-${deaths}.mjs`);
  const count = JSON.stringify(`${script}.count`);
  writeFileSync(
    script,
    `import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';
import { Packr } from 'msgpackr';
const packr = new Packr({ useRecords: false, mapsAsObjects: true, moreTypes: true });
parentPort.on('message', (bytes) => {
  const { id } = packr.unpack(bytes);
  const calls = existsSync(${count}) ? Number(readFileSync(${count}, 'utf8')) : 0;
  writeFileSync(${count}, String(calls + 1));
  if (calls < ${deaths}) throw new Error('planted death');
  parentPort.postMessage(new Uint8Array(packr.pack({ kind: 'answer', id, value: calls })));
});
`,
  );
  const errors: string[] = [];
  const log = {
    info: () => undefined,
    warn: () => undefined,
    error: (text: string) => void errors.push(text),
  };
  const settings = { cacheFolder: null, cacheMaxBytes: 1, threads: null };
  return { host: new EngineHost(script, () => settings, log), errors };
}

test('no thread is started before the first call', async () => {
  const { host } = dyingEngine(0);
  assert.equal(host.started, false);
  await host.api.open({ dataset: '/' });
  assert.equal(host.started, true);
  await host.stop();
  assert.equal(host.started, false);
});

test('an engine that dies is started again, the call is made again, and the log says so', async () => {
  const { host, errors } = dyingEngine(1);
  assert.equal(await host.api.open({ dataset: '/' }), 1);
  assert.equal(errors.length, 1);
  assert.match(errors[0] ?? '', /planted death.*started again/s);
  await host.stop();
});

test('an engine that dies again is not started a third time for the same call', async () => {
  const { host, errors } = dyingEngine(2);
  await assert.rejects(host.api.open({ dataset: '/' }), /the engine stopped \(planted death\)/);
  assert.equal(errors.length, 2);
  await host.stop();
});
