import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseParams } from '../../../core/analyses/params.ts';
import { traceParams } from '../../../core/analyses/trace-params.ts';
import { Engine } from '../../../core/engine/engine.ts';
import type { RawStretch, TraceWindow } from '../../../core/engine/engine-api.ts';
import { joinedStretch, LocalClean } from '../../../webviews/traces/local-clean.ts';
import { TraceSource } from '../../../webviews/traces/trace-source.ts';
import { recordingFixture } from '../../synthetic.ts';

const processing = parseParams(traceParams, { highpassHz: 300, reference: 'median' });
const signal = new AbortController().signal;
const engine = new Engine({ threads: 0 });

/** A host that sends raw samples whenever they are offered, or never. */
async function host(choice: 'raw' | 'cleaned') {
  const dataset = await recordingFixture();
  const asked = { raw: 0, cleaned: 0 };
  return {
    asked,
    async traces({
      offer,
      ...request
    }: Parameters<ConstructorParameters<typeof TraceSource>[0]['traces']>[0]) {
      const sendsRaw = offer && choice === 'raw';
      asked[sendsRaw ? 'raw' : 'cleaned']++;
      return sendsRaw
        ? engine.rawTraces({ ...offer, stream: request.stream, dataset })
        : engine.packedTraces({ ...request, dataset });
    },
    traceSetup: (request: { stream: string; processing: Readonly<Record<string, unknown>> }) =>
      engine.traceSetup({ ...request, dataset }),
  };
}
/** The thread's work without a thread. */
const thread = () => {
  const local = new LocalClean(undefined);
  return {
    gpuName: () => local.gpuName(),
    add: async (stretch: RawStretch) => local.add(stretch),
    window: (stream: string, inputs: Parameters<LocalClean['window']>[1]) => local.window(stream, inputs),
  };
};
const request = { stream: 'imec0.ap', startSample: 60_000, endSample: 76_384, columnSamples: 16, processing };

test('what the page makes of raw samples is what the host sends, to the bit', async () => {
  const [raw, cleaned] = [await host('raw'), await host('cleaned')];
  const own = new TraceSource(raw, thread());
  const sent = new TraceSource(cleaned, thread());
  for (const change of [{}, { columnSamples: 1, endSample: 62_000 }, { startSample: 0, endSample: 4000 }]) {
    const here: TraceWindow = await own.window({ ...request, ...change }, signal);
    assert.deepEqual(here, await sent.window({ ...request, ...change }, signal));
  }
  assert.equal(own.by, 'CPU');
  assert.ok(raw.asked.raw > 0 && raw.asked.cleaned === 0);
});

test('raw samples that are there serve other zooms and other filters without asking', async () => {
  const served = await host('raw');
  const source = new TraceSource(served, thread());
  await source.window(request, signal);
  assert.deepEqual(served.asked, { raw: 1, cleaned: 0 });
  await source.window({ ...request, startSample: 62_000, endSample: 64_000, columnSamples: 1 }, signal);
  await source.window({ ...request, processing: { ...processing, highpassHz: 600 } }, signal);
  assert.deepEqual(served.asked, { raw: 1, cleaned: 0 });
  source.forget();
  await source.window(request, signal);
  assert.equal(served.asked.raw, 2, 'after a change of the files they are asked for again');
});

test('what takes more than samples comes from the host', async () => {
  const served = await host('raw');
  const source = new TraceSource(served, thread());
  const window = await source.window({ ...request, processing: { ...processing, whiten: 'noise' } }, signal);
  assert.equal(window.columnCount, 1024);
  assert.deepEqual(served.asked, { raw: 0, cleaned: 1 });
  await assert.rejects(
    source.window({ ...request, processing: { ...processing, highpassHz: 20_000 } }, signal),
    /half the sampling rate/,
  );
});

test('stretches that follow each other are one, up to what a page may hold', () => {
  const stretch = (startSample: number, endSample: number, columnCount = 2): RawStretch => ({
    stream: 'imec0.ap',
    startSample,
    endSample,
    columnCount,
    values: new Int16Array((endSample - startSample) * columnCount).map(
      (_, i) => i + startSample * columnCount,
    ),
  });
  assert.deepEqual(joinedStretch(stretch(10, 20), stretch(15, 30)), stretch(10, 30));
  assert.deepEqual(joinedStretch(stretch(20, 30), stretch(10, 20)), stretch(10, 30));
  assert.equal(joinedStretch(stretch(10, 20), stretch(21, 30)), null);
  assert.equal(joinedStretch(stretch(0, 20_000, 400), stretch(20_000, 41_000, 400)), null);
  const local = new LocalClean(undefined);
  let bytes = 0;
  for (let i = 0; i < 12; i++)
    bytes = local
      .add(stretch(100_000 * i, 100_000 * i + 18_000, 400))
      .reduce((sum, { startSample, endSample }) => sum + (endSample - startSample) * 800, 0);
  assert.ok(bytes <= 50e6 && bytes > 30e6);
});
