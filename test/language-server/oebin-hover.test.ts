import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { linesOf } from '../../language-server/hover-text.ts';
import { oebinHover } from '../../language-server/oebin-hover.ts';
import { corpusFolder } from '../corpus.ts';
import { seeded } from './seeded.ts';

const files = readdirSync(path.join(corpusFolder, 'openephys'), { recursive: true, withFileTypes: true })
  .filter((file) => file.isFile() && file.name.endsWith('.oebin'))
  .map((file) => path.join(file.parentPath ?? file.path, file.name));

const example = `{
  "GUI version": "0.6.7",
  "continuous": [
    {
      "folder_name": "Neuropix-PXI-100.ProbeA-AP/",
      "sample_rate": 30000.0,
      "source_processor_name": "Neuropix-PXI",
      "stream_name": "ProbeA-AP",
      "num_channels": 2,
      "channels": [
        { "channel_name": "CH1", "bit_volts": 0.1949999928474426, "units": "" },
        { "channel_name": "SYNC", "bit_volts": 1.0, "units": "" }
      ]
    },
    {
      "folder_name": "NI-DAQmx-103.PXIe-6341/",
      "sample_rate": 30000.0,
      "source_processor_name": "NI-DAQmx",
      "channels": [
        { "channel_name": "AI0", "bit_volts": 0.000305, "units": "uV" }
      ]
    }
  ],
  "extra": 1
}
`;

/** The hover at the n-th place where `token` stands. */
function over(
  text: string,
  token: string,
  nth = 0,
  datBytes?: ReadonlyMap<string, number | null>,
): string | null {
  let offset = -1;
  for (let i = 0; i <= nth; i++) offset = text.indexOf(token, offset + 1);
  assert.ok(offset >= 0, token);
  const before = text.slice(0, offset + 1).split('\n');
  const hover = oebinHover(text, before.length - 1, before.at(-1)?.length ?? 0, datBytes ? { datBytes } : {});
  return hover?.markdown.replaceAll('\u202f', ' ') ?? null;
}

describe('hover over structure.oebin', () => {
  it('tells the meaning, value and unit of a key, over the key and over the value', () => {
    for (const token of ['"sample_rate"', '30000.0']) {
      const hover = over(example, token);
      assert.match(hover ?? '', /^\*\*`sample_rate`\*\* = 30 000 Hz\n\nSampling rate of the stream\./);
    }
    assert.match(over(example, '"GUI version"') ?? '', /`0\.6\.7`[\s\S]*Version of the Open Ephys GUI/);
  });

  it('gives bit_volts the unit that holds and not the one that is written', () => {
    assert.match(over(example, '"bit_volts"', 0) ?? '', /= 0\.1949999928474426 µV\/bit\n/);
    assert.match(over(example, '"bit_volts"', 1) ?? '', /= 1, a word of digital lines/);
    assert.match(over(example, '"bit_volts"', 2) ?? '', /= 0\.000305 V\/bit = 305 µV\/bit\n/);
  });

  it('sums up the stream that the mouse is in, with its length when the raw file is there', () => {
    const folder = 'Neuropix-PXI-100.ProbeA-AP/';
    const sizes = new Map([[folder, 2 * 2 * 30000 * 90]]);
    assert.match(
      over(example, 'CH1', 0, sizes) ?? '',
      /ProbeA-AP: 2 ch · 30 000 Hz · 1 min 30 s, 10\.8 MB · 0\.195 µV\/bit/,
    );
    assert.match(over(example, 'CH1', 0, new Map([[folder, null]])) ?? '', /continuous\.dat is not there/);
    assert.match(over(example, 'CH1', 0, new Map([[folder, 7]])) ?? '', /ends inside a sample/);
    const all = over(example, '"continuous"') ?? '';
    assert.ok(all.includes('ProbeA-AP') && all.includes('PXIe-6341'));
  });

  it('is silent between keys and says so over unknown ones', () => {
    assert.equal(oebinHover(example, 2, 1, {}), null);
    assert.equal(oebinHover(example, 99, 0, {}), null);
    assert.match(over(example, '"extra"') ?? '', /Not a key of the Open Ephys binary format/);
    assert.match(over('{"constructor": 1}', '"constructor"') ?? '', /Not a key/);
  });

  it('marks the key or value it is about', () => {
    const line = '      "sample_rate": 30000.0,';
    const hover = oebinHover(example, 5, line.indexOf('rate'), {});
    assert.deepEqual([hover?.line, hover?.start, hover?.end], [5, line.indexOf('"'), line.indexOf(':')]);
  });

  for (const file of files)
    it(`knows the keys of ${path.relative(corpusFolder, file)}`, () => {
      const text = readFileSync(file, 'utf8');
      const lines = linesOf(text);
      const step = Math.max(1, Math.floor(lines.length / 60));
      for (let line = 0; line < lines.length; line += step) {
        const key = /"([^"]+)"\s*:/.exec(lines[line] as string);
        if (!key) continue;
        const hover = oebinHover(text, line, key.index + 2, {});
        assert.ok(hover);
        assert.ok(hover.markdown.startsWith(`**\`${key[1]}\`**`), lines[line]);
        assert.ok(!hover.markdown.includes('Not a key'), lines[line]);
      }
    });

  it('never throws on text that is being typed', () => {
    const random = seeded(3);
    const noise = ['"', '{', '}', '[', ']', ':', ',', '\\', '\n', '\r\n', 'null', '-', 'é'];
    for (let round = 0; round < 500; round++) {
      let text = example;
      for (let edit = 0; edit < 4; edit++) {
        const at = Math.floor(random() * text.length);
        text =
          text.slice(0, at) +
          noise[Math.floor(random() * noise.length)] +
          text.slice(at + Math.floor(random() * 20));
      }
      const lines = linesOf(text);
      for (let i = 0; i < 8; i++)
        oebinHover(text, Math.floor(random() * (lines.length + 2)) - 1, Math.floor(random() * 60), {});
    }
  });
});
