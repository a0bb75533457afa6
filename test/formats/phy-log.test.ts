import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parsePhyLog, successorsOf } from '../../core/formats/phy-log.ts';

/** A line as phy writes it: time, level, place in the code, colours of the terminal. */
const line = (level: 'D' | 'I', place: string, message: string) =>
  `\u001b[${level === 'I' ? 0 : 90}m12:04:31.118 [${level}] ${place.padEnd(20)} ${message}\u001b[0m`;
const select = (ids: string) => line('D', 'supervisor:655', `Clusters selected: [${ids}] (None)`);
const similar = (ids: string) => line('D', 'supervisor:672', `Similar clusters selected: [${ids}] (7)`);
const merge = (from: string, to: number) => line('I', 'supervisor:462', `Merge clusters ${from} to ${to}.`);
const split = () => line('I', 'supervisor:467', 'Assigned 1320 spikes.');
const undo = () => line('I', 'supervisor:459', 'Undo cluster assign.');
const redo = () => line('I', 'supervisor:459', 'Redo cluster assign.');
const log = (...lines: string[]) => parsePhyLog(`${lines.join('\n')}\n`);

test('merges and splits are read, whatever stands between them', () => {
  const changes = log(
    line('D', 'context:209', 'Save data to `.phy/new_cluster_id.pkl`.'),
    select('212'),
    similar('299'),
    merge('212, 299', 305),
    line('D', 'supervisor:490', 'Save the new cluster id: 306.'),
    select('305'),
    line('I', 'supervisor:480', 'Change metadata_group for clusters 305 to good.'),
    select('17'),
    split(),
    line('D', 'supervisor:490', 'Save the new cluster id: 308.'),
    select('306, 307'),
  );
  assert.deepEqual(changes, [
    { kind: 'merge', from: ['212', '299'], to: ['305'] },
    { kind: 'split', from: ['17'], to: ['306', '307'] },
  ]);
});

test('what was undone is left out, and comes back when it was done again', () => {
  assert.deepEqual(log(merge('1, 2', 30), undo()), []);
  assert.deepEqual(
    log(merge('1, 2', 30), undo(), redo()).map(({ to }) => to),
    [['30']],
  );
  // A new change ends what could be done again.
  assert.deepEqual(
    log(merge('1, 2', 30), undo(), merge('3, 4', 31), redo()).map(({ to }) => to),
    [['31']],
  );
});

test('a unit is followed through all changes to units that are there', () => {
  const changes = log(merge('1, 2', 30), select('30'), split(), select('31, 32'), merge('32, 5', 33));
  const isThere = (id: string) => id === '31' || id === '33';
  assert.deepEqual(successorsOf('1', changes, isThere), { kind: 'merge', units: ['31', '33'] });
  assert.deepEqual(successorsOf('30', changes, isThere), { kind: 'split', units: ['31', '33'] });
  assert.deepEqual(successorsOf('5', changes, isThere), { kind: 'merge', units: ['33'] });
  assert.equal(successorsOf('8', changes, isThere), null);
});

test('changes of a session that was not saved lead nowhere, and not in circles', () => {
  const changes = log(merge('1, 2', 30), merge('30, 1', 30));
  assert.equal(
    successorsOf('1', changes, () => false),
    null,
  );
});

test('text that is no log has no changes', () => {
  assert.deepEqual(parsePhyLog(''), []);
  assert.deepEqual(parsePhyLog('Merge clusters  to .\nClusters selected: [\nAssigned spikes.'), []);
});
