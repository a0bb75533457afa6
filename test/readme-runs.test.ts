import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { parseNpyHeader } from '../core/formats/npy-header.ts';
import { builtThread } from './built-worker.ts';
import { ownRecording } from './synthetic.ts';

const readme = readFileSync('README.md', 'utf8');
const blocksIn = (language: string): string[] =>
  Array.from(
    readme.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g')),
    ([, code = '']) => code,
  );

/** The command line as it ships, with its threads beside it. */
async function builtCli(): Promise<string> {
  const [cli, worker] = await Promise.all(
    ['core/cli/main.ts', 'core/engine/worker.ts'].map((entry) => builtThread(entry)),
  );
  copyFileSync(worker!, path.join(path.dirname(cli!), 'worker.js'));
  rmSync(path.dirname(worker!), { recursive: true, force: true });
  return cli!;
}

/** Those of docs/cli.md, on two probes that were recorded at once, with units that these have. */
describe('the examples of docs/cli.md run', () => {
  let place = '';
  let cli = '';
  before(async () => {
    [place, cli] = await Promise.all([
      ownRecording({ preset: 'merge', seconds: 12, channels: 16 }),
      builtCli(),
    ]);
    writeFileSync(path.join(place, 'stimuli.csv'), 'time,event\n1.5,go\n3,stop\n4.25,go\n6,stop\n');
  });
  after(() => {
    for (const folder of [place, path.dirname(cli)]) rmSync(folder, { recursive: true, force: true });
  });
  const units: Readonly<Record<string, string>> = {
    '12.0': '0.0',
    '40.1': '1.1',
    '234': '0',
    '241': '1',
    '248': '2',
  };
  const lines = readFileSync('docs/cli.md', 'utf8')
    .split('\n')
    .filter((line) => /^ {4}neuropyxels [a-z]/.test(line))
    // There is no NI card beside the probes.
    .filter((line) => !line.includes('--stream nidq'));
  it('of which there are several', () => assert.ok(lines.length >= 10));
  for (const line of lines)
    it(line.trim(), async () => {
      const words = (line.match(/'[^']*'|\S+/g) ?? [])
        .slice(1)
        .map((word) => word.replace(/^'|'$/g, '').replace(/^rec_g0$/, 'rec_g0_imec0'))
        .map((word) =>
          /^[\d.,]+$/.test(word) ? word.replace(/[\d.]+/g, (unit) => units[unit] ?? unit) : word,
        );
      const { stdout } = await promisify(execFile)(process.execPath, [cli, ...words], {
        cwd: place,
        maxBuffer: 64e6,
      });
      const files = words.flatMap((word, i) => (words[i - 1] === '--out' ? [word] : []));
      if (files.length === 0) assert.ok(stdout.length > 20);
      for (const file of files) assert.ok(existsSync(path.join(place, file)), file);
    });
});

/** The README's examples as somebody types them, beside a recording where the demonstration would be. */
describe('the examples of the README run', () => {
  let place = '';
  let built: Record<'cli' | 'index', string>;
  before(async () => {
    place = mkdtempSync(path.join(tmpdir(), 'neuropyxels-readme-'));
    const [cli, index] = await Promise.all([builtCli(), builtThread('core/index.ts')]);
    built = { cli, index };
    copyFileSync(path.join(path.dirname(cli), 'worker.js'), path.join(path.dirname(index), 'worker.js'));
    mkdirSync(path.join(place, 'demo-recording'));
    const recording = await ownRecording();
    cpSync(recording, path.join(place, 'demo-recording', 'neuropixels-1.0'), { recursive: true });
    rmSync(recording, { recursive: true, force: true });
  });
  after(() => {
    for (const folder of [place, ...Object.values(built).map((file) => path.dirname(file))])
      rmSync(folder, { recursive: true, force: true });
  });
  const node = (words: readonly string[]) =>
    promisify(execFile)(process.execPath, words, { cwd: place, maxBuffer: 64e6 });

  const lines = blocksIn('sh')
    .flatMap((block) => block.split('\n'))
    .filter((line) => line.startsWith('node dist/cli.js '));
  it('of which there are several', () => assert.ok(lines.length >= 5 && blocksIn('js').length >= 1));
  for (const line of lines)
    it(line, async () => {
      const words = line.split(' ').slice(2);
      const { stdout } = await node([built.cli, ...words]);
      const files = words.flatMap((word, i) => (words[i - 1] === '--out' ? [word] : []));
      if (files.length === 0) assert.ok(stdout.length > 20);
      for (const file of files) assert.ok(existsSync(path.join(place, file)), file);
    });

  for (const code of blocksIn('js'))
    it(code.split('\n').find((line) => line.includes('await')) ?? 'a script', async () => {
      const script = path.join(place, 'script.mjs');
      writeFileSync(script, code.replace("'neuropyxels'", JSON.stringify(pathToFileURL(built.index).href)));
      const { stdout } = await node([script, '--out', 'figures/']);
      assert.match(stdout, /Float64Array/);
      const { shape } = parseNpyHeader(readFileSync(path.join(place, 'correlogram.npy')), 'correlogram.npy');
      assert.deepEqual(shape, [2, 2, 161]);
    });
});
