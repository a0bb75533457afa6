import assert from 'node:assert/strict';
import { test } from 'node:test';
import { takeCleaner } from '../../core/analyses/clean-stretch.ts';
import type { CleanShape } from '../../core/kernels/clean-shape.ts';

const shape: CleanShape = {
  columnCount: 9,
  columns: Int32Array.from({ length: 8 }, (_, column) => column),
  delays: null,
  sections: [],
  zeroPhase: true,
  groups: [],
  neighbours: null,
  whitening: null,
};

test('memory is kept for the next stretch that fits into it, and replaced where it does not or is in use', () => {
  const take = (rows: number, own = shape) => takeCleaner(own, { stretch: rows + 100, rows });
  const first = take(1000);
  const beside = take(1000);
  assert.notEqual(beside.cleaner, first.cleaner, 'another stretch at the same time');
  beside.giveBack();
  first.giveBack();
  const shorter = take(400);
  assert.equal(shorter.cleaner, first.cleaner);
  shorter.giveBack();
  const longer = take(2000);
  assert.ok(longer.cleaner.raw.length >= 2100 * 9);
  longer.giveBack();
  const other = take(400, { ...shape, zeroPhase: false });
  assert.notEqual(other.cleaner, longer.cleaner, 'another processing');
  other.giveBack();
});

test('a stretch is cleaned the same in memory for a longer one', () => {
  const cleaned = (rows: number) => {
    const { cleaner, giveBack } = takeCleaner(
      { ...shape, groups: [{ first: 0, members: 8, count: 8 }] },
      { stretch: rows, rows },
    );
    for (let i = 0; i < 300 * 9; i++) cleaner.raw[i] = (i * 7919) % 1000;
    cleaner.clean(300, 10, 290);
    const values = cleaner.cleaned();
    giveBack();
    return values;
  };
  const exact = cleaned(300);
  assert.ok(exact.some((value) => value !== 0));
  cleaned(3000);
  assert.deepEqual(cleaned(300), exact);
});
