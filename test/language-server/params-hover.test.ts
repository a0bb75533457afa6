import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { linesOf } from '../../language-server/hover-text.ts';
import { type DatFile, datPathsOf, paramsHover } from '../../language-server/params-hover.ts';
import { seeded } from './seeded.ts';

const kilosort = `dat_path = r'D:\\data\\rec.ap.bin'
n_channels_dat = 385
dtype = 'int16'
offset = 0
sample_rate = 30000.
hp_filtered = False`;

const bytes = 2 * 385 * 30000 * 60;
const files = (file: Partial<DatFile> = {}) =>
  new Map([['D:\\data\\rec.ap.bin', { path: '/lab/rec.ap.bin', bytes, isReplacement: false, ...file }]]);
const over = (text: string, line: number, datFiles?: ReadonlyMap<string, DatFile>) =>
  paramsHover(text, line, datFiles ? { datFiles } : {})?.markdown.replaceAll('\u202f', ' ') ?? null;

describe('hover over params.py', () => {
  it('says what each value means for phy', () => {
    const expected = [
      /^\*\*`dat_path`\*\* = /,
      /Columns of the raw file/,
      /Number type/,
      /= `0` bytes/,
      /= `30000\.` Hz/,
      /high-pass/,
    ];
    for (const [line, pattern] of expected.entries()) assert.match(over(kilosort, line) ?? '', pattern);
  });

  it('computes the length of the recording from the file that dat_path leads to', () => {
    for (const line of [0, 1]) {
      const hover = over(kilosort, line, files()) ?? '';
      assert.ok(
        hover.includes('(385 channels × 2 bytes (int16)) = 1 800 000 samples = 1 min 0 s at 30 000 Hz.'),
        hover,
      );
    }
  });

  it('warns of a file that is missing, found elsewhere, or no whole number of samples', () => {
    assert.match(
      over(kilosort, 0, files({ bytes: null })) ?? '',
      /⚠ `\/lab\/rec\.ap\.bin` is not there; raw waveforms are off/,
    );
    assert.match(
      over(kilosort, 0, files({ isReplacement: true })) ?? '',
      /not on this machine; `\/lab\/rec\.ap\.bin` is used/,
    );
    assert.match(over(kilosort, 1, files({ bytes: bytes + 3 })) ?? '', /⚠ 3 bytes are left over/);
  });

  it('counts the bytes of other number types and an offset', () => {
    const text = "dat_path = 'a'\nn_channels_dat = 4\ndtype = 'float64'\noffset = 100\nsample_rate = 1000";
    const around = new Map([['a', { path: '/a', bytes: 100 + 4 * 8 * 500, isReplacement: false }]]);
    assert.match(over(text, 0, around) ?? '', /\(4 channels × 8 bytes \(float64\)\) = 500 samples = 0\.5 s/);
  });

  it('reads a list of files over several lines, from any of its lines', () => {
    const text = "dat_path = [\n  'a.bin',\n  'b.bin',\n]\nsample_rate = 1";
    assert.deepEqual(datPathsOf(text), ['a.bin', 'b.bin']);
    assert.match(over(text, 2) ?? '', /dat_path/);
    assert.equal(over(text, 4)?.includes('sample_rate'), true);
  });

  it('never takes an expression for a value', () => {
    assert.match(over("dat_path = os.path.join(root, 'x')", 0) ?? '', /⚠ Not a plain value/);
    assert.deepEqual(datPathsOf("dat_path = __import__('os').system('x')"), []);
  });

  it('names what is wrong with a value', () => {
    assert.match(over('n_channels_dat = -3', 0) ?? '', /⚠ Expected a whole number/);
    assert.match(over("dtype = 'int17'", 0) ?? '', /⚠ Not a number type of NumPy/);
    assert.match(over("sample_rate = 'fast'", 0) ?? '', /⚠ Expected hertz/);
    assert.match(over("dtype = 'constructor'", 0) ?? '', /⚠ Not a number type of NumPy/);
    assert.match(over('constructor = 1', 0) ?? '', /Not a parameter that phy reads/);
  });

  it('is silent over comments and empty lines', () => {
    assert.equal(over('# dat_path = 1\n\nx', 0), null);
    assert.equal(over('\n', 0), null);
    assert.equal(over('', 5), null);
  });

  it('never throws on text that is being typed', () => {
    const random = seeded(5);
    const noise = ["'", '"', '[', ']', '(', '=', '\n', '#', '\\', 'r', ',', 'é', '1e999'];
    for (let round = 0; round < 500; round++) {
      let text = kilosort;
      for (let edit = 0; edit < 4; edit++) {
        const at = Math.floor(random() * text.length);
        text =
          text.slice(0, at) +
          noise[Math.floor(random() * noise.length)] +
          text.slice(at + Math.floor(random() * 9));
      }
      for (const line of linesOf(text).keys()) paramsHover(text, line, { datFiles: files() });
    }
  });
});
