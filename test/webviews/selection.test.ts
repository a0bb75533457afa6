import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dropVanished, type Selection, selectUnits, slotsOf } from '../../webviews/dashboard/selection.ts';

const shown = (selection: Selection) => selection.map(({ unit, slot }) => `${unit}:${slot}`).join(' ');

test('a unit keeps its colour while others come and go', () => {
  const three = selectUnits([], ['5', '7', '9']);
  assert.equal(shown(three), '5:0 7:1 9:2');
  const two = selectUnits(three, ['5', '9']);
  assert.equal(shown(two), '5:0 9:2');
  assert.equal(shown(selectUnits(two, ['9', '5', '3', '4'])), '5:0 9:2 3:1 4:3');
});

test('slots are distinct after any sequence of selections', () => {
  let seed = 1;
  const random = () => {
    seed = (seed * 48271) % 2147483647;
    return seed / 2147483647;
  };
  let selection: Selection = [];
  for (let round = 0; round < 200; round++) {
    const units = Array.from({ length: Math.floor(random() * 9) }, () => String(Math.floor(random() * 12)));
    const before = slotsOf(selection);
    selection = selectUnits(selection, units);
    assert.deepEqual(new Set(selection.map(({ unit }) => unit)), new Set(units));
    assert.equal(new Set(selection.map(({ slot }) => slot)).size, selection.length);
    for (const { unit, slot } of selection) if (before.has(unit)) assert.equal(slot, before.get(unit));
  }
});

test('the same selection again is the same object, so nothing is asked anew', () => {
  const before = selectUnits([], ['1', '2']);
  assert.equal(selectUnits(before, ['2', '1']), before);
});

test('units that vanished from the sorting are dropped and named', () => {
  const { selection, vanished } = dropVanished(selectUnits([], ['1', '2', '3']), new Set(['1', '3']));
  assert.equal(shown(selection), '1:0 3:2');
  assert.deepEqual(vanished, ['2']);
});
