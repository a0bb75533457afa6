import assert from 'node:assert/strict';
import { test } from 'node:test';
import { catalogue } from '../../core/analyses/catalogue.ts';
import { Engine } from '../../core/engine/engine.ts';
import { givenParams, givenUnits } from '../given-params.ts';
import { recordingFixture } from '../synthetic.ts';

const engine = new Engine({ threads: 0 });

for (const analysis of catalogue.filter(({ needs }) => needs.includes('recording')))
  test(`${analysis.id}: without raw data one sentence says which file is missing`, async () => {
    await assert.rejects(
      engine.run({
        dataset: await recordingFixture({ preset: 'glx-1.0', seconds: 12, raw: false, lf: false }),
        analysis: analysis.id,
        units: givenUnits(analysis),
        params: givenParams(analysis),
        cache: 'off',
      }),
      { name: 'MissingPart', message: /^[^\n]*(raw|\.bin)[^\n]*$/ },
    );
  });
