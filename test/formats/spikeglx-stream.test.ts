import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { metaKey, spikeGlxKeys } from '../../core/formats/spikeglx-keys.ts';
import { streamKind } from '../../core/formats/spikeglx-kind.ts';
import { parseSpikeGlxMeta } from '../../core/formats/spikeglx-meta.ts';
import { spikeGlxStream } from '../../core/formats/spikeglx-stream.ts';
import { isInputError } from '../../core/model/errors.ts';
import { corpusText, expected } from '../corpus.ts';

const streamOf = (...lines: string[]) =>
  spikeGlxStream(parseSpikeGlxMeta(lines.join('\n'), 'x.meta'), 'x.meta');
const np2 = corpusText('spikeglx_meta/ibl-neuropixel/sampleNP2.4_4shanks_appVersion20230905.ap.meta');
const np1 = corpusText('spikeglx_meta/probeinterface/Noise_g0_t0.imec0.ap.meta');
const edited = (text: string, ...changes: [string | RegExp, string][]) => {
  let changed = text;
  for (const [from, to] of changes) {
    assert.ok(changed.replace(from, to) !== changed, `${from} is not in the header`);
    changed = changed.replace(from, to);
  }
  return spikeGlxStream(parseSpikeGlxMeta(changed, 'x.meta'), 'x.meta');
};

describe('a OneBox header', () => {
  // No real one was found; written after SpikeGLX's Metadata_Help.
  const stream = streamOf(
    'typeThis=obx',
    'fileName=D:/r_g0/r_g0_t0.obx1.obx.bin',
    'obSampRate=30303.0',
    'obAiRangeMax=5',
    'obAiRangeMin=-5',
    'obMaxInt=32768',
    'acqXaDwSy=12,1,1',
    'snsXaDwSy=2,1,1',
    'nSavedChans=4',
    'snsSaveChanSubset=0,3,12,13',
    'fileSizeBytes=8000',
    '~snsChanMap=(12,1,1)(XA0;0:0)(XA3;3:1)(XD0;12:2)(SY0;13:3)',
  );

  it('has analog inputs of ±5 V over 16 bits, a digital word and a sync word', () => {
    assert.deepEqual(
      [stream.id, stream.band, stream.sampleRateHz, stream.sampleCount],
      ['obx1', 'obx', 30303, 1000],
    );
    assert.deepEqual(
      stream.channels.map(({ id, name, role }) => [id, name, role]),
      [
        [0, 'XA0', 'analog'],
        [3, 'XA3', 'analog'],
        [12, 'XD0', 'sync'],
        [13, 'SY0', 'sync'],
      ],
    );
    assert.deepEqual(
      stream.channels.map(({ uvPerBit }) => uvPerBit),
      [5e6 / 32768, 5e6 / 32768, Number.NaN, Number.NaN],
    );
    assert.equal(stream.probe, null);
    assert.deepEqual(stream.warnings, []);
  });
});

describe('an NI-DAQ header', () => {
  const header = (counts: string, columns: number) =>
    streamOf(
      'typeThis=nidq',
      'fileName=r.nidq.bin',
      'niSampRate=25000',
      'niAiRangeMax=2',
      'niMNGain=200',
      'niMAGain=10',
      `acqMnMaXaDw=${counts}`,
      `snsMnMaXaDw=${counts}`,
      `nSavedChans=${columns}`,
      'snsSaveChanSubset=all',
    );

  it('scales each kind of input by its own gain', () => {
    const { channels } = header('1,1,1,1', 4);
    assert.deepEqual(
      channels.map(({ name }) => name),
      ['MN0', 'MA0', 'XA0', 'XD0'],
    );
    assert.deepEqual(
      channels.map(({ uvPerBit }) => uvPerBit),
      [2e6 / 32768 / 200, 2e6 / 32768 / 10, 2e6 / 32768, Number.NaN],
    );
  });

  it('may have digital words and nothing else', () => {
    const { channels, warnings } = header('0,0,0,1', 1);
    assert.deepEqual(
      channels.map(({ name, role }) => [name, role]),
      [['XD0', 'sync']],
    );
    assert.deepEqual(warnings, []);
  });
});

