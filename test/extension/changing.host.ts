import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { catalogue } from '../../core/analyses/catalogue.ts';
import { isInputError } from '../../core/model/errors.ts';
import type { OpenDataset } from '../../extension/datasets.ts';
import { runOf } from '../../extension/run-of.ts';
import { givenParams, givenUnits } from '../given-params.ts';
import { activated, closeAll, eventually, workspaceFile } from './the-extension.ts';

/** A copy of the workspace's recording without its raw files, so that it may be spoilt. */
function copyOfRecording(): { header: string; folder: string } {
  const header = workspaceFile('recording', '.ap.meta');
  const folder = mkdtempSync(path.join(tmpdir(), 'neuropyxels-changing-'));
  cpSync(path.dirname(header), folder, { recursive: true, filter: (file) => !file.endsWith('.bin') });
  return { header: path.join(folder, path.basename(header)), folder };
}

async function openDashboard(file: string): Promise<OpenDataset> {
  const { dashboards } = await activated();
  await vscode.commands.executeCommand('vscode.openWith', vscode.Uri.file(file), 'neuropyxels.dashboard');
  const { dataset } = await eventually('a dashboard', () =>
    dashboards.all.find(({ uri }) => uri.fsPath === file),
  );
  await dataset.units();
  return dataset;
}

/** Gives the watch its first look at the files as they are. */
const watched = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1500));

const changeOf = (dataset: OpenDataset): Promise<void> =>
  new Promise((resolve) => {
    const once = dataset.onDidChange(() => {
      once.dispose();
      resolve();
    });
  });

/** A one-dimensional NPY file with the first `count` values of another one of 8-byte or 4-byte integers. */
function firstValues(npy: Buffer, count: number): Buffer {
  const start = 10 + npy.readUInt16LE(8);
  const header = npy.toString('latin1', 10, start);
  const itemBytes = Number(/'[<|][iuf](\d)'/.exec(header)?.[1]);
  const changed = `${header
    .replace(/'shape': \(\d+/, `'shape': (${count}`)
    .trimEnd()
    .padEnd(start - 11)}\n`;
  return Buffer.concat([
    npy.subarray(0, 10),
    Buffer.from(changed, 'latin1'),
    npy.subarray(start, start + count * itemBytes),
  ]);
}

export function changingTests(): void {
  describe('a recording that changes while it is open', () => {
    afterEach(closeAll);

    it('says in a sentence that its folder was deleted, and the others stay', async () => {
      const { header, folder } = copyOfRecording();
      const dataset = await openDashboard(header);
      await watched();
      const changed = changeOf(dataset);
      rmSync(folder, { recursive: true });
      await changed;
      await assert.rejects(dataset.summary(), (error: Error) => {
        assert.ok(isInputError(error), error.stack);
        assert.ok(error.message.includes(folder), error.message);
        assert.doesNotMatch(error.message, /\n|ENOENT/);
        return true;
      });
      const other = await openDashboard(workspaceFile('recording', '.ap.meta'));
      assert.ok((await other.units()).ids.length > 0);
    });

    it('shows the spikes of a sorting that was written anew, and a sentence while it is half written', async () => {
      const { header, folder } = copyOfRecording();
      const times = path.join(folder, 'spike_times.npy');
      const clusters = path.join(folder, 'spike_clusters.npy');
      try {
        const dataset = await openDashboard(header);
        const before = await dataset.units();
        await watched();
        const count = before.spikeCount.reduce((sum, n) => sum + n, 0);
        const half = Math.floor(count / 2);
        let changed = changeOf(dataset);
        writeFileSync(times, readFileSync(times).subarray(0, 1000));
        await changed;
        await assert.rejects(dataset.units(), (error: Error) => {
          assert.ok(isInputError(error), error.stack);
          assert.match(error.message, /spike_times\.npy/);
          return true;
        });
        changed = changeOf(dataset);
        const original = path.dirname(workspaceFile('recording', '.ap.meta'));
        writeFileSync(times, firstValues(readFileSync(path.join(original, 'spike_times.npy')), half));
        writeFileSync(clusters, firstValues(readFileSync(path.join(original, 'spike_clusters.npy')), half));
        await changed;
        const after = await dataset.units();
        assert.equal(
          after.spikeCount.reduce((sum, n) => sum + n, 0),
          half,
        );
      } finally {
        await closeAll();
        rmSync(folder, { recursive: true });
      }
    });
  });

  describe('the commands', () => {
    afterEach(closeAll);

    it('of the catalogue plot what they are given, each in a panel that the engine can fill', async function () {
      this.timeout(180_000);
      const { engine, figures } = await activated();
      const dataset = await openDashboard(workspaceFile('recording', '.ap.meta'));
      for (const analysis of catalogue) {
        const { id, title } = analysis;
        const known = figures.all.length;
        const given = givenUnits(analysis);
        await vscode.commands.executeCommand(`neuropyxels.${id}`, {
          dataset: dataset.folder,
          ...(given.length > 0 ? { units: given } : {}),
          stream: 'imec0.ap',
          params: givenParams(analysis),
        });
        const shown = await eventually(title, () => figures.all[known]);
        assert.deepEqual(shown.request.units, given, id);
        assert.equal(shown.request.stream, 'imec0.ap');
        assert.deepEqual(shown.request.params, givenParams(analysis));
        const { figure } = await engine.run(runOf(dataset, shown.request));
        assert.ok(figure.title.length > 0, id);
        // Or all of them would be computed in their pages as well.
        shown.panel.dispose();
      }
    });

    it('open the text of a dashboard and the dashboard of a text', async () => {
      const { dashboards } = await activated();
      const file = workspaceFile('recording', '.ap.meta');
      await openDashboard(file);
      await vscode.commands.executeCommand('neuropyxels.openAsText');
      await eventually('the text', () => vscode.window.activeTextEditor?.document.uri.fsPath === file);
      await vscode.commands.executeCommand('neuropyxels.openDashboard');
      await eventually('the dashboard', () => dashboards.active?.panel.active);
    });

    it('say in a sentence what is wrong with a unit or a stream that is not there', async () => {
      const { engine } = await activated();
      const dataset = await openDashboard(workspaceFile('recording', '.ap.meta'));
      const request = { analysis: 'waveforms', units: ['999999'], params: {} };
      await assert.rejects(engine.run(runOf(dataset, request)), { name: 'UnknownUnit' });
      const elsewhere = { ...request, units: (await dataset.units()).ids.slice(0, 1), stream: 'imec7.ap' };
      await assert.rejects(engine.run(runOf(dataset, elsewhere)), /imec7\.ap/);
    });
  });
}
