import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { UnitTable } from '../../core/model/units.ts';
import { diagnose } from '../../language-server/diagnose.ts';
import { type Lab, makeLab } from './lab.ts';

let lab: Lab;
before(async () => {
  lab = await makeLab();
});
after(() => lab.remove());

test('ids of merged datasets that npyx does not find as they are typed are told, and no others', async () => {
  const context = lab.contextOf('script.py');
  const merged = await context.units(`${lab.folder}/merged`);
  const ids = Array.from({ length: 8 }, (_, probe) =>
    [0, 1, 12, 234].map((unit) => `${unit}.${probe}`),
  ).flat();
  const table: UnitTable = { ...merged!, ids };
  const text = `from npyx import *\ntrains = [\n${ids.map((id) => `trn('../merged', ${id}),`).join('\n')}\n]\n`;
  const problems = await diagnose(text, { ...context, units: async () => table });
  // Doubles: 0.1 × 3 is not 0.3. npyx 4.3.1 looks for the sum.
  const lost = ids.filter((id) => {
    const [unit, probe] = id.split('.').map(Number);
    return unit! + 0.1 * probe! !== Number(id);
  });
  assert.deepEqual(
    lost.slice(0, 3),
    ['0.3', '0.6', '0.7'].filter((id) => lost.includes(id)),
  );
  assert.ok(lost.includes('1.7') && lost.length < ids.length / 2);
  assert.deepEqual(
    problems.map(({ from, to }) => text.slice(from, to)),
    lost,
  );
  assert.deepEqual(problems[0]?.fixes[0]?.text, '0 + 0.1*3');
});
