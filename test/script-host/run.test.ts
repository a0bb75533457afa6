import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { placeIn, type ScriptError } from '../../script-host/messages.ts';

describe('a script in a process of its own', () => {
  let folder = '';
  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'neuropyxels-host-'));
    await build({
      entryPoints: { 'script-start': 'script-host/start.ts', 'script-hooks': 'script-host/hooks.ts' },
      outdir: folder,
      outExtension: { '.js': '.js' },
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      banner: {
        js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);",
      },
      logLevel: 'warning',
    });
    writeFileSync(path.join(folder, 'package.json'), '{"type":"module"}');
    // The library, as far as this is about it.
    writeFileSync(path.join(folder, 'index.js'), "export const open = (place) => 'opened ' + place;\n");
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const run = (name: string, text: string) => {
    const file = path.join(folder, name);
    writeFileSync(file, text);
    const start = pathToFileURL(path.join(folder, 'script-start.js')).href;
    const child = fork(file, [], { execArgv: ['--import', start], silent: true });
    let said = '';
    let written = '';
    let fault: ScriptError | undefined;
    child.stdout?.on('data', (bytes) => {
      said += bytes;
    });
    child.stderr?.on('data', (bytes) => {
      written += bytes;
    });
    child.on('message', (message) => {
      fault = message as ScriptError;
    });
    return new Promise<{ said: string; code: number | null; fault?: ScriptError; line?: number }>((resolve) =>
      child.once('close', (code) => {
        const url = pathToFileURL(file).href;
        const place = fault && (placeIn(fault.stack, url, fault.message) ?? placeIn(written, url));
        resolve({ said, code, ...(fault && { fault }), ...(place && { line: place.line }) });
      }),
    );
  };

  it('finds the library by its name, in TypeScript too', async () => {
    const text =
      "import { open } from 'neuropyxels';\nconst place: string = 'here';\nconsole.log(open(place) as string);\n";
    const { said, code } = await run('a.ts', text);
    assert.deepEqual([said, code], ['opened here\n', 0]);
  });

  it('tells an error and its line', async () => {
    const { code, fault, line } = await run(
      'b.ts',
      "interface A {\n  a: 1;\n}\nconst a: A | null = null;\n\nthrow new RangeError('no ' + a);\n",
    );
    assert.deepEqual([code, fault?.name, fault?.message, line], [1, 'RangeError', 'no null', 5]);
  });

  it('tells where a syntax error is', async () => {
    assert.equal((await run('c.mjs', 'const a = 1;\nconst b = ;\n')).line, 1);
    assert.equal((await run('d.ts', 'const a: number = 1;\n\nconst b: = 2;\n')).line, 2);
  });

  it('knows no place for an error from elsewhere', () => {
    assert.equal(placeIn('Error: x\n    at node:fs:1:2', 'file:///a.mjs', 'x'), null);
  });
});
