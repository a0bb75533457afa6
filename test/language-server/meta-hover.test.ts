import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { durationText } from '../../core/formats/header-words.ts';
import { linesOf } from '../../language-server/hover-text.ts';
import { metaHover } from '../../language-server/meta-hover.ts';
import { expected } from '../corpus.ts';
import { seeded } from './seeded.ts';

const root = 'test/fixtures/corpus/spikeglx_meta';
const files = readdirSync(root, { recursive: true, withFileTypes: true })
  .filter((file) => file.isFile() && file.name.endsWith('.meta'))
  .map((file) => path.join(file.parentPath ?? file.path, file.name));
const read = (name: string) => readFileSync(files.find((file) => file.endsWith(name)) as string, 'utf8');

/** The hover over the line of a key, with plain spaces; `into` is where in the value the mouse is. */
function over(text: string, key: string, into = 0, rawFile?: { name: string; bytes: number } | null): string {
  const lines = linesOf(text);
  const line = lines.findIndex((each) => each.replace(/^~/, '').startsWith(`${key}=`));
  assert.ok(line >= 0, `no ${key} line`);
  const character = (lines[line] as string).indexOf('=') + 1 + into;
  const around = { file: 'x.meta', ...(rawFile !== undefined && { rawFile }) };
  const hover = metaHover(text, line, character, around);
  assert.ok(hover);
  return hover.markdown.replaceAll('\u202f', ' ').replaceAll(' &emsp;|', ' |');
}

describe('hover over a line of a SpikeGLX header', () => {
  it('has the corpus to try it on', () => assert.ok(files.length >= 26));

  for (const file of files)
    it(`names the key of every line of ${path.basename(file)} and knows what it means`, () => {
      const text = readFileSync(file, 'utf8');
      for (const [line, written] of linesOf(text).entries()) {
        const hover = metaHover(text, line, Math.floor(written.length / 2), { file });
        if (written === '') {
          assert.equal(hover, null);
          continue;
        }
        const key = /^~?([^=]+)=/.exec(written)?.[1] as string;
        assert.ok(hover);
        assert.ok(hover.markdown.includes(`**\`${key}\`**`), written.slice(0, 60));
        assert.ok(!hover.markdown.includes('Not a key of SpikeGLX'), `${key} has no meaning`);
        assert.ok(!hover.markdown.includes('undefined') && !hover.markdown.includes('NaN'), hover.markdown);
        assert.deepEqual([hover.line, hover.start, hover.end], [line, 0, written.length]);
      }
    });

  for (const file of files)
    it(`derives the scale and the duration of ${path.basename(file)} as SpikeGLX's document does`, () => {
      const text = readFileSync(file, 'utf8');
      const facts = expected().spikeglx_meta[`spikeglx_meta/${path.relative(root, file)}`];
      assert.ok(facts);
      const { AP, LF, analog_unique } = facts.uV_per_bit;
      const values = [
        ...[AP, LF].flatMap((band) => (band?.in_this_file ? band.unique : [])),
        ...(analog_unique ?? []),
      ];
      assert.ok(values.length > 0);
      const range = facts.typeThis === 'nidq' ? 'niAiRangeMax' : 'imAiRangeMax';
      const derived = [...over(text, range).matchAll(/ = ([\d.]+) µV\/bit/g)].map((match) =>
        Number(match[1]),
      );
      for (const value of values)
        assert.ok(
          derived.some((each) => Math.abs(each / value - 1) < 1e-6),
          `${value} is not among ${derived}`,
        );
      const size = over(text, 'fileSizeBytes');
      assert.ok(
        size.includes(` samples = ${durationText(facts.duration_s).replaceAll('\u202f', ' ')} at `),
        size,
      );
    });

  it('derives µV per bit of a 1.0 probe from range, bits and gain', () => {
    const text = read('sample3B_g0_t0.imec1.ap.meta');
    const derivation = 'AP: `1.2 V / 1024 / 500 = 2.34375 µV/bit`, gain: imroTbl (384 channels)';
    assert.ok(over(text, 'imAiRangeMax').includes(derivation));
    assert.ok(over(text, 'imroTbl').includes(derivation));
    assert.match(over(text, 'imAiRangeMax'), /^\*\*`imAiRangeMax`\*\* = 0\.6 V\n/);
    const lf = over(read('sample3B_g0_t0.imec1.lf.meta'), 'imAiRangeMax');
    assert.ok(lf.includes('LF: `1.2 V / 1024 / 250 = 4.6875 µV/bit`'));
  });

  it('computes what follows from rate, size and first sample', () => {
    const text = read('sample3A_g0_t0.imec.ap.meta');
    assert.ok(
      over(text, 'fileSizeBytes').includes(
        '36.2 GB / (2 bytes × 385 channels) = 47 056 104 samples = 26 min 9 s at 30 000 Hz.',
      ),
    );
    assert.match(over(text, 'imSampRate'), /= 30 000 Hz\n[\s\S]*every 33\.33333 µs/);
    const quad = read('NP2020_sample_g0_t0.imec0.ap.meta');
    assert.ok(over(quad, 'firstSample').includes('249 578 / 30 000 Hz = 8.319 s after the run began.'));
    assert.ok(over(quad, 'nSavedChans').includes('3080 bytes per sample, 92.4 MB per second.'));
  });

  it('says when the raw file is missing or has another size', () => {
    const text = read('sample3A_g0_t0.imec.ap.meta');
    assert.match(over(text, 'fileSizeBytes', 0, null), /not beside this header/);
    assert.match(
      over(text, 'fileSizeBytes', 0, { name: 'a.ap.bin', bytes: 770 }),
      /⚠ `a\.ap\.bin` has 770 bytes/,
    );
    const whole = { name: 'a.ap.bin', bytes: 36_233_200_080 };
    assert.ok(!over(text, 'fileSizeBytes', 0, whole).includes('⚠'));
  });

  it('tells the recording in one line where the file is named', () => {
    const summaries: [string, string][] = [
      [
        'sample3A_g0_t0.imec.ap.meta',
        'Neuropixels phase 3A option 3 · 384 ch · 30 000 Hz · 26 min 9 s · 2.344 µV/bit',
      ],
      ['sample3B_g0_t0.nidq.meta', 'NI-DAQ · 1 ch · 30 003 Hz · 13 min 44 s · 152.6 µV/bit'],
      [
        'NP2020_sample_g0_t0.imec0.ap.meta',
        'Neuropixels 2.0 quad base · 1 536 ch · 30 000 Hz · 9.287 s · 3.027 µV/bit',
      ],
    ];
    for (const [file, summary] of summaries) assert.ok(over(read(file), 'typeThis').includes(summary), file);
  });
});

