import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { parseNpy } from '../../core/formats/npy.ts';
import { version } from '../../package.json';
import { builtThread } from '../built-worker.ts';
import { probesOf, SMALL_PAIR } from '../merged.ts';
import { ownRecording } from '../synthetic.ts';

let folder: string;
let program: string;
before(async () => {
  folder = await ownRecording(SMALL_PAIR);
  const [cli, worker] = await Promise.all([
    builtThread('core/cli/main.ts'),
    builtThread('core/engine/worker.ts'),
  ]);
  program = cli;
  copyFileSync(worker, path.join(path.dirname(cli), 'worker.js'));
  rmSync(path.dirname(worker), { recursive: true, force: true });
});
after(() => {
  for (const place of [folder, path.dirname(program)]) rmSync(place, { recursive: true, force: true });
});

const run = (...words: string[]) => spawnSync(process.execPath, [program, ...words], { encoding: 'utf8' });

test('merge takes several datasets and tells the contract’s result', () => {
  const [first, second] = probesOf(folder);
  const { status, stdout, stderr } = run(
    'merge',
    first,
    second,
    '--names',
    'left,right',
    '--sync-line',
    '6',
    '--json',
  );
  assert.equal(status, 0, stderr);
  const envelope = JSON.parse(stdout) as {
    command: string;
    version: string;
    dataset: string;
    params: Record<string, unknown>;
    result: { dataset: string; probes: unknown; clocks: Record<string, unknown>[] };
  };
  assert.deepEqual([envelope.command, envelope.version], ['merge', version]);
  assert.deepEqual(envelope.params['names'], ['left', 'right']);
  const { dataset, probes, clocks } = envelope.result;
  assert.equal(dataset, path.join(folder, 'merged_rec_g0_imec0_rec_g0_imec1'));
  assert.deepEqual(probes, [
    { name: 'left', folder: first, index: 0 },
    { name: 'right', folder: second, index: 1 },
  ]);
  for (const [i, name] of ['left', 'right'].entries()) {
    assert.equal(clocks[i]?.['name'], name);
    for (const key of ['a', 'bSamples', 'eventCount', 'medianResidualUs'])
      assert.equal(typeof clocks[i]?.[key], 'number', key);
  }

  const units = run('units', path.join(dataset, 'datasets_table.csv'), '--json', '--quality', 'good');
  assert.match(units.stdout, /"id":"17\.1"/);
  const told = run('clocks', dataset);
  assert.match(told.stdout, /^right against left: 5 pulses, drift [\d.]+ ms per hour/);
  const again = run('merge', first, second);
  assert.equal(again.status, 2);
  assert.match(again.stderr, /exists already; open it, or merge with replace/);
  assert.equal(again.stderr.trim().split('\n').length, 1);
  const replaced = run('merge', first, second, '--replace');
  assert.equal(replaced.status, 0, replaced.stderr);
  assert.match(replaced.stdout, /spikes of 2 datasets\nprobe2: 5 pulses, drift /);
  assert.ok(existsSync(`${dataset}.old`));
});

test('merge without enough datasets and another command with too many say so', () => {
  const [first, second] = probesOf(folder);
  const lone = run('merge', first);
  assert.deepEqual([lone.status, lone.stderr.split('\n').length], [2, 2]);
  assert.match(lone.stderr, /expected two or more/);
  assert.match(run('units', first, second).stderr, /one argument too many/);
  assert.match(run('merge').stderr, /merge: no dataset given/);
  assert.match(
    run('merge', '--help').stdout,
    /^neuropyxels merge <dataset> <dataset> … .*--sync-line .*--output/s,
  );
});

test('sync --out FOLDER/ writes the files that npyx reads, and never over others', () => {
  const [first] = probesOf(folder);
  const out = path.join(folder, 'edges');
  const { status, stderr } = run('sync', first, '--out', `${out}/`);
  assert.equal(status, 0, stderr);
  assert.deepEqual(readdirSync(out).sort(), [
    'rec_g0_t0.imec0.ap_sync6of_samples.npy',
    'rec_g0_t0.imec0.ap_sync6on_samples.npy',
  ]);
  const file = path.join(out, 'rec_g0_t0.imec0.ap_sync6on_samples.npy');
  // npyx has the sample before the edge.
  assert.equal(parseNpy(new Uint8Array(readFileSync(file)), file).data[0], 14_999);
  assert.match(
    run('sync', first, '--out', `${out}/`).stderr,
    /on_samples\.npy exists already; name another folder/,
  );
  assert.match(run('units', first, '--out', `${out}/`).stderr, /units makes no files for one/);
});
