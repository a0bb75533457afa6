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

/** The README's examples as somebody types them, beside a recording where the demonstration would be. */
describe('the examples of the README run', () => {
  let place = '';
  let built: Record<'cli' | 'index' | 'worker', string>;
  before(async () => {
    place = mkdtempSync(path.join(tmpdir(), 'neuropyxels-readme-'));
    const [cli, index, worker] = await Promise.all(
      ['core/cli/main.ts', 'core/index.ts', 'core/engine/worker.ts'].map((entry) => builtThread(entry)),
    );
    built = { cli: cli!, index: index!, worker: worker! };
    for (const program of [built.cli, built.index])
      copyFileSync(built.worker, path.join(path.dirname(program), 'worker.js'));
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
