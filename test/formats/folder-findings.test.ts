import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Finding, fixedStretch } from '../../core/formats/finding.ts';
import { metaFindings } from '../../core/formats/meta-findings.ts';
import { paramsFindings } from '../../core/formats/params-findings.ts';
import { tableFindings } from '../../core/formats/table-findings.ts';

const brief = (findings: readonly Finding[]) =>
  findings.map(({ code, line, fixes }) => [code, line, fixes[0]?.to ?? null]);
/** The text after the first fix of the first finding. */
const mended = (text: string, [finding]: readonly Finding[], which = 0): string => {
  const fix = finding?.fixes[which] ?? assert.fail('nothing to mend');
  const { from, to } = fixedStretch(text, fix) ?? assert.fail('the line is another');
  return text.slice(0, from) + fix.to + text.slice(to);
};
const params = (changes: Record<string, string> = {}) =>
  Object.entries({
    dat_path: "r'/data/rec.bin'",
    n_channels_dat: '385',
    dtype: "'int16'",
    offset: '0',
    sample_rate: '30000.',
    ...changes,
  })
    .map(([name, value]) => `${name} = ${value}`)
    .join('\n');
const raw = {
  written: '/data/rec.bin',
  path: '/data/rec.bin',
  bytes: 385 * 2 * 1000,
  isElsewhere: false,
  relative: 'rec.bin',
};
const header = { file: 'rec.ap.meta', sampleRateHz: 30000.158, columnCount: 385 };

describe('what is wrong with params.py', () => {
  it('is nothing where all agree, calibrated rates too', () => {
    assert.deepEqual(paramsFindings(params(), [raw], header), []);
    assert.deepEqual(paramsFindings(params(), [raw], null), []);
  });

  it('is a raw file that moved, with the path it has now', () => {
    const moved = { ...raw, path: '/here/rec.bin', isElsewhere: true, relative: '../rec.bin' };
    const findings = paramsFindings(params(), [moved], header);
    assert.deepEqual(brief(findings), [['raw-moved', 0, "r'../rec.bin'"]]);
    assert.match(mended(params(), findings), /^dat_path = r'..\/rec.bin'\nn_channels_dat/);
    assert.match(mended(params(), findings, 1), /^dat_path = r'\/here\/rec.bin'\n/);
    const several = params({ dat_path: "['/data/a.bin', '/data/rec.bin']" });
    assert.match(
      mended(several, paramsFindings(several, [moved], header)),
      /^dat_path = \['\/data\/a.bin', r'..\/rec.bin'\]\n/,
    );
    const gone = { ...raw, path: null, bytes: null, relative: null };
    assert.deepEqual(brief(paramsFindings(params(), [gone], header)), [['raw-missing', 0, null]]);
  });

  it("is a number of channels that does not divide the file, mended by the header's where that does", () => {
    const findings = paramsFindings(params({ n_channels_dat: '384' }), [raw], header);
    assert.deepEqual(brief(findings), [['channel-count', 1, '385']]);
    assert.match(findings[0]!.message, /384 channels × 2 bytes do not divide the 770000 bytes/);
    assert.deepEqual(brief(paramsFindings(params({ n_channels_dat: '384' }), [raw], null)), [
      ['channel-count', 1, '385'],
    ]);
    // No usual number of channels divides it.
    const odd = { ...raw, bytes: 2 * 1009 };
    assert.deepEqual(brief(paramsFindings(params(), [odd], null)), [['channel-count', 1, null]]);
    assert.deepEqual(brief(paramsFindings(params({ n_channels_dat: '77' }), [raw], header)), [
      ['channel-count', 1, '385'],
    ]);
  });

  it('is a rate that is not that of the header', () => {
    assert.deepEqual(brief(paramsFindings(params({ sample_rate: '25000' }), [raw], header)), [
      ['sample-rate', 4, '30000.158'],
    ]);
  });

  it('is a number type that NumPy does not have', () => {
    assert.deepEqual(brief(paramsFindings(params({ dtype: "'int17'" }), [raw], null)), [['dtype', 2, null]]);
  });
});

describe('what is wrong with a header', () => {
  const meta = [
    'fileName=a.bin',
    `fileSizeBytes=${385 * 2 * 30_000}`,
    'fileTimeSecs=1',
    'imSampRate=30000',
    'nSavedChans=385',
    'typeThis=imec',
  ];
  const file = { name: 'a.ap.bin', bytes: 385 * 2 * 30_000 };

  it('is nothing where file, size and duration agree', () =>
    assert.deepEqual(metaFindings(meta.join('\n'), file), []));

  it('is a raw file of another size, or of no whole number of samples', () => {
    assert.deepEqual(brief(metaFindings(meta.join('\n'), { ...file, bytes: 385 * 2 * 20_000 })), [
      ['file-size', 1, `fileSizeBytes=${385 * 2 * 20_000}`],
    ]);
    assert.deepEqual(brief(metaFindings(meta.join('\n'), { ...file, bytes: 385 * 2 * 20_000 + 3 })), [
      ['file-size', 1, null],
      ['channel-count', 4, null],
    ]);
  });

  it('is a duration that the size contradicts', () =>
    assert.deepEqual(brief(metaFindings(meta.join('\n').replace('Secs=1', 'Secs=2'), file)), [
      ['sample-rate', 2, 'fileTimeSecs=1'],
    ]));

  it('tells of a missing raw file without calling it wrong; of a compressed one knows no size', () => {
    assert.equal(metaFindings(meta.join('\n'), null)[0]?.severity, 'information');
    assert.deepEqual(metaFindings(meta.join('\n'), { name: 'a.ap.cbin', bytes: 5 }), []);
  });
});

describe('what is wrong with a table of units', () => {
  it('is a unit that is there twice, an id that is no number, a line with too many fields', () => {
    assert.deepEqual(tableFindings('cluster_id\tgroup\n0\tgood\n12.1\tmua\n'), []);
    assert.deepEqual(brief(tableFindings('cluster_id\tgroup\n0\tgood\nx\tmua\n0\tmua\textra\n')), [
      ['table', 2, ''],
      ['duplicate-unit', 3, ''],
      ['table', 3, null],
    ]);
    const twice = 'cluster_id\tgroup\r\n0\tgood\r\n0\tmua\r\n';
    assert.equal(mended(twice, tableFindings(twice)), 'cluster_id\tgroup\r\n0\tmua\r\n');
    assert.equal(mended(twice, tableFindings(twice), 1), 'cluster_id\tgroup\r\n0\tgood\r\n');
    assert.deepEqual(brief(tableFindings('unit\tgroup\n')), [['table', 0, null]]);
  });

  it('and nothing throws on garbage', () => {
    for (const text of ['', '\0\0', '=\n=\n', '{', 'a\tb\n\t\t\t'])
      for (const check of [
        tableFindings,
        (each: string) => metaFindings(each, null),
        (each: string) => paramsFindings(each, [raw], header),
      ])
        assert.doesNotThrow(() => check(text));
  });
});