describe('hover over a table of a SpikeGLX header', () => {
  it('writes tables that markdown takes for tables, with a gap between columns', () => {
    const { markdown = '' } = metaHover('~imroTbl=(0,384)(0 1 0 500 250 1)', 0, 0, { file: 'x' }) ?? {};
    assert.ok(markdown.includes('| n &emsp;| channels &emsp;| bank &emsp;|'));
    assert.ok(
      markdown.includes('\n| --- | --- | --- | --- | --- | --- | --- |\n| 1 &emsp;| 0 &emsp;| 1 &emsp;|'),
    );
  });

  it('groups the channels of a four-shank probe by shank and bank', () => {
    const hover = over(read('sampleNP2.4_4shanks_g0_t0.imec.ap.meta'), 'imroTbl');
    assert.ok(hover.includes('| n | channels | shank | bank | reference | electrodes |'));
    assert.ok(hover.includes('| 96 | 48–95, 144–191 | 1 | 0 | external | 0–95 |'));
  });

  it('shows the four probes of a quad base', () => {
    const quad = read('NP2020_sample_g0_t0.imec0.ap.meta');
    assert.ok(over(quad, 'imroTbl').includes('| 384 | 1152–1535 | 3 | 0 | external | 0–383 |'));
    assert.ok(over(quad, 'snsGeomMap').includes('| 3 | 384 | 27, 59 | 0–2865 | 192 | none |'));
    assert.ok(over(quad, 'snsChanMap').includes('| SY | 4 | 1536–1539 |'));
    assert.ok(over(quad, 'muxTbl').includes('96 converters, each reads 16 channels'));
  });

  it('shows gains and references of phase 3A and 1.0 probes', () => {
    const phase3A = over(read('sample3A_g0_t0.imec.ap.meta'), 'imroTbl');
    assert.ok(phase3A.includes('| 384 | 0–383 | 0 | external | 500 | 250 |'));
    const v1 = over(read('sample3B_g0_t0.imec1.ap.meta'), 'imroTbl');
    assert.ok(v1.includes('| 384 | 0–383 | 0 | external | 500 | 250 | 300 Hz |'));
  });

  it('tells the reference sites of a shank map', () => {
    const map = over(read('sampleNP2.4_4shanks_g0_t0.imec.ap.meta'), 'snsShankMap');
    assert.ok(map.includes('| 0 | 96 | 0, 1 | 0–47 | 127 |'));
    const nidq = over(read('sample3B_g0_t0.nidq.meta'), 'snsShankMap');
    assert.ok(nidq.includes('a device without a probe'));
  });

  it('reads out the entry under the mouse', () => {
    const text = '~imroTbl=(24,384)(0 3 1 2 400)(1 0 0 6 12)\n';
    const at = (entry: string) => over(text, 'imroTbl', text.indexOf(entry) + 3 - text.indexOf('(24'));
    assert.ok(at('(0 3').includes('channel 0 · shank 3 · bank 1 · reference tip of shank 1 · electrode 400'));
    assert.ok(at('(1 0').includes('reference site 511 of shank 0'));
    assert.ok(!at('(24,').includes('Under the cursor'));
    const mask = '~imroTbl=(2003,384)(0 5 1 0)';
    assert.ok(over(mask, 'imroTbl', 12).includes('channel 0 · banks 0 + 2 · reference ground · electrode 0'));
  });

  it('says so when a table was cut', () => {
    const text = '~snsGeomMap=(NP1000,1,0,70)(0:27:0:1)(0:59:0';
    assert.ok(over(text, 'snsGeomMap').includes('the header was cut'));
  });
});

