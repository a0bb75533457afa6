import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { activated, closeAll, eventually, workspaceFile } from './the-extension.ts';

const open = (file: string, viewType = 'neuropyxels.dashboard') =>
  vscode.commands.executeCommand('vscode.openWith', vscode.Uri.file(file), viewType);

export function dashboardTests(): void {
  describe('a recording', () => {
    afterEach(closeAll);

    it('opens as a dashboard when its .ap.meta is opened, and the engine answers for it', async () => {
      const { dashboards } = await activated();
      await vscode.commands.executeCommand(
        'vscode.open',
        vscode.Uri.file(workspaceFile('recording', '.ap.meta')),
      );
      const { dataset } = await eventually('a dashboard', () => dashboards.active);
      const summary = await dataset.summary();
      assert.equal(summary.acquisition, 'SpikeGLX');
      assert.equal(summary.streams.find(({ band }) => band === 'ap')?.channelCount, 32);
      const table = await dataset.units();
      assert.ok(table.ids.length > 0);
      assert.equal(table.rateHz.length, table.ids.length);
    });

    it('is listed under Recordings with its streams', async () => {
      const { recordings } = await activated();
      const nodes = await recordings.getChildren();
      const names = nodes.map((node) =>
        node.kind === 'recording' ? path.basename(node.recording.folder) : '',
      );
      assert.ok(names.includes('recording') && names.includes('four-shanks'), names.join());
      const first = nodes[names.indexOf('recording')];
      assert.ok(first);
      const [probe] = await recordings.getChildren(first);
      assert.ok(probe);
      const streams = await recordings.getChildren(probe);
      assert.ok(streams.some((node) => node.kind === 'stream' && node.stream.band === 'ap'));
    });

    it('is one dataset for all its files, and stays open a little after the last editor', async () => {
      const { dashboards, datasets } = await activated();
      await open(workspaceFile('recording', '.ap.meta'));
      await open(workspaceFile('recording', '.ap.bin'));
      await eventually('two dashboards', () => dashboards.all.length === 2);
      assert.equal(dashboards.all[0]?.dataset, dashboards.all[1]?.dataset);
      const dataset = dashboards.all[0]?.dataset;
      await closeAll();
      await eventually('no dashboards', () => dashboards.all.length === 0);
      assert.ok(datasets.open().some((other) => other === dataset));
      await eventually(
        'the dataset to close',
        () => !datasets.open().some((other) => other === dataset),
        9000,
      );
    });

    it('stays open while one of two editors on it is closed', async () => {
      const { dashboards, datasets } = await activated();
      await open(workspaceFile('recording', '.ap.meta'));
      await open(workspaceFile('recording', 'params.py'), 'neuropyxels.dashboard.optional');
      await eventually('two dashboards', () => dashboards.all.length === 2);
      const [last, first] = dashboards.all;
      assert.ok(last && first && last.dataset === first.dataset);
      last.panel.dispose();
      await eventually('one dashboard', () => dashboards.all.length === 1);
      // Longer than a dataset that nobody shows is kept.
      await new Promise((resolve) => setTimeout(resolve, 6000));
      assert.ok(datasets.open().includes(first.dataset));
      assert.ok((await first.dataset.units()).ids.length > 0);
    });

    it('tells within two seconds that a label was changed on disk', async () => {
      const { dashboards } = await activated();
      await open(workspaceFile('recording', '.ap.meta'));
      const { dataset } = await eventually('a dashboard', () => dashboards.active);
      const before = await dataset.units();
      const unit = before.ids[0] as string;
      const now = before.group[0] === 'noise' ? 'mua' : 'noise';
      const file = workspaceFile('recording', 'cluster_group.tsv');
      const kept = readFileSync(file, 'utf8');
      // Give the watch its first look at the file as it is.
      await new Promise((resolve) => setTimeout(resolve, 1500));
      const changed = new Promise<{ sorting: boolean; ms: number }>((resolve) => {
        const startedMs = performance.now();
        dataset.onDidChange(({ sorting }) => resolve({ sorting, ms: performance.now() - startedMs }));
      });
      try {
        writeFileSync(file, kept.replace(new RegExp(`^${unit}\t.*$`, 'm'), `${unit}\t${now}`));
        const { sorting, ms } = await changed;
        assert.ok(sorting);
        assert.ok(ms < 2000, `${Math.round(ms)} ms`);
        assert.equal((await dataset.units()).group[0], now);
      } finally {
        writeFileSync(file, kept);
      }
    });

    it('plots a unit in a panel with the unit in its title', async () => {
      const { dashboards, figures } = await activated();
      await open(workspaceFile('recording', '.ap.meta'));
      const { dataset } = await eventually('a dashboard', () => dashboards.active);
      const unit = (await dataset.units()).ids[0] as string;
      await vscode.commands.executeCommand('neuropyxels.plotWaveforms', {
        webviewSection: 'unit',
        dataset: dataset.folder,
        units: [unit],
      });
      const { panel } = await eventually('a figure', () => figures.all.at(-1));
      assert.equal(panel.title, `Waveforms · ${unit}`);
    });

    it('that is broken opens all the same and says why', async () => {
      const { dashboards } = await activated();
      const good = workspaceFile('recording', '.ap.meta');
      const broken = path.join(path.dirname(path.dirname(good)), 'broken_g0_t0.imec0.ap.meta');
      writeFileSync(broken, 'not a header');
      try {
        await open(broken);
        const { dataset } = await eventually('a dashboard', () => dashboards.active);
        const said = await dataset.summary().then(
          ({ parts, warnings }) => [...parts.map(({ message }) => message ?? ''), ...warnings].join(' '),
          (error: Error) => error.message,
        );
        assert.match(said, /broken_g0_t0\.imec0\.ap\.meta/);
      } finally {
        rmSync(broken);
      }
    });
  });
}
