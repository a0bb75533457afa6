import assert from 'node:assert/strict';
import { readdirSync, rmSync, statSync, truncateSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { Engine } from '../../../core/engine/engine.ts';
import { warningsOf } from '../../../webviews/traces/traces-page.tsx';
import { ownRecording } from '../../synthetic.ts';

test('a recording that was cut short shows its whole frames up to the last, and says so', async () => {
  const folder = await ownRecording();
  try {
    const name = readdirSync(folder).find((file) => file.endsWith('.ap.bin'))!;
    const file = path.join(folder, name);
    const frameBytes = 33 * 2;
    const frames = Math.floor(statSync(file).size / frameBytes / 3);
    truncateSync(file, frames * frameBytes + 7);
    const engine = new Engine({ threads: 0 });
    const summary = await engine.open(folder);
    const stream = summary.streams.find(({ id }) => id === 'imec0.ap')!;
    assert.equal(stream.sampleCount, frames);
    const told = warningsOf(summary.warnings, stream).join(' ');
    assert.match(told, /The last 7 bytes are left out/);
    assert.match(told, /as its header says/);
    const other = summary.streams.find(({ id }) => id === 'imec0.lf')!;
    assert.deepEqual(warningsOf(summary.warnings, other), []);
    const request = { dataset: folder, stream: stream.id, processing: {} };
    const window = await engine.traces({
      ...request,
      startSample: frames - 1000,
      endSample: frames + 5000,
      columnSamples: 1,
    });
    assert.equal(window.columnCount, 1000);
    await engine.makeOverview(request, { signal: new AbortController().signal, progress() {} });
    const whole = await engine.traces({ ...request, startSample: 0, endSample: frames, columnSamples: 8192 });
    assert.equal(whole.columnCount, Math.ceil(frames / 8192));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
