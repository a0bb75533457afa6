import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Engine } from '../core/engine/engine.ts';
import type { RecordingKnobs } from '../core/synthetic/knobs.ts';
import { ownRecording } from './synthetic.ts';

/** Two probes recorded at once, 6 s × 16 channels. */
export const SMALL_PAIR: Partial<RecordingKnobs> = {
  preset: 'merge',
  seconds: 6,
  channels: 16,
  lf: false,
};

export const probesOf = (folder: string): [string, string] => [
  path.join(folder, 'rec_g0_imec0'),
  path.join(folder, 'rec_g0_imec1'),
];

/** Copies of two probes' recordings and their merged dataset, in a folder that the caller removes. */
export async function mergedRecording(
  knobs: Partial<RecordingKnobs> = SMALL_PAIR,
): Promise<{ folder: string; merged: string; probes: [string, string] }> {
  const folder = await ownRecording(knobs);
  const probes = probesOf(folder);
  const engine = new Engine({ threads: 0 });
  const { result } = await engine.merge({ datasets: probes, params: {} });
  return { folder, merged: result.dataset, probes };
}

const golden = 'test/fixtures/golden/merge';

/** The merged folder as npyx left it for preset `merge`, its table with paths as they were on that machine or as told. */
export function npyxMerged(probes: readonly string[], paths: readonly string[] = probes): string {
  const folder = path.join(mkdtempSync(path.join(tmpdir(), 'neuropyxels-npyx-')), 'merged_by_npyx');
  mkdirSync(folder);
  for (const name of ['spike_times', 'spike_clusters'])
    cpSync(path.join(golden, `merge_datasets.arrays.${name}.npy`), path.join(folder, `${name}.npy`));
  const rows = paths.map((dp, i) => `${i},${path.basename(probes[i] as string)},${dp},probe${i + 1}\n`);
  writeFileSync(path.join(folder, 'datasets_table.csv'), `dataset_i,dataset_name,dp,probe\n${rows.join('')}`);
  const { entries } = JSON.parse(readFileSync(path.join(golden, 'golden.json'), 'utf8')) as {
    entries: { id: string; outputs: { value: string }[] }[];
  };
  const tsv = entries.find(({ id }) => id === 'merge_datasets.tsv')?.outputs[0]?.value as string;
  writeFileSync(path.join(folder, 'cluster_group.tsv'), tsv);
  return folder;
}