describe('hover over a header that is being typed', () => {
  it('never throws and always names the key', () => {
    const random = seeded(11);
    const texts = files
      .filter((file) => /NP24|3A|nidq|NP1110|catgt/.test(file))
      .map((file) => readFileSync(file, 'utf8'));
    const noise = [
      '=',
      '(',
      ')',
      '~',
      ',',
      ':',
      '\r\n',
      '\n',
      '-',
      'x',
      '1e9',
      '∞',
      ' ',
      '9'.repeat(20),
      '\0',
    ];
    for (let round = 0; round < 400; round++) {
      let text = texts[round % texts.length] as string;
      // Cut, then scribble on it.
      if (round % 3 === 0) text = text.slice(0, Math.floor(random() * text.length));
      for (let edit = 0; edit < 5; edit++) {
        const at = Math.floor(random() * text.length);
        const removed = Math.floor(random() * 30);
        text = text.slice(0, at) + noise[Math.floor(random() * noise.length)] + text.slice(at + removed);
      }
      const lines = linesOf(text);
      for (let hover = 0; hover < 10; hover++) {
        const line = Math.floor(random() * (lines.length + 2)) - 1;
        metaHover(text, line, Math.floor(random() * 300) - 1, { file: 'x.meta', rawFile: null });
      }
    }
  });

  it('takes words of JavaScript for what they are: unknown keys', () => {
    for (const key of ['constructor', '__proto__', 'toString', 'hasOwnProperty']) {
      const { markdown = '' } = metaHover(`${key}=1`, 0, 0, { file: 'x.meta' }) ?? {};
      assert.match(markdown, /Not a key of SpikeGLX/, key);
    }
    assert.ok(
      metaHover('typeNiEnabled=constructor', 0, 0, { file: 'x' })?.markdown.includes('`constructor`\n'),
    );
  });

  it('says what is wrong with a line that has no equals sign, and which of two equal keys counts', () => {
    assert.match(metaHover('nSavedChans', 0, 0, { file: 'x' })?.markdown ?? '', /no `key=value` line/);
    assert.match(
      metaHover('firstSample=1\nfirstSample=2', 0, 0, { file: 'x' })?.markdown ?? '',
      /comes again below/,
    );
  });

  it('shows text of the file as text, whatever markup is in it', () => {
    const { markdown = '' } = metaHover('userNotes=`[x](command:evil)` <b>|', 0, 0, { file: 'x' }) ?? {};
    assert.ok(markdown.includes('`ˋ[x](command:evil)ˋ <b>|`'));
  });
});
