import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { AnyAnalysis } from '../../core/analyses/analysis.ts';
import { catalogue } from '../../core/analyses/catalogue.ts';
import type { Params } from '../../core/analyses/params.ts';
import { script as copied } from '../../core/analyses/run-words.ts';
import { diagnose } from '../../language-server/diagnose.ts';
import { writeLink } from '../../script-host/library-link.ts';
import { anotherValue, givenParams } from '../given-params.ts';

const script = (body: string) => `import { npyx, open, plot } from 'neuropyxels';
const recording = await open('/data/rec_g0_imec0');
${body}
await recording.close();
`;

/** What a user may write. */
const right = script(`
const { result, figure } = await recording.correlogram(['234', '92'], { binMs: 0.2, normalize: 'zscore' });
const lags: Float64Array = result.lagsMs;
const waves = await recording.waveforms(234, { count: 50, periodsS: [[0, 60]] }, { whole: true });
await waves.save('wave.svg', { style: { title: 'Unit 234' } });
const { ids }: { readonly ids: readonly string[] } = await recording.units({ quality: 'good' });
const { streams } = (await recording.metadata()).dataset;
const table = (await recording.isi('234')).table();
const old = await recording.ccg([234, 92], { bin_size: 0.2, win_size: 80 });
const values: Float64Array = old.result.values;
const train = await npyx.trn('/data/rec_g0_imec0', 234, { enforced_rp: 1 });
const file: string | null = await plot(old, 'figure');
const binMs: number = old.params.binMs;
console.log(lags, figure.title, ids, streams, table, values, train.result.trains, file, binMs);`);

/** Each mistake, and what the compiler says. */
const wrong: readonly [body: string, says: RegExp][] = [
  ["await recording.correlogram(['234'], { binSize: 0.2 });", /binSize/],
  ["await recording.correlogram(['234'], { binMs: '0.2' });", /string/],
  ["await recording.correlogram(['234'], { normalize: 'Hz' });", /"Hz"/],
  ["await recording.corelogram(['234']);", /corelogram/],
  ["(await recording.correlogram(['234'])).result.lags;", /'lags'/],
  ['await recording.spikeTrain({ unit: 234 });', /unit/],
  ["await npyx.trn(234, '/data');", /number/],
];

describe('the types of the library, as they are built', () => {
  let folder = '';
  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'neuropyxels-types-'));
    const built = path.join(folder, 'node_modules', 'neuropyxels');
    mkdirSync(path.join(built, 'dist'), { recursive: true });
    symlinkSync(path.resolve('package.json'), path.join(built, 'package.json'));
    const { writeDeclarations } = await import(pathToFileURL(path.resolve('scripts/declarations.mjs')).href);
    writeDeclarations(path.join(built, 'dist'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const errorsIn = (scripts: readonly string[]): string[] => {
    const files = scripts.map((text, i) => {
      const file = path.join(folder, `script-${i}.mts`);
      writeFileSync(file, text);
      return file;
    });
    const options = [
      '--strict',
      '--noEmit',
      '--module',
      'nodenext',
      '--target',
      'es2023',
      '--skipLibCheck',
      '--types',
      'node',
    ];
    const roots = ['--typeRoots', path.resolve('node_modules/@types')];
    const tsc = path.resolve('node_modules/typescript/bin/tsc');
    const { stdout } = spawnSync(process.execPath, [tsc, ...options, ...roots, ...files], {
      encoding: 'utf8',
      cwd: folder,
    });
    return files.map((file) =>
      stdout
        .split('\n')
        .filter((line) => line.includes(path.basename(file)))
        .join('\n'),
    );
  };

  it('accept what a user may write and refuse what a user must not', () => {
    const [accepted, ...refused] = errorsIn([right, ...wrong.map(([body]) => script(body))]);
    assert.equal(accepted, '');
    for (const [i, [body, says]] of wrong.entries()) assert.match(refused[i] ?? '', says, body);
  });

  it('accept what Copy as Script gives of every analysis, and our own checks find nothing wrong with it', async () => {
    const all: readonly AnyAnalysis[] = catalogue;
    const copy = (analysis: AnyAnalysis, params: Readonly<Record<string, unknown>>) =>
      copied({
        analysis,
        dataset: '/data/rec_g0_imec0',
        units: analysis.target === 'unit' ? ['3'] : ['3', '7'],
        params,
        stream: 'imec0.ap',
        style: { title: "the mouse's unit" },
      });
    const texts = all.map((analysis) => {
      const declared: Params = analysis.params;
      const given = Object.entries(declared).map(([name, param]) => [name, anotherValue(param)]);
      return copy(analysis, Object.fromEntries(given));
    });
    const said = errorsIn(texts);
    for (const [i, { id }] of all.entries()) assert.equal(said[i], '', `${id}:\n${texts[i]}`);
    const context = {
      language: 'script',
      script: '/lab/copied.mjs',
      home: '/home/lab',
      manifests: catalogue,
      units: async () => null,
    } as const;
    for (const analysis of all) {
      const text = copy(analysis, givenParams(analysis));
      assert.deepEqual(await diagnose(text, context), [], text);
    }
  });

  it('are found in a workspace that the library is linked into, as editors look for them', async () => {
    const workspace = path.join(folder, 'my lab');
    await writeLink(workspace, {
      folder: path.join(folder, 'node_modules', 'neuropyxels', 'dist'),
      version: '1.0.0',
    });
    const text = `import { open } from 'neuropyxels';
const recording = await open('/data/rec_g0_imec0');
const { result } = await recording.correlogram(['3'], { binMs: 0.5 });
console.log(result.lagsMs.length, recording.corelogram, result.lags);
`;
    // What VS Code tells TypeScript of files that belong to no project.
    const options =
      '--strict --noEmit --allowJs --checkJs --skipLibCheck --module esnext --moduleResolution bundler --target es2023 --types node';
    const tsc = path.resolve('node_modules/typescript/bin/tsc');
    for (const name of ['analysis.mjs', 'analysis.ts']) {
      writeFileSync(path.join(workspace, name), text);
      const { stdout } = spawnSync(
        process.execPath,
        [tsc, ...options.split(' '), '--typeRoots', path.resolve('node_modules/@types'), name],
        { encoding: 'utf8', cwd: workspace },
      );
      const lines = stdout.split('\n').filter((each) => each.startsWith(name));
      assert.equal(lines.length, 2, stdout);
      assert.match(lines[0] ?? '', /corelogram/);
      assert.match(lines[1] ?? '', /'lags'/);
    }
  });
});
