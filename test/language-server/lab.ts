import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { catalogue } from '../../core/analyses/catalogue.ts';
import { listFolder } from '../../language-server/folder-list.ts';
import type { ScriptContext } from '../../language-server/script-context.ts';
import { datasetFacts, forOneRequest } from '../../language-server/unit-facts.ts';
import { mergedRecording } from '../merged.ts';
import { recordingFixture, SMALL } from '../synthetic.ts';

/** A folder with recordings and scripts, as test/fixtures/scripts/README.md describes it. */
export interface Lab {
  readonly folder: string;
  contextOf(file: string): ScriptContext;
  remove(): void;
}

const phyLog = `12:01:07.001 [D] supervisor:655       Clusters selected: [201] (None)
12:01:09.114 [I] supervisor:462       Merge clusters 200, 201 to 210.
12:01:20.310 [D] supervisor:655       Clusters selected: [210] (None)
12:01:26.992 [I] supervisor:467       Assigned 312 spikes.
12:01:27.013 [D] supervisor:655       Clusters selected: [16, 2] (None)
12:02:40.020 [I] supervisor:462       Merge clusters 202, 203 to 8.
`;

/** What *Sync lines* keeps of a recording. */
const keptSync = {
  about: { params: { lines: null } },
  value: { result: { lines: ['2', '6'].map((line, i) => ({ line, pulseCount: 8 + 4 * i })) } },
};

export async function makeLab(): Promise<Lab> {
  const folder = mkdtempSync(path.join(tmpdir(), 'neuropyxels-scripts-'));
  const at = (...parts: string[]) => path.join(folder, ...parts);
  for (const each of ['scripts', 'events', 'nothing']) mkdirSync(at(each));
  for (const file of ['go.csv', 'stop.npy', 'notes.md']) writeFileSync(at('events', file), '');
  const recording = await recordingFixture(SMALL);
  const files = readdirSync(recording).filter((file) => file !== 'npyxMemory');
  const linked = (name: string, which: (file: string) => boolean = () => true) => {
    mkdirSync(at(name));
    for (const file of files.filter(which)) symlinkSync(path.join(recording, file), at(name, file));
  };
  linked('rec');
  linked('sorted-only', (file) => !file.endsWith('.bin'));
  linked('raw-only', (file) => /\.(bin|meta)$/.test(file));
  linked('no-templates', (file) => !file.startsWith('templates'));
  linked('curated');
  writeFileSync(at('curated', 'phy.log'), phyLog);
  linked('synced');
  mkdirSync(at('synced', 'npyxMemory', 'sync'), { recursive: true });
  writeFileSync(at('synced', 'npyxMemory', 'sync', `${'a'.repeat(40)}.json`), JSON.stringify(keptSync));
  const merged = await mergedRecording({ preset: 'merge', seconds: 4, channels: 8, units: 6, lf: false });
  symlinkSync(merged.merged, at('merged'));

  const facts = datasetFacts();
  return {
    folder,
    contextOf(file) {
      const { units, dataset, picture } = forOneRequest(facts);
      return {
        language: file.endsWith('.py') ? 'python' : 'script',
        script: at('scripts', path.basename(file)),
        home: '/home/lab',
        roots: [at('scripts')],
        fallback: file.includes('assumed')
          ? { folder: at('rec'), why: file.includes('setting') ? 'setting' : 'dashboard' }
          : null,
        isTyped: file.endsWith('.ts'),
        manifests: catalogue,
        units,
        dataset,
        ...(file.includes('picture') && {
          picture: (dp, unit) => picture(dp, unit, 'dark'),
        }),
        docsOf: (id) => `docs/analyses.md#${id}`,
        list: listFolder,
      };
    },
    remove() {
      for (const each of [folder, merged.folder]) rmSync(each, { recursive: true, force: true });
    },
  };
}
