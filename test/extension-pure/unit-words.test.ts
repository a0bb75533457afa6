import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unitWords } from '../../extension/unit-words.ts';

test('units are written as the language and the place want them', () => {
  const cases: readonly (readonly [language: string, before: string, units: string[], words: string])[] = [
    ['python', 'ccg(dp, [', ['3', '7'], '3, 7'],
    ['python', 'ccg(dp, [0, ', ['3', '7'], '3, 7'],
    ['python', 'ccg(dp, ', ['3', '7'], '[3, 7]'],
    ['python', 'wvf(dp, ', ['3'], '3'],
    ['python', 'units = ', ['3.1', '7.0'], '[3.1, 7.0]'],
    ['python', "# the mouse's units\nunits = ", ['3', '7'], '[3, 7]'],
    ['javascript', 'recording.correlogram([', ['3', '7'], "'3', '7'"],
    ['typescript', 'const units = ', ['3', '7'], "['3', '7']"],
    ['javascript', "correlogram(['0', '", ['3', '7'], "3', '7"],
    ['javascript', "f(['\\'[', ", ['3'], "'3'"],
    ['javascript', 'f([1], ', ['3', '7'], "['3', '7']"],
  ];
  for (const [language, before, units, words] of cases)
    assert.equal(unitWords(units, language, before), words, `${language}: ${before}`);
});
