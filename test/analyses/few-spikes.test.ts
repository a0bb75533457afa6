import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import type { AnyAnalysis } from '../../core/analyses/analysis.ts';
import { catalogue } from '../../core/analyses/catalogue.ts';
import { csvText } from '../../core/engine/csv-text.ts';
import { Engine } from '../../core/engine/engine.ts';
import { envelopeText } from '../../core/engine/envelope.ts';
import { layout } from '../../core/figure/layout.ts';
import { toSvg } from '../../core/figure/svg.ts';
import { themes } from '../../core/figure/theme.ts';
import { parseNpy } from '../../core/formats/npy.ts';
import { writeNpy } from '../../core/formats/npy-write.ts';
import { isInputError, messageOf } from '../../core/model/errors.ts';
import { givenParams } from '../given-params.ts';
import { ownRecording } from '../synthetic.ts';

const engine = new Engine({ threads: 0 });
let dataset: string;
before(async () => {
  dataset = await ownRecording();
  const file = path.join(dataset, 'spike_clusters.npy');
  const { data, shape } = parseNpy(new Uint8Array(readFileSync(file)), file);
  const clusters = Int32Array.from(data, Number);
  // Unit 900 has one spike, unit 901 two, both within the recording by more than a waveform.
  clusters[50] = 900;
  clusters[300] = 901;
  clusters[700] = 901;
  writeFileSync(file, writeNpy({ data: clusters, shape }));
});
after(() => rmSync(dataset, { recursive: true, force: true }));

/** It is drawn and written with what is known, or one sentence tells what is missing. */
async function answers(analysis: AnyAnalysis, units: readonly string[], given: object = {}): Promise<string> {
  const request = { dataset, analysis: analysis.id, units, params: { ...givenParams(analysis), ...given } };
  try {
    const run = await engine.run({ ...request, cache: 'off' });
    const svg = toSvg(
      layout(analysis.draw(run.result, run.params), { width: 640, height: 480 }, themes.light),
    );
    assert.ok(!/NaN|Infinity|undefined/.test(svg), `${analysis.id} of ${units}`);
    assert.ok(JSON.parse(envelopeText(run)));
    if (analysis.toTable) assert.doesNotMatch(csvText(analysis.toTable(run.result)), /undefined|Infinity/);
    return 'drawn';
  } catch (error) {
    if (!isInputError(error)) throw error;
    assert.match(messageOf(error), /^[^\n]{20,}$/, `${analysis.id} of ${units}`);
    return messageOf(error);
  }
}

const aboutUnits = catalogue.filter(({ target }) => target !== 'recording');

for (const analysis of aboutUnits) {
  const others = analysis.target === 'units' ? ['0'] : [];
  test(`${analysis.id}: a unit with one spike, with two, and with none in the periods is drawn or explained`, async () => {
    await answers(analysis, ['900', ...others]);
    await answers(analysis, ['901', ...others]);
    if (others.length > 0) await answers(analysis, ['900', '901']);
    if ('periodsS' in analysis.params)
      await answers(analysis, ['900', ...others], { periodsS: [[11.5, 11.9]] });
  });

  test(`${analysis.id}: an unknown unit is named, with how many there are`, async () => {
    await assert.rejects(
      engine.run({
        ...{ dataset, analysis: analysis.id, units: ['77777', ...others], cache: 'off' },
        params: givenParams(analysis),
      }),
      { name: 'UnknownUnit', message: /77777.*; it holds \d+ units/ },
    );
  });

  if ('periodsS' in analysis.params)
    test(`${analysis.id}: periods outside the recording, and reversed ones, are refused by name`, async () => {
      for (const [periodsS, message] of [
        ['600:700', /^periodsS: 600:700.*outside the recording/],
        ['5:2', /^periodsS: /],
      ] as const)
        await assert.rejects(
          engine.run({
            ...{ dataset, analysis: analysis.id, units: ['7', '8'], cache: 'off' },
            params: { ...givenParams(analysis), periodsS },
          }),
          { name: 'ParameterError', message },
        );
    });
}

test('the quality of units with one and two spikes is told as far as it is known', async () => {
  const [metrics, units] = ['quality-metrics', 'units'].map(
    (id) => catalogue.find((each) => each.id === id)!,
  );
  assert.equal(await answers(metrics!, []), 'drawn');
  assert.equal(await answers(units!, [], { qualityMetrics: true }), 'drawn');
});
