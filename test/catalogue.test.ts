import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import type { AnyAnalysis } from '../core/analyses/analysis.ts';
import { analysisOf, catalogue } from '../core/analyses/catalogue.ts';
import { unitOf } from '../core/analyses/param-unit.ts';
import { type Param, parseParams } from '../core/analyses/params.ts';
import { csvText } from '../core/engine/csv-text.ts';
import { Engine } from '../core/engine/engine.ts';
import { envelopeText } from '../core/engine/envelope.ts';
import { exportRun } from '../core/engine/export-run.ts';
import { gathering } from '../core/engine/gathering.ts';
import { keyOf } from '../core/engine/key.ts';
import { OpenDataset } from '../core/engine/open-datasets.ts';
import type { Run } from '../core/engine/run-analysis.ts';
import { layout } from '../core/figure/layout.ts';
import { toSvg } from '../core/figure/svg.ts';
import { themes } from '../core/figure/theme.ts';
import { openDataset } from '../core/io/open-dataset.ts';
import { givenParams, givenUnits } from './given-params.ts';
import { recordingFixture } from './synthetic.ts';

const update = process.env['UPDATE'] === '1';
const engine = new Engine({ threads: 0 });
const runOf = async (analysis: AnyAnalysis, dataset?: string): Promise<Run> =>
  runWith(analysis, givenUnits(analysis), givenParams(analysis), dataset);
const runWith = async (
  analysis: AnyAnalysis,
  units: readonly string[],
  params: Readonly<Record<string, unknown>>,
  dataset?: string,
): Promise<Run> =>
  engine.run(
    {
      dataset: dataset ?? (await recordingFixture()),
      analysis: analysis.id,
      units,
      params,
      cache: 'off',
    },
    { whole: true },
  );

/** Compares with the file, or writes it with UPDATE=1. */
function assertSnapshot(file: string, content: string): void {
  if (update) {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  assert.ok(existsSync(file), `${file} is missing: run the test with UPDATE=1`);
  assert.equal(
    content,
    readFileSync(file, 'utf8').replaceAll('\r\n', '\n'),
    `${file}: run with UPDATE=1 if the change is meant`,
  );
}

test('ids are kebab-case and unique, and an unknown one is answered with the list', () => {
  const ids = catalogue.map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length);
  for (const id of ids) assert.match(id, /^[a-z]+(-[a-z0-9]+)*$/);
  assert.throws(() => analysisOf('ccg'), {
    name: 'ParameterError',
    message: /expected one of metadata, units/,
  });
});

/** Numbers that are counts, ids or pure choices; every other number carries its unit in its name. */
const unitless = new Set([
  'yMin',
  'yMax',
  'center',
  'minRateFraction',
  'maxIntervals',
  'count',
  'seed',
  'channelCount',
  'logBins',
  'surrogateCount',
  'valueCount',
  'minSpikes',
  'classCount',
  'pMax',
  'consecutiveBins',
  'mergedBins',
  'discoveryMax',
  'mostMb',
  'sourceChannels',
  'targetChannels',
  'spikeIds',
  'binsPerDecade',
  'falsePositiveMax',
  'minimumSpikeCount',
  'falseNegativeMax',
  'lines',
  'analogChannels',
  'batchSize',
  'matchCount',
  'averageCount',
  'peakRange',
  'channelRange',
  'referenceNeighbours',
  'whitenNeighbours',
  'lineCount',
  'channelStart',
  'channels',
  'excludeChannels',
  'overlayChannels',
  'order',
  'shank',
  // In S/m.
  'conductivity',
]);

for (const analysis of catalogue) {
  test(`${analysis.id}: every parameter has a sentence and every quantity its unit`, () => {
    assert.match(analysis.summary, /\.$/);
    for (const [name, param] of Object.entries(analysis.params as Record<string, Param>)) {
      assert.match(param.doc, /^[A-Z].*\.$/s, name);
      if (/number|periods|integers|range/.test(param.kind))
        assert.ok(unitOf(name) || unitless.has(name), `${name} has no unit`);
    }
    assert.deepEqual(
      parseParams(analysis.params, {}),
      parseParams(analysis.params, parseParams(analysis.params, {})),
    );
  });

  test(`${analysis.id}: the same request has the same key, whatever was asked before`, async () => {
    const dataset = await recordingFixture();
    const inputs = async () => {
      const open = new OpenDataset(await openDataset(dataset));
      const params = parseParams(analysis.params, givenParams(analysis));
      const gathered = await analysis.gather(
        gathering(
          open,
          undefined,
          () => undefined,
          (other, units, given) => runWith(other, units, given).then(({ result }) => result),
        ),
        givenUnits(analysis),
        params,
      );
      return keyOf([analysis.id, analysis.version, params, gathered]);
    };
    assert.equal(await inputs(), await inputs());
  });

  test(`${analysis.id}: its figure is the one in test/figures`, async () => {
    const { result, params } = await runOf(analysis);
    const figure = analysis.draw(result, params);
    assert.match(figure.alt, /\d/);
    for (const { x, y, scaleBars } of figure.panels) {
      const told = (axis: typeof x, bar: unknown) => axis.hidden || axis.unit || axis.label || bar;
      assert.ok(told(x, scaleBars?.x) && told(y, scaleBars?.y), 'an axis without name, unit or scale bar');
    }
    const size = { width: 720, height: 540 };
    assertSnapshot(`test/figures/${analysis.id}.svg`, toSvg(layout(figure, size, themes.light)));
  });

  test(`${analysis.id}: its result has the faces it declares, and no thread is needed for them`, async () => {
    const run = await runOf(analysis);
    const envelope = JSON.parse(envelopeText(run)) as { result: unknown };
    assert.ok(envelope.result && typeof envelope.result === 'object');
    if (analysis.toTable) {
      const lines = csvText(analysis.toTable(run.result)).trimEnd().split('\r\n');
      assert.ok(lines.length > 1);
    }
    if (analysis.toArray && analysis.target !== 'units')
      assert.ok((await exportRun(run, 'npy')).length > 128);
  });
}

const others = [
  ['four shanks, scattered channels', { preset: 'glx-2.0', seconds: 3, lf: false }],
  ['Open Ephys', { preset: 'oe', seconds: 3, channels: 48, lf: false }],
  ['Kilosort 4', { preset: 'glx-1.0', seconds: 3, channels: 32, ks: 'ks4', lf: false }],
] as const;
for (const [name, knobs] of others)
  test(`${name}: every analysis runs and draws`, async () => {
    const dataset = await recordingFixture(knobs);
    for (const analysis of catalogue) {
      const { result, params } = await engine.run({
        dataset,
        analysis: analysis.id,
        units: analysis.target === 'recording' ? [] : ['0', '2'],
        params: givenParams(analysis),
        cache: 'off',
      });
      const svg = toSvg(layout(analysis.draw(result, params), { width: 640, height: 480 }, themes.dark));
      // The bytes of an image may spell anything.
      assert.doesNotMatch(svg.replace(/base64,[^"]*/g, ''), /NaN|Infinity/, analysis.id);
    }
  });

test('without the raw file all but waveforms run, and waveforms say what is missing', async () => {
  const dataset = await recordingFixture({
    preset: 'glx-1.0',
    seconds: 3,
    channels: 32,
    raw: false,
    lf: false,
  });
  for (const analysis of catalogue) {
    const run = runOf(analysis, dataset);
    if (analysis.needs.includes('recording'))
      await assert.rejects(run, { name: 'MissingPart', message: /no raw data of imec0.ap/ });
    else await run;
  }
});
