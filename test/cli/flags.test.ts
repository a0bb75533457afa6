import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kebab } from '../../core/analyses/kebab.ts';
import type { Param } from '../../core/analyses/params.ts';
import { commands, parseCommandLine } from '../../core/cli/command-line.ts';

test('every flag of every command may stand alone, before another option', () => {
  let count = 0;
  for (const { id, params } of commands)
    for (const [name, param] of Object.entries(params as Record<string, Param>)) {
      if (param.kind !== 'flag') continue;
      const line = parseCommandLine([
        id,
        'a',
        ...(id === 'merge' ? ['b'] : []),
        `--${kebab(name)}`,
        '--json',
      ]);
      assert.ok('params' in line && 'json' in line && line.json, `${id} --${kebab(name)}`);
      assert.equal(line.params[name], 'true');
      count++;
    }
  assert.ok(count > 5);
});
