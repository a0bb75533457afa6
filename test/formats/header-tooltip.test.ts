import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { headerTooltip } from '../../core/formats/header-tooltip.ts';
import { bytesText, countText, durationText, scaleText } from '../../core/formats/header-words.ts';
import { corpusText, expected } from '../corpus.ts';

const tooltip = (name: string, text: string) => headerTooltip(name, text).replaceAll('\u202f', ' ');
const meta = (file: string) => corpusText(`spikeglx_meta/${file}`);

describe('tooltip of a header in the Explorer', () => {
  it('sums up a SpikeGLX header in one line', () => {
    const lines: [string, string][] = [
      [
        'probeinterface/NP2_2013_all_channels.imec0.ap.meta',
        'Neuropixels 2.0 four shank · 384 ch · 30 000 Hz · 8.059 s · 3.027 µV/bit',
      ],
      [
        'ibl-neuropixel/sample3B_g0_t0.imec1.lf.meta',
        'Neuropixels 1.0 · LF · 384 ch · 2 500.03 Hz · 13 min 44 s · 4.688 µV/bit',
      ],
      ['ibl-neuropixel/sample3B_g0_t0.nidq.meta', 'NI-DAQ · 1 ch · 30 003 Hz · 13 min 44 s · 152.6 µV/bit'],
    ];
    for (const [file, line] of lines) assert.equal(tooltip(file, meta(file)), line);
  });

  it('gives every header of the corpus a line with its channels', () => {
    for (const [file, facts] of Object.entries(expected().spikeglx_meta)) {
      const neural = facts.nSavedChans - (facts.sns['SY'] ?? facts.sns['DW'] ?? 0);
      assert.ok(
        tooltip(file, corpusText(file)).includes(` · ${countText(neural).replace('\u202f', ' ')} ch · `),
        file,
      );
    }
  });

  it('lists the streams of an Open Ephys recording', () => {
    const channel = { channel_name: 'CH1', bit_volts: 0.195, units: 'uV' };
    const stream = {
      folder_name: 'Neuropix-PXI-100.ProbeA-AP/',
      sample_rate: 30000,
      channels: [channel, channel],
    };
    const text = JSON.stringify({ 'GUI version': '0.6.7', continuous: [stream] });
    assert.equal(
      tooltip('structure.oebin', text),
      'Open Ephys 0.6.7\nNeuropix-PXI-100.ProbeA-AP: 2 ch · 30 000 Hz · 0.195 µV/bit',
    );
  });

  it('says why a header cannot be used, and never throws', () => {
    assert.match(
      tooltip('a.ap.meta', ''),
      /^a\.ap\.meta: found no key=value lines, expected a SpikeGLX header/,
    );
    assert.match(
      tooltip('structure.oebin', '{"continuous": [{]'),
      /^structure\.oebin: found text that is not JSON/,
    );
    const whole = meta('ibl-neuropixel/sample3B_g0_t0.imec1.ap.meta');
    for (let length = 0; length < whole.length; length += 97)
      assert.ok(tooltip('a.ap.meta', whole.slice(0, length)));
  });
});

describe('numbers in words', () => {
  it('sets thousands apart, also in front of a fraction', () => {
    const words = [0, 999, 1000, 1234567, 29999.757983].map((value) =>
      countText(value).replaceAll('\u202f', ' '),
    );
    assert.deepEqual(words, ['0', '999', '1 000', '1 234 567', '29 999.757983']);
  });

  it('writes durations with the parts that matter, rounded once', () => {
    const words = [0, 1.2346, 12.34, 59.96, 60, 3599.6, 3600, 4319, 90061].map(durationText);
    const right = [
      '0 s',
      '1.235 s',
      '12.3 s',
      '1 min 0 s',
      '1 min 0 s',
      '1 h 0 min',
      '1 h 0 min',
      '1 h 12 min',
      '25 h 1 min',
    ];
    assert.deepEqual(words, right);
    assert.equal(durationText(Number.NaN), 'unknown duration');
  });

  it('writes sizes in decimal units', () => {
    assert.deepEqual([0, 999, 1000, 83_160_000_000].map(bytesText), [
      '0 bytes',
      '999 bytes',
      '1.0 kB',
      '83.2 GB',
    ]);
  });

  it('gives one scale, a range of several, and nothing for digital words', () => {
    assert.equal(scaleText([2.34375, 2.34375, Number.NaN]), '2.344 µV/bit');
    assert.equal(scaleText([4.6875, 2.34375]), '2.344 to 4.688 µV/bit');
    assert.equal(scaleText([Number.NaN]), '');
  });
});
