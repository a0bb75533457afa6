import assert from 'node:assert/strict';
import { test } from 'node:test';
import { catalogue } from '../../core/analyses/catalogue.ts';
import { areTimes, isEventFile } from '../../extension/event-files.ts';

test('files that may hold events are offered, those of a sorter are not', () => {
  for (const name of [
    'stimuli.csv',
    'trials.TSV',
    'lick_times.npy',
    'rec_g0_t0.imec0.ap_sync6on_samples.npy',
    'merged_ref_a.ap_sync_on_samples.npy',
  ])
    assert.ok(isEventFile(name), name);
  for (const name of [
    'cluster_group.tsv',
    'cluster_info.tsv',
    'spike_times.npy',
    'templates.npy',
    'params.py',
  ])
    assert.ok(!isEventFile(name), name);
});

test('typed times are numbers, at will with a name', () => {
  for (const text of ['1.5', '1.5 2.25', 'go = 1.5 2e1', 'go=3; 4']) assert.ok(areTimes(text), text);
  for (const text of ['', 'go=', 'soon', '1,5', '1 2 x']) assert.ok(!areTimes(text), text);
});

test('analyses that say nothing without events are recognised by their parameters', () => {
  const asked = catalogue.filter(({ params }) => 'events' in params && 'syncLine' in params);
  assert.deepEqual(
    ['psth', 'joint-psth', 'trials'].filter((id) => !asked.some((analysis) => analysis.id === id)),
    [],
  );
});
