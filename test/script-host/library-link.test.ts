import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { linkFolder, linkState, writeLink } from '../../script-host/library-link.ts';

describe('the link to the library in a workspace', () => {
  let folder = '';
  let workspace = '';
  const installed = (version: string) => ({ folder: path.join(folder, 'the extension', version), version });
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'neuropyxels-link-'));
    workspace = path.join(folder, 'lab');
    mkdirSync(path.join(workspace, 'scripts'), { recursive: true });
    for (const version of ['1.0.0', '1.1.0']) {
      const library = installed(version).folder;
      mkdirSync(library, { recursive: true });
      writeFileSync(path.join(library, 'index.js'), `export const version = '${version}';\n`);
      writeFileSync(path.join(library, 'script-start.js'), "globalThis.started = 'started';\n");
      writeFileSync(path.join(library, 'package.json'), '{"type":"module"}');
    }
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const said = (...args: string[]) => {
    const script = path.join(workspace, 'scripts', 'a.mjs');
    writeFileSync(
      script,
      "import { version } from 'neuropyxels';\nconsole.log(version, globalThis.started);\n",
    );
    const { stdout, stderr } = spawnSync(process.execPath, [...args, script], {
      encoding: 'utf8',
      cwd: workspace,
    });
    return stdout.trim() || stderr;
  };

  it('lets plain Node find it, and follows the extension to its next version', async () => {
    assert.match(said(), /Cannot find package 'neuropyxels'/);
    assert.equal(await linkState(workspace, installed('1.0.0')), 'absent');
    await writeLink(workspace, installed('1.0.0'));
    assert.equal(await linkState(workspace, installed('1.0.0')), 'current');
    assert.equal(said(), '1.0.0 undefined');
    assert.equal(said('--import', 'neuropyxels/start'), '1.0.0 started');
    assert.equal(await linkState(workspace, installed('1.1.0')), 'stale');
    await writeLink(workspace, installed('1.1.0'));
    assert.equal(said(), '1.1.0 undefined');
  });

  it('is not taken for ours when somebody else installed a package of this name', async () => {
    const theirs = path.join(folder, 'theirs');
    mkdirSync(linkFolder(theirs), { recursive: true });
    for (const text of ['{"name":"neuropyxels"}', 'null', '{'])
      for (const file of [path.join(linkFolder(theirs), 'package.json')]) {
        writeFileSync(file, text);
        assert.equal(await linkState(theirs, installed('1.0.0')), 'foreign');
        assert.equal(readFileSync(file, 'utf8'), text);
      }
  });
});
