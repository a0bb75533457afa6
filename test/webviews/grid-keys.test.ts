import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clickUnit, type GridState, pressKey } from '../../webviews/dashboard/grid-keys.ts';

const order = ['a', 'b', 'c', 'd', 'e', 'f'];
const start: GridState = { cursor: null, anchor: null, units: [] };
/** Presses keys such as `Shift+ArrowDown` one after the other; shows `cursor: units`. */
const press = (keys: string, from = start): string => {
  let state = from;
  for (const name of keys.split(' ')) {
    const parts = name.split('+');
    const key = parts.at(-1) === 'Space' ? ' ' : parts.at(-1)!;
    const chord = { key, shift: parts.includes('Shift'), ctrl: parts.includes('Ctrl') };
    state = pressKey(order, state, chord, 3) ?? state;
  }
  return `${state.cursor}: ${state.units.join('')}`;
};

for (const [keys, result] of [
  ['ArrowDown', 'a: a'],
  ['ArrowDown ArrowDown', 'b: b'],
  ['ArrowUp', 'f: f'],
  ['Home ArrowUp', 'a: a'],
  ['End ArrowDown', 'f: f'],
  ['Home PageDown', 'd: d'],
  ['End PageUp PageUp', 'a: a'],
  ['Home Shift+ArrowDown Shift+ArrowDown', 'c: abc'],
  ['Home Shift+End', 'f: abcdef'],
  ['End Shift+ArrowUp Shift+ArrowUp Shift+ArrowDown', 'e: fe'],
  ['Home Ctrl+ArrowDown Ctrl+ArrowDown', 'c: a'],
  ['Home Ctrl+ArrowDown Ctrl+ArrowDown Space', 'c: ac'],
  ['Home Space', 'a: '],
  ['Home Ctrl+a', 'a: abcdef'],
  ['Home Ctrl+a Escape', 'a: '],
  ['Home w', 'a: a'],
] as const)
  test(`${keys} leaves ${result}`, () => assert.equal(press(keys), result));

test('keys that are not the table’s are left to the page', () => {
  for (const key of ['Tab', 'w', 'F1', 'Escape', 'ArrowLeft'])
    assert.equal(pressKey(order, start, { key, shift: false, ctrl: false }, 3), null);
});

test('the keyboard begins at an end when the filter hides the cursor', () => {
  const hidden: GridState = { cursor: 'z', anchor: 'z', units: ['z'] };
  assert.equal(press('ArrowDown', hidden), 'a: a');
  assert.equal(press('Shift+ArrowDown', hidden), 'a: a');
});

test('clicks select, add, remove and extend', () => {
  const plain = { shift: false, ctrl: false };
  const one = clickUnit(order, start, 'b', plain);
  assert.deepEqual(one.units, ['b']);
  const two = clickUnit(order, one, 'e', { shift: false, ctrl: true });
  assert.deepEqual(two.units, ['b', 'e']);
  assert.deepEqual(clickUnit(order, two, 'b', { shift: false, ctrl: true }).units, ['e']);
  assert.deepEqual(clickUnit(order, two, 'c', { shift: true, ctrl: false }).units, ['e', 'd', 'c']);
});
