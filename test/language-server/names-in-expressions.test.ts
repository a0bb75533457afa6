import assert from 'node:assert/strict';
import { test } from 'node:test';
import { namesOf } from '../../language-server/definitions.ts';
import { parseScript } from '../../language-server/script-syntax.ts';

test('names that an expression gives a meaning are found, however deep it lies in calls and lists', () => {
  const python = [
    'total = f(1, [2, g((first := 5))])',
    'rows = f([[cell for cell in line] for line in lines])',
    'h(lambda unit, bin=2: unit)',
    'plain = f(g(1)[2], {"a": h(3) + 4})',
  ];
  const known = (text: string, language: 'python' | 'script') =>
    [...namesOf(parseScript(text, language)).definitions.keys()].sort();
  assert.deepEqual(
    known(python.join('\n'), 'python'),
    ['total', 'first', 'rows', 'cell', 'line', 'unit', 'bin', 'plain'].sort(),
  );
  const script = [
    'const total = f(1, [2, g((first = 5))]);',
    'rows.map((line) => line.map((cell) => cell));',
    'f(function named(unit) { const inner = 1; });',
    'f({ method(given) { let own = 2; } });',
    'const plain = f(g(1)[2], 3 + h(4));',
  ];
  assert.deepEqual(
    known(script.join('\n'), 'script'),
    ['total', 'first', 'line', 'cell', 'named', 'unit', 'inner', 'given', 'own', 'plain'].sort(),
  );
});