describe('the stream of a header', () => {
  const kind = (diskName: string, ...lines: string[]) =>
    streamKind(parseSpikeGlxMeta(['typeThis=imec', ...lines].join('\n')), diskName);

  it('is told by what was saved and by the recorded name, not by the name on disk', () => {
    assert.deepEqual(kind('anything.meta', 'snsApLfSy=384,0,1', 'fileName=C:\\data\\a_g0_t0.imec3.ap.bin'), {
      band: 'ap',
      id: 'imec3.ap',
      recordedStem: 'a_g0_t0.imec3.ap',
    });
    assert.equal(
      kind('x.imec9.ap.meta', 'snsApLfSy=0,384,1', 'fileName=/d/a_g0_t0.imec1.lf.bin')?.id,
      'imec1.lf',
    );
  });

  it('takes the probe number of the disk name where the header lost its own', () => {
    assert.equal(kind('x_g0_t0.imec2.lf.meta', 'snsApLfSy=0,384,1')?.id, 'imec2.lf');
  });

  it('is none without a known typeThis', () => {
    assert.equal(streamKind(parseSpikeGlxMeta('typeThis=tape')), undefined);
    assert.equal(streamKind(parseSpikeGlxMeta('')), undefined);
  });
});

describe('an unknown probe', () => {
  it('with a geometry map keeps sites and scale, and loses only its name', () => {
    const stream = edited(
      np2,
      ['imDatPrb_pn=NP2014', 'imDatPrb_pn=NP9999'],
      ['imDatPrb_type=2013', 'imDatPrb_type=9999'],
      ['(2013,384)', '(9999,384)'],
      ['(NP2014,4', '(NP9999,4'],
    );
    assert.equal(stream.probe?.sites.length, 384);
    assert.deepEqual(
      [stream.probe?.shankCount, stream.probe?.shankPitchUm, stream.probe?.shankWidthUm],
      [4, 250, 70],
    );
    assert.equal(stream.channels[0]?.uvPerBit, 3.02734375);
    assert.equal(stream.probe?.model, 'Neuropixels, unknown type 9999');
    // Its own multiplexer table has 16 slots.
    assert.equal(stream.probe?.adcSlotCount, 16);
    assert.equal(stream.warnings.length, 1);
    assert.match(stream.warnings[0]!, /^x\.meta: probe type 9999, part NP9999, is not known here/);
  });

  it('without any map keeps rate, channels and length, and says what is missing', () => {
    const stream = edited(
      np1,
      ['imDatPrb_pn=PRB_1_4_0480_1', 'imDatPrb_pn=NP9999'],
      ['imDatPrb_type=0', 'imDatPrb_type=9999'],
      ['(0,384)', '(9999,384)'],
    );
    assert.equal(stream.channels.length, 385);
    assert.equal(stream.sampleRateHz, 30_000);
    assert.deepEqual(stream.probe?.sites, []);
    assert.equal(stream.probe?.geometrySource, 'none');
    assert.ok(Number.isNaN(stream.channels[0]?.uvPerBit));
    assert.match(
      stream.warnings.join('\n'),
      /the scale of AP0 is unknown: the header does not tell imMaxInt/,
    );
    assert.match(
      stream.warnings.join('\n'),
      /no usable site map; expected ~snsGeomMap, ~snsShankMap or ~imroTbl of a known probe/,
    );
  });

  it('with the grid keys of newer headers has its sites from the table of electrodes', () => {
    const stream = edited(
      corpusText('spikeglx_meta/probeinterface/NP2020_sample_g0_t0.imec0.ap.meta'),
      ['imDatPrb_pn=NP2020', 'imDatPrb_pn=NP9999'],
      ['imDatPrb_type=2020', 'imDatPrb_type=9999'],
      ['(NP2020,1536)', '(NP9999,1536)'],
      [/~snsGeomMap=.*/, ''],
    );
    assert.equal(stream.probe?.geometrySource, 'imroTbl');
    const last = stream.probe?.sites.at(-1);
    assert.deepEqual([last?.shank, last?.xUm, last?.yUm], [3, 59, 2865]);
  });

  it('whose part number is question marks goes by its type', () => {
    const stream = edited(np1, ['imDatPrb_pn=PRB_1_4_0480_1', `imDatPrb_pn=${'?'.repeat(40)}`]);
    assert.equal(stream.probe?.partNumber, null);
    assert.equal(stream.probe?.model, 'Neuropixels 1.0');
    assert.equal(stream.probe?.sites.length, 384);
    assert.deepEqual(stream.warnings, []);
  });

  it('whose type contradicts the part number goes by the part number', () => {
    const stream = edited(corpusText('spikeglx_meta/probeinterface/NP-Ultra.meta'), [
      'imDatPrb_type=1100',
      'imDatPrb_type=0',
    ]);
    assert.equal(stream.probe?.model, 'Neuropixels UHD1 (Ultra)');
    assert.equal(new Set(stream.probe?.sites.map(({ xUm }) => xUm)).size, 8);
  });
});

