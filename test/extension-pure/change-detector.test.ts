import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ChangeDetector, type Signature, whatChanged } from '../../extension/change-detector.ts';

const atOnce = { setTimeout: (run: () => void) => setTimeout(run, 0), clearTimeout: () => undefined };

function watched(...states: Record<string, string>[]) {
  const reports: [Record<string, string>, Record<string, string>][] = [];
  let looks = 0;
  const detector = new ChangeDetector(
    async () => new Map(Object.entries(states[Math.min(looks++, states.length - 1)] ?? {})),
    async (before, after) => void reports.push([Object.fromEntries(before), Object.fromEntries(after)]),
    atOnce,
  );
  return { detector, reports };
}

test('the first look reports nothing, nor does one at files that are as they were', async () => {
  const { detector, reports } = watched({ a: '1' });
  await detector.look();
  await detector.look();
  assert.deepEqual(reports, []);
});

test('a file that is written in steps is reported once, when it has come to rest', async () => {
  const { detector, reports } = watched({ a: '1' }, { a: '2' }, { a: '3' }, { a: '4' }, { a: '4' });
  await detector.look();
  await detector.look();
  assert.deepEqual(reports, [[{ a: '1' }, { a: '4' }]]);
});

test('a file that never rests is reported all the same', async () => {
  let size = 0;
  const reports: Signature[] = [];
  const detector = new ChangeDetector(
    async () => new Map([['growing.bin', String(size++)]]),
    async (_, after) => void reports.push(after),
    atOnce,
  );
  await detector.look();
  await detector.look();
  assert.equal(reports.length, 1);
});

test('files that appear and go are changes of their part', () => {
  const isSorting = (path: string) => path.endsWith('.tsv');
  const none = new Map<string, string>();
  const labels = new Map([['cluster_group.tsv', '10 1']]);
  assert.deepEqual(whatChanged(none, labels, isSorting), { header: false, sorting: true });
  assert.deepEqual(whatChanged(labels, none, isSorting), { header: false, sorting: true });
  assert.deepEqual(whatChanged(none, new Map([['x.ap.meta', '1 1']]), isSorting), {
    header: true,
    sorting: false,
  });
  assert.deepEqual(whatChanged(labels, new Map(labels), isSorting), { header: false, sorting: false });
});
