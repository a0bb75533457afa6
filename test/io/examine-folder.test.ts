import assert from 'node:assert/strict';
import { appendFileSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { examineFolder } from '../../core/io/examine-folder.ts';
import { ownRecording, recordingFixture } from '../synthetic.ts';

describe('the doctor', () => {
  it('finds nothing wrong with a recording in order', async () => {
    const findings = await examineFolder(await recordingFixture());
    assert.deepEqual(
      findings.filter(({ severity }) => severity !== 'information'),
      [],
    );
  });

  it('finds what was broken, file by file', async () => {
    const folder = await ownRecording();
    try {
      const params = path.join(folder, 'params.py');
      const text = readFileSync(params, 'utf8');
      writeFileSync(
        params,
        text
          .replace(/dat_path.*/, "dat_path = r'/elsewhere/gone.bin'")
          .replace(/sample_rate.*/, 'sample_rate = 25000.'),
      );
      appendFileSync(path.join(folder, 'cluster_group.tsv'), '0\tmua\n');
      rmSync(path.join(folder, 'amplitudes.npy'));
      const raw = readdirSync(folder).find((name) => name.endsWith('.lf.bin'))!;
      truncateSync(path.join(folder, raw), 1001);
      const codes = (await examineFolder(folder)).map(({ file, code }) => `${path.basename(file)} ${code}`);
      for (const expected of [
        'params.py raw-missing',
        'params.py sample-rate',
        'cluster_group.tsv duplicate-unit',
        'amplitudes.npy file-missing',
        `${raw.replace('.bin', '.meta')} file-size`,
        `${raw.replace('.bin', '.meta')} channel-count`,
      ])
        assert.ok(codes.includes(expected), `${expected} in ${codes.join(', ')}`);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