describe('saved channels', () => {
  it('of a file without sync words are all neural', () => {
    const stream = edited(
      np2,
      ['snsApLfSy=384,0,1', 'snsApLfSy=384,0,0'],
      ['nSavedChans=385', 'nSavedChans=384'],
      ['snsSaveChanSubset=0:384', 'snsSaveChanSubset=0:383'],
    );
    assert.ok(stream.channels.every(({ role, uvPerBit }) => role === 'neural' && uvPerBit === 3.02734375));
    assert.equal(stream.probe?.sites.length, 384);
  });

  it('of one shank of a quad base are followed by its four sync words', () => {
    const text = corpusText('spikeglx_meta/probeinterface/NP2020_sample_g0_t0.imec0.ap.meta');
    const one = text.replace(/~snsGeomMap=(\([^)]*\))((\([^)]*\)){384}).*/, '~snsGeomMap=$1$2');
    const stream = spikeGlxStream(
      parseSpikeGlxMeta(
        one
          .replace('snsApLfSy=1536,0,4\n', 'snsApLfSy=384,0,4\n')
          .replace(/(^|\n)snsApLfSy=1536,0,4/, '$1snsApLfSy=384,0,4')
          .replace('nSavedChans=1540', 'nSavedChans=388')
          .replace('snsSaveChanSubset=0:1539', 'snsSaveChanSubset=0:383,1536:1539'),
        'x.meta',
      ),
      'x.meta',
    );
    assert.deepEqual(
      stream.channels.slice(384).map(({ id, role }) => [id, role]),
      [
        [1536, 'sync'],
        [1537, 'sync'],
        [1538, 'sync'],
        [1539, 'sync'],
      ],
    );
    assert.deepEqual(new Set(stream.probe?.sites.map(({ shank }) => shank)), new Set([0]));
  });

  it('are those of this band where the list names all that was acquired', () => {
    for (const subset of ['all', '0:768']) {
      const stream = edited(np1, ['snsSaveChanSubset=0:383,768', `snsSaveChanSubset=${subset}`]);
      assert.deepEqual(
        [stream.channels.length, stream.channels[383]?.id, stream.channels[384]?.id],
        [385, 383, 768],
      );
      assert.deepEqual(stream.warnings, []);
    }
  });

  it('that contradict each other are warned of', () => {
    const stream = edited(
      np1,
      ['snsSaveChanSubset=0:383,768', 'snsSaveChanSubset=0:5,768'],
      ['nSavedChans=385', 'nSavedChans=7'],
    );
    assert.equal(stream.channels.length, 385);
    assert.deepEqual(stream.warnings, [
      'x.meta: nSavedChans is 7, snsApLfSy adds up to 385; the latter is used.',
      'x.meta: snsSaveChanSubset names other channels than snsApLfSy; channel numbers may be wrong.',
    ]);
  });
});

describe('a length', () => {
  it('is by bytes, else by seconds, else unknown as while a recording runs', () => {
    assert.equal(edited(np1, [/fileSizeBytes=\d+/, `fileSizeBytes=${385 * 2 * 10 + 5}`]).sampleCount, 10);
    assert.equal(
      edited(np1, [/fileSizeBytes=\d+\r?\n/, ''], [/fileTimeSecs=[\d.]+/, 'fileTimeSecs=2.5']).sampleCount,
      75_000,
    );
    const running = edited(
      np1,
      [/fileSizeBytes=\d+\r?\n/, ''],
      [/fileTimeSecs=[\d.]+\r?\n/, ''],
      [/firstSample=\d+\r?\n/, ''],
    );
    assert.deepEqual([running.sampleCount, running.firstSample], [null, 0]);
  });
});

describe('the gain of a 2.0 probe', () => {
  it('is that of the header where newer software writes it, else the one that its part has', () => {
    assert.equal(
      edited(np2, ['imChan0apGain=100', 'imChan0apGain=50']).channels[0]?.uvPerBit,
      2 * 3.02734375,
    );
    assert.equal(edited(np2, [/imChan0apGain=100\r?\n/, '']).channels[0]?.uvPerBit, 3.02734375);
  });
});

