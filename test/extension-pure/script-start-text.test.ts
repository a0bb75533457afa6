import assert from 'node:assert/strict';
import { test } from 'node:test';
import { catalogue } from '../../core/analyses/catalogue.ts';
import * as library from '../../core/index.ts';
import { startingScript } from '../../extension/script-start-text.ts';
import { diagnose } from '../../language-server/diagnose.ts';
import { recordingFixture } from '../synthetic.ts';

test('the script that one begins with runs, and nothing is wrong with it', async () => {
  const text = startingScript(await recordingFixture(), []);
  const context = {
    language: 'script',
    script: '/lab/analysis.mjs',
    home: '/home/lab',
    manifests: catalogue,
    units: async () => null,
  } as const;
  assert.deepEqual(await diagnose(text, context), []);

  const said: string[] = [];
  const plotted: string[] = [];
  const AsyncFunction = (async () => undefined).constructor as new (
    ...words: string[]
  ) => (...values: unknown[]) => Promise<void>;
  await new AsyncFunction('open', 'plot', 'console', text.replace(/^import .*\n/m, ''))(
    (place: string) => library.open(place, { threads: 0 }),
    async (outcome: { figure: { title: string } }) => void plotted.push(outcome.figure.title),
    { log: (line: string) => void said.push(line) },
  );
  assert.match(said[0]!, /^14 good units: /);
  assert.equal(said[1], '201 bins, 804 values');
  assert.equal(plotted.length, 1);
});

test('units that are selected, and paths with quotes, are written as they are', () => {
  const text = startingScript("C:\\lab\\o'neil", ['12', '40.1']);
  assert.match(text, /open\('C:\\\\lab\\\\o\\'neil'\)/);
  assert.match(text, /const units = \['12', '40\.1'\];/);
});
