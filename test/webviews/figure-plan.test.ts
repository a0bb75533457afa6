import assert from 'node:assert/strict';
import test from 'node:test';
import type { DatasetSummary, StreamSummary } from '../../core/engine/engine-api.ts';
import { planFigure, shortcutRequest } from '../../webviews/dashboard/figure-plan.ts';

const streamOf = (id: string, facts: Partial<StreamSummary> = {}): StreamSummary => ({
  id,
  band: 'ap',
  sampleRateHz: 30_000,
  sampleCount: 300_000,
  durationS: 10,
  channelCount: 384,
  syncWordCount: 1,
  uvPerBit: [2.34375],
  rawFile: `/data/${id}.bin`,
  rawMissingReason: null,
  probe: {
    model: 'Neuropixels 1.0',
    partNumber: null,
    serial: id.slice(0, 5),
    shankCount: 1,
    shankPitchUm: 0,
    shankWidthUm: 70,
    sites: [],
  },
  ...facts,
});

const ap = streamOf('imec0.ap');
const lf = streamOf('imec0.lf', { sampleRateHz: 2500 });
const other = streamOf('imec1.ap');
const dataset: DatasetSummary = {
  folder: '/data',
  name: 'data',
  acquisition: 'SpikeGLX',
  software: null,
  streams: [ap, lf, other],
  mainStream: ap.id,
  sorting: { folder: '/data', sorter: 'Kilosort', sampleRateHz: 30_000 },
  parts: [],
  warnings: [],
  watch: [],
};
const selection = [
  { unit: '7', slot: 3 },
  { unit: '2', slot: 0 },
];
const facts = { dataset, stream: null, unitCount: 9, selection, params: { correlogram: { binMs: 1 } } };

test('a request carries the stream that was chosen and the colour of each unit', () => {
  assert.deepEqual(planFigure('correlogram', { ...facts, stream: ap }), {
    request: {
      analysis: 'correlogram',
      units: ['7', '2'],
      params: { binMs: 1 },
      stream: 'imec0.ap',
      colors: [3, 0],
    },
    notes: [],
  });
  assert.deepEqual(shortcutRequest('a', facts, '2'), {
    analysis: 'correlogram',
    units: ['2'],
    params: { binMs: 1 },
    colors: [0],
  });
});

test('spikes are not cut from a stream with another clock or of another probe, and a sentence says so', () => {
  for (const stream of [lf, other]) {
    const plan = planFigure('waveforms', { ...facts, stream });
    assert.equal(plan.request, null);
    assert.match('reason' in plan ? plan.reason : '', /sorted from imec0\.ap,.*Choose imec0\.ap/);
    assert.equal(typeof shortcutRequest('w', { ...facts, stream }, '2'), 'string');
    assert.ok(planFigure('correlogram', { ...facts, stream }).request);
  }
});

test('without a raw file the templates are asked for, and the note says why', () => {
  const silent = { ...ap, rawFile: null, rawMissingReason: 'The .bin is not here.' };
  const plan = planFigure('waveforms', { ...facts, dataset: { ...dataset, streams: [silent] } });
  assert.equal(plan.request?.analysis, 'templates');
  assert.match('notes' in plan ? plan.notes.join() : '', /The \.bin is not here\./);
});

test('only where there are units to select is the reader told to select one', () => {
  const reason = (change: Partial<typeof facts> | { unitCount: 'loading' | 'failed' }) => {
    const plan = planFigure('waveforms', { ...facts, selection: [], ...change });
    return 'reason' in plan ? plan.reason : 'a request';
  };
  assert.match(reason({}), /^Select a unit/);
  assert.equal(reason({ unitCount: 'loading' }), '');
  for (const change of [
    { unitCount: 0 },
    { unitCount: 'failed' as const },
    { dataset: { ...dataset, sorting: null } },
  ])
    assert.match(reason(change), /there are no waveforms\.$/);
});

test('a large selection is cut to what can be read, and the note says so', () => {
  const many = Array.from({ length: 40 }, (_, i) => ({ unit: String(i), slot: i }));
  const plan = planFigure('correlogram', { ...facts, selection: many });
  assert.equal(plan.request?.units.length, 30);
  assert.match('notes' in plan ? plan.notes.join() : '', /first 30 of 40/);
  const waveforms = planFigure('waveforms', { ...facts, selection: many });
  assert.equal(waveforms.request?.units.length, 12);
  for (const [key, count] of [
    ['c', 30],
    ['w', 12],
    ['a', 1],
  ] as const) {
    const request = shortcutRequest(key, { ...facts, selection: many }, null);
    assert.equal(typeof request === 'object' && request?.units.length, count);
  }
});