describe('the filter of a band', () => {
  it('follows the probe and its high-pass setting', () => {
    assert.deepEqual(edited(np1, ['a', 'a ']).filterHz, { low: 300, high: 10_000 });
    assert.deepEqual(edited(np1, ['(0 0 0 500 125 1)', '(0 0 0 500 125 0)']).filterHz, { high: 10_000 });
    assert.deepEqual(edited(np2, ['userNotes=', 'userNotes=x']).filterHz, { low: 0.5, high: 10_000 });
  });
});

describe('a header that cannot be used', () => {
  const cases: [string, string, RegExp][] = [
    [
      'empty',
      '',
      /^x\.meta: found no key=value lines, expected a SpikeGLX header with typeThis=imec, nidq or obx\. Restore/,
    ],
    ['random bytes', '\u0000\u0003(=\u0007zz\n=\u0001', /^x\.meta: found no typeThis line, expected/],
    ['of another device', 'typeThis=tape', /^x\.meta: found typeThis=tape, expected/],
    [
      'cut before its rate',
      np1.slice(0, np1.indexOf('imSampRate')),
      /found no typeThis line|found no imSampRate, expected the sampling rate in hertz/,
    ],
    [
      'with a rate of words',
      np1.replace(/imSampRate=.*/, 'imSampRate=fast'),
      /^x\.meta: found imSampRate=fast, expected the sampling rate in hertz/,
    ],
    [
      'without channel counts',
      np1.replace(/snsApLfSy=.*/, 'x=1'),
      /^x\.meta: found no snsApLfSy, expected the number of saved channels of each kind \(AP, LF, SY\)/,
    ],
    [
      'with no channels',
      np1.replace(/snsApLfSy=.*/, 'snsApLfSy=0,0,0'),
      /^x\.meta: found 0 saved channels in snsApLfSy, expected 1 to 100000/,
    ],
    [
      'with more channels than any probe',
      np1.replace(/snsApLfSy=.*/, 'snsApLfSy=999999999,0,1'),
      /found 1000000000 saved channels/,
    ],
  ];
  for (const [name, text, message] of cases)
    it(`${name} gives one sentence`, () => {
      assert.throws(
        () => spikeGlxStream(parseSpikeGlxMeta(text, 'x.meta'), 'x.meta'),
        (error: Error) => isInputError(error) && message.test(error.message) && !error.message.includes('\n'),
      );
    });

  it('cut at any byte never ends in another error', () => {
    for (const text of [np1, np2])
      for (let end = 0; end < text.length; end += 97)
        try {
          const stream = spikeGlxStream(parseSpikeGlxMeta(text.slice(0, end), 'x.meta'), 'x.meta');
          const neural = stream.channels.filter(({ role }) => role === 'neural').length;
          // Sites are all there, or none.
          assert.ok([0, neural].includes(stream.probe?.sites.length ?? 0), `cut at ${end}`);
        } catch (error) {
          assert.ok(isInputError(error), `cut at ${end}: ${error}`);
        }
  });
});

describe('the table of keys', () => {
  it('explains every key of every header of the corpus', () => {
    const unknown = new Set<string>();
    for (const file of Object.keys(expected().spikeglx_meta))
      for (const { key } of parseSpikeGlxMeta(corpusText(file)).entries) if (!metaKey(key)) unknown.add(key);
    assert.deepEqual([...unknown], []);
  });

  it('has units for what is measured, and sentences for all', () => {
    assert.equal(metaKey('imSampRate')?.unit, 'Hz');
    assert.equal(metaKey('imAiRangeMax')?.unit, 'V');
    assert.equal(metaKey('imDatPrb_type')?.values?.['24'], '2.0 four shank, prototype');
    assert.match(metaKey('imErrFlags0_2_IS_CT_SR_LK_PP_SY_MS')?.meaning ?? '', /errors|Error/i);
    assert.match(metaKey('catGTCmdline7')?.meaning ?? '', /CatGT/);
    for (const key of ['nonsense', 'constructor', 'toString']) assert.equal(metaKey(key), undefined);
    for (const [key, { meaning }] of Object.entries(spikeGlxKeys))
      assert.match(meaning, /^[A-Z].{8,}\.$/s, key);
  });
});
