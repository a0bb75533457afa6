import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { closeEditors } from '../../scripts/vscode-host/workbench.mjs';
import { eventually, figureLabels, openDashboard, openVsCode, unitRow } from './support.mjs';

let code;
before(async () => {
  code = await openVsCode('spikeglx-1.0', 'four-shanks', 'open-ephys', 'kilosort-4');
});
after(() => code?.close());

for (const { name, file, facts } of [
  {
    name: 'a SpikeGLX recording of a 1.0 probe',
    file: 'spikeglx-1.0/rec_g0_t0.imec0.ap.meta',
    facts: [/Neuropixels 1\.0/, /12 s/, /30\s?000 Hz/, /32\s+channels/, /2\.344\s+µV/, /20\s+units/],
  },
  {
    name: 'a four-shank recording',
    file: 'four-shanks/rec_g0_t0.imec0.ap.meta',
    facts: [/Neuropixels 2\.0/, /four shank/i, /123\s+channels/, /0\.763\s+µV/],
  },
  {
    name: 'an Open Ephys recording',
    file: 'open-ephys/structure.oebin',
    facts: [/Open Ephys/, /32\s+channels/, /0\.195\s+µV/],
  },
  {
    name: 'a 3A recording sorted with Kilosort 4',
    file: 'kilosort-4/rec_g0_t0.imec.ap.meta',
    facts: [/3A/, /Kilosort\s?4/, /32\s+channels/],
  },
])
  test(`${name} opens as a dashboard with its facts, probe, units and figures`, async () => {
    const { page } = code;
    const frame = await openDashboard(page, file);
    const header = await frame.locator('header').first().textContent();
    for (const fact of facts) assert.match(header.replace(/\u202f|\u00a0|\u2009/g, ' '), fact);
    await frame.locator('[aria-label^="Probe map"]').waitFor();
    await unitRow(frame, '0').click();
    await eventually(async () => {
      const labels = await figureLabels(frame);
      assert.ok(
        labels.some((label) => /^Waveforms?\b/i.test(label)),
        labels.join(' | '),
      );
      assert.ok(
        labels.some((label) => /correlogram/i.test(label)),
        labels.join(' | '),
      );
    });
    await closeEditors(page);
  });

test('the page asks nothing of any other computer and raises no error', () => {
  const { foreign, errors } = code.page.seen;
  assert.deepEqual(
    foreign.filter((url) => !/^https:\/\/[^/]*vscode-(cdn|resource)/.test(url)),
    [],
  );
  assert.deepEqual(errors, []);
});
