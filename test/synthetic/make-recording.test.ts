import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import type { RecordingKnobs } from '../../core/synthetic/knobs.ts';
import { makeRecording } from '../../core/synthetic/make-recording.ts';

interface GoldenCase {
  readonly case: string;
  readonly knobs: Partial<RecordingKnobs>;
  readonly files: Record<string, string>;
}
const golden: GoldenCase[] = JSON.parse(readFileSync('test/fixtures/synthetic/golden-sha256.json', 'utf8'));

const scratch = mkdtempSync(path.join(tmpdir(), 'neuropyxels-synthetic-'));
after(() => rmSync(scratch, { recursive: true, force: true }));

const make = (name: string, knobs: Partial<RecordingKnobs>) => makeRecording(path.join(scratch, name), knobs);

// The recordings on which npyx gave the golden values. Without raw data all other files are the same, hence the subsets.
for (const { case: name, knobs, files } of golden)
  test(`recording ${name} has the bytes that the golden values were computed on`, () => {
    const made = new Map(make(name, knobs).map((file) => [file.path, file.sha256]));
    for (const [file, sha256] of Object.entries(files)) assert.equal(made.get(file), sha256, file);
  });

test('makeRecording reports each file with the hash of what is on disk', () => {
  const files = make('twin', { seconds: 3, channels: 4 });
  assert.ok(files.length > 20);
  for (const file of files) {
    const bytes = readFileSync(path.join(scratch, 'twin', file.path));
    assert.equal(bytes.length, file.bytes, file.path);
    assert.equal(createHash('sha256').update(bytes).digest('hex'), file.sha256, file.path);
  }
});

test('the first seconds of the raw signal do not depend on the length of the recording', () => {
  make('short', { seconds: 3, channels: 4, units: 1, lf: false });
  make('long', { seconds: 4, channels: 4, units: 1, lf: false });
  const read = (name: string) => readFileSync(path.join(scratch, name, 'rec_g0_t0.imec0.ap.bin'));
  // Nothing fires in the first 12 ms, so that these samples are noise alone.
  const bytes = 0.01 * 30000 * 5 * 2;
  assert.deepEqual(read('short').subarray(0, bytes), read('long').subarray(0, bytes));
});

test('another seed gives another recording', () => {
  const hash = (seed: number) => make(`seed${seed}`, { seconds: 3, channels: 4, seed, raw: false });
  const [first, second] = [hash(1), hash(2)];
  const times = (files: typeof first) => files.find((file) => file.path === 'spike_times.npy')?.sha256;
  assert.notEqual(times(first), times(second));
});

test('impossible knobs are refused with a sentence that names the knob', () => {
  const refuse = (knobs: Partial<RecordingKnobs>, text: RegExp) =>
    assert.throws(() => make('refused', knobs), { name: 'RangeError', message: text });
  refuse({ channels: 385 }, /^channels is 385: it must be a whole number from 1 to 384$/);
  refuse({ seconds: 1 }, /^seconds is 1: /);
  refuse({ units: 0 }, /^units is 0: /);
  refuse({ phase: 'x' }, /^phase x of glx-1.0 is not known: it is one of 3B2, 3A$/);
  refuse({ preset: 'tetrode' as 'oe' }, /^preset tetrode is not known/);
});
