import assert from 'node:assert/strict';
import test from 'node:test';
import { parseCommandLine } from '../../core/cli/command-line.ts';
import { Engine } from '../../core/engine/engine.ts';
import { envelopeText } from '../../core/engine/envelope.ts';
import { exportRun } from '../../core/engine/export-run.ts';

const engine = new Engine({ threads: 0 });
const request = (params: Readonly<Record<string, unknown>>) =>
  ({ dataset: '', analysis: 'colormap', units: [], params }) as const;

test('colormap takes no dataset, every other command asks for one', () => {
  const line = parseCommandLine(['colormap', '--name', 'batlow', '--count', '5', '--json']);
  assert.ok(line.kind === 'run');
  assert.deepEqual([line.dataset, line.params], ['', { name: 'batlow', count: '5' }]);
  assert.throws(() => parseCommandLine(['units']), /no dataset given/);
});

test('without a dataset an analysis that needs one says so', async () => {
  await assert.rejects(engine.run({ ...request({}), analysis: 'units' }), {
    name: 'ParameterError',
    message: /dataset: none given, expected a recording folder/,
  });
});

test('colormap gives its colours from 0 to 1, as the contract has them', async () => {
  const run = await engine.run(request({ name: 'tab10', count: 3 }));
  const { result } = JSON.parse(envelopeText(run)) as { result: { name: string; colors: number[][] } };
  assert.equal(result.name, 'tab10');
  assert.deepEqual(
    result.colors.map((color) => color.map((channel) => Math.round(channel * 255))),
    [
      [31, 119, 180],
      [140, 86, 75],
      [23, 190, 207],
    ],
  );
  const npy = Buffer.from(await exportRun(run, 'npy'));
  assert.match(npy.toString('latin1', 0, 128), /'<f8'.*\(3, 3\)/);
});

test('a map that there is not, and no colours at all, are refused with what is allowed', async () => {
  await assert.rejects(
    engine.run(request({ name: 'sunset' })),
    /name: no colour map 'sunset'; there are viridis/,
  );
  await assert.rejects(engine.run(request({ count: 0 })), /count: 0 is below 1/);
});
