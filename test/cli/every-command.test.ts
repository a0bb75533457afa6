import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import type { AnyAnalysis } from '../../core/analyses/analysis.ts';
import { catalogue } from '../../core/analyses/catalogue.ts';
import { kebab } from '../../core/analyses/kebab.ts';
import { parseCommandLine } from '../../core/cli/command-line.ts';
import { runLine } from '../../core/cli/run-line.ts';
import { envelopeText } from '../../core/engine/envelope.ts';
import { open } from '../../core/index.ts';
import { givenParams, givenUnits } from '../given-params.ts';
import { recordingFixture } from '../synthetic.ts';

const outside = mkdtempSync(path.join(tmpdir(), 'neuropyxels-commands-'));
after(() => rmSync(outside, { recursive: true, force: true }));

/** A value as one types it: pairs with colons, lists with commas. */
const typed = (value: unknown): string =>
  Array.isArray(value)
    ? value.map((item) => (Array.isArray(item) ? item.join(':') : String(item))).join(',')
    : String(value);

function words(analysis: AnyAnalysis, dataset: string): string[] {
  const units = givenUnits(analysis);
  return [
    analysis.id,
    dataset,
    ...(units.length > 0 ? ['--units', units.join(',')] : []),
    ...Object.entries(givenParams(analysis)).map(([name, value]) => `--${kebab(name)}=${typed(value)}`),
    '--threads=0',
    '--no-cache',
  ];
}

for (const analysis of catalogue) {
  test(`${analysis.id}: the command line and the library give the same result`, async () => {
    const dataset = await recordingFixture();
    const figure = path.join(outside, `${analysis.id}.svg`);
    let stdout = '';
    const line = parseCommandLine([...words(analysis, dataset), '--json', '--out', figure]);
    assert.ok(line.kind === 'run');
    await runLine(
      line,
      {
        stdout: {
          write: (text) => {
            stdout += text;
          },
        },
        stderr: { write: () => undefined },
      },
      new AbortController().signal,
    );
    assert.match(readFileSync(figure, 'utf8'), /^<svg .*<\/svg>\s*$/s);

    const recording = await open(dataset, { threads: 0 });
    try {
      const run = await recording.run(analysis.id, givenUnits(analysis), givenParams(analysis));
      const [ours, theirs] = [JSON.parse(stdout), JSON.parse(envelopeText(run))];
      assert.deepEqual(ours.result, theirs.result);
      assert.deepEqual(ours.params, theirs.params);
      assert.ok(JSON.stringify(ours.result).length > 20);
    } finally {
      await recording.close();
    }
  });
}
