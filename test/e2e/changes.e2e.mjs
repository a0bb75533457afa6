import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { closeEditors, explorerRow, openFile, webviewFrame } from '../../scripts/vscode-host/workbench.mjs';
import { eventually, openDashboard, openVsCode, selectedUnits, unitRow } from './support.mjs';

let code;
before(async () => {
  code = await openVsCode('spikeglx-1.0', 'kilosort-4');
});
after(() => code?.close());

test('labels changed on disk come on screen, and selection and scroll stay', async () => {
  const { page, workspace } = code;
  const frame = await openDashboard(page, 'spikeglx-1.0/rec_g0_t0.imec0.ap.meta');
  await unitRow(frame, '0').click();
  await eventually(async () => assert.match((await unitRow(frame, '1').textContent()) ?? '', /good/));
  // Two rows in a low window are above what is seen.
  await page.setViewportSize({ width: 1400, height: 420 });
  const scrolled = () => frame.locator('.grid-scroll').evaluate((grid) => grid.scrollTop);
  await eventually(async () => {
    await frame.locator('.grid-scroll').evaluate((grid) => {
      grid.scrollTop = 44;
    });
    assert.equal(await scrolled(), 44);
  });

  // As phy saves: a whole new file in place of the old one.
  const labels = path.join(workspace, 'spikeglx-1.0/cluster_group.tsv');
  const text = readFileSync(labels, 'utf8').replace('\n1\tgood\n', '\n1\tnoise\n');
  writeFileSync(`${labels}.new`, text);
  renameSync(`${labels}.new`, labels);
  await eventually(async () => assert.match((await unitRow(frame, '1').textContent()) ?? '', /noise/));
  assert.deepEqual(await selectedUnits(frame), ['0']);
  assert.equal(await scrolled(), 44);
  await page.setViewportSize({ width: 1400, height: 900 });
  await closeEditors(page);
});

test('spike times out of order are told in the header once the spikes are indexed', async () => {
  const { page, workspace } = code;
  const times = path.join(workspace, 'spikeglx-1.0/spike_times.npy');
  const bytes = readFileSync(times);
  const data = 10 + bytes.readUInt16LE(8);
  const [first, later] = [bytes.readBigInt64LE(data), bytes.readBigInt64LE(data + 80)];
  bytes.writeBigInt64LE(later, data);
  bytes.writeBigInt64LE(first, data + 80);
  writeFileSync(times, bytes);
  const frame = await openDashboard(page, 'spikeglx-1.0/rec_g0_t0.imec0.ap.meta');
  const parts = frame.locator('.parts-button');
  await eventually(async () => assert.match((await parts.textContent()) ?? '', /1 note/));
  await parts.click();
  assert.match(
    (await frame.locator('#parts').textContent()) ?? '',
    /spike_times\.npy: found times out of order/,
  );
  await closeEditors(page);
});

test('spike files of different lengths are told in one sentence, and the header still works', async () => {
  const { page, workspace } = code;
  const clusters = path.join(workspace, 'kilosort-4/spike_clusters.npy');
  truncateSync(clusters, readFileSync(clusters).length - 400);
  await openFile(page, 'kilosort-4/rec_g0_t0.imec.ap.meta');
  const frame = await webviewFrame(page, 'header h1');
  await eventually(async () => {
    const text = (await frame.locator('body').textContent()) ?? '';
    assert.match(text, /spike_clusters\.npy/);
    assert.match(text, /Neuropixels 3A|3A/);
  });
  await closeEditors(page);
});

test('a broken header is told in one sentence, with its file', async () => {
  const { page, workspace } = code;
  const folder = path.join(workspace, 'broken “ähm” folder');
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'empty.ap.meta'), '');
  await explorerRow(page, 'broken').first().waitFor();
  await openFile(page, 'empty.ap.meta');
  const frame = await webviewFrame(page, '[role=alert], header h1');
  await eventually(async () => {
    const text = (await frame.locator('body').textContent()) ?? '';
    assert.match(text, /empty\.ap\.meta/);
    assert.match(text, /\w\./);
    assert.doesNotMatch(text, /\bat .*:\d+:\d+/);
  });
});
