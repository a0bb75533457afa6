import { parseArgs } from 'node:util';
import { collectBeforeEnd } from '../process/collect-before-end.ts';
import { DEMONSTRATIONS } from './demonstrations.ts';
import type { Preset, RecordingKnobs } from './knobs.ts';
import { makeRecording } from './make-recording.ts';

const USAGE = `Makes a synthetic Neuropixels recording with its sorting; the same options give the same bytes.

usage: make-recording FOLDER [options]
  --preset glx-1.0|glx-2.0|oe|merge  SpikeGLX 1.0 or four-shank 2.0, Open Ephys, two probes [glx-1.0]
           demo|demo-2.0|demo-oe            recordings made for showing
  --seconds N    length [20]
  --units N      sorted units [20; merge 14]
  --seed N       [1]
  --channels N   channels saved, 1 to 384
  --phase P      glx-1.0: 3B2, 3A; glx-2.0: 24, 2013, 2014, 21; oe: 0.6, 0.5
  --ks ks2|ks4   layout of the sorting [ks2]
  --raw 0        write no raw data
  --lf 0         write no LFP band
  --event-bit B  bit of the random events`;

/** The folder and knobs of a command line. Throws Error with a sentence about an option that is unknown or incomplete. */
function parseCommandLine(args: string[]): { folder: string; options: Partial<RecordingKnobs> } {
  const string = { type: 'string' } as const;
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      preset: string,
      seconds: string,
      units: string,
      seed: string,
      channels: string,
      phase: string,
      ks: string,
      raw: string,
      lf: string,
      'event-bit': string,
    },
  });
  const [folder, ...rest] = positionals;
  if (folder === undefined || rest.length > 0) throw new Error(USAGE);
  const demonstration = DEMONSTRATIONS[values.preset ?? ''];
  const options: { -readonly [K in keyof RecordingKnobs]?: RecordingKnobs[K] } = { ...demonstration };
  if (!demonstration && values.preset !== undefined) options.preset = values.preset as Preset;
  for (const key of ['seconds', 'units', 'seed', 'channels'] as const)
    if (values[key] !== undefined) options[key] = Number(values[key]);
  if (values['event-bit'] !== undefined) options.eventBit = Number(values['event-bit']);
  for (const key of ['raw', 'lf'] as const) if (values[key] !== undefined) options[key] = values[key] !== '0';
  if (values.phase !== undefined) options.phase = values.phase;
  if (values.ks !== undefined) options.ks = values.ks === 'ks4' ? 'ks4' : 'ks2';
  return { folder, options };
}

try {
  if (process.argv.includes('--help')) console.log(USAGE);
  else {
    const { folder, options } = parseCommandLine(process.argv.slice(2));
    for (const file of makeRecording(folder, options))
      console.log(`${file.sha256}  ${String(file.bytes).padStart(11)}  ${file.path}`);
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 2;
}
collectBeforeEnd();
