import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  metaCounts,
  metaNumber,
  metaTable,
  metaText,
  parseIdRanges,
  parseMetaTable,
  parseSpikeGlxMeta,
} from '../../core/formats/spikeglx-meta.ts';

describe('a header', () => {
  const lines = [
    'typeThis=imec',
    'userNotes=',
    '~snsGeomMap=(NP1010,1,0,70)(0:27:0:1)',
    'catGTCmdline=<CatGT -g=0 -t=0>',
  ];

  it('has the same keys and values with either line end, a last newline or none, and a byte-order mark', () => {
    const wanted = parseSpikeGlxMeta(lines.join('\n')).entries;
    assert.deepEqual(
      wanted.map(({ key, line }) => [key, line]),
      [
        ['typeThis', 1],
        ['userNotes', 2],
        ['snsGeomMap', 3],
        ['catGTCmdline', 4],
      ],
    );
    for (const text of [
      lines.join('\r\n'),
      `${lines.join('\n')}\n`,
      `${lines.join('\r\n')}\r\n`,
      `\uFEFF${lines.join('\r')}`,
    ])
      assert.deepEqual(parseSpikeGlxMeta(text).entries, wanted);
  });

  it('splits a line at its first equals sign', () => {
    const meta = parseSpikeGlxMeta('catGTCmdline=<CatGT -g=0 -t=0>');
    assert.equal(metaText(meta, 'catGTCmdline'), '<CatGT -g=0 -t=0>');
  });

  it('has the same table under a key with and without the tilde that rewritten files drop', () => {
    const table = '(24,384)(0 0 0 0 0)';
    assert.deepEqual(
      metaTable(parseSpikeGlxMeta(`~imroTbl=${table}`), 'imroTbl'),
      metaTable(parseSpikeGlxMeta(`imroTbl=${table}`), 'imroTbl'),
    );
  });

  it('keeps the number of every line through empty and odd ones, which it reports', () => {
    const meta = parseSpikeGlxMeta('a=1\n\nno equals sign\n=no key\n  \nb=2');
    assert.deepEqual(meta.entries, [
      { key: 'a', value: '1', line: 1 },
      { key: 'b', value: '2', line: 6 },
    ]);
    assert.deepEqual(meta.oddLines, [3, 4]);
  });

  it('takes the last of two values of a key, and keeps both lines', () => {
    const meta = parseSpikeGlxMeta('a=1\na=2');
    assert.equal(metaNumber(meta, 'a'), 2);
    assert.deepEqual(
      meta.entries.map(({ line }) => line),
      [1, 2],
    );
  });

  it('never throws, whatever the bytes are', () => {
    let state = 12345;
    for (let round = 0; round < 200; round++) {
      const codes = Array.from({ length: 200 }, () => {
        state = (state * 1103515245 + 12345) % 2147483648;
        return state % 256;
      });
      const text = String.fromCharCode(...codes);
      const meta = parseSpikeGlxMeta(text);
      const lineCount = text.split(/\r\n|\n|\r/).filter((line) => line.trim() !== '').length;
      assert.equal(meta.entries.length + meta.oddLines.length, lineCount);
      for (const { key } of meta.entries) metaTable(meta, key);
    }
  });
});

describe('a value', () => {
  const meta = parseSpikeGlxMeta(
    'empty=\nrate=29999.757983\nword=abc\ncounts=384,0,1\nshort=384,0\nsigned=-1,0,1',
  );

  it('is undefined as text when it is absent or empty', () => {
    assert.equal(metaText(meta, 'empty'), undefined);
    assert.equal(metaText(meta, 'absent'), undefined);
    assert.equal(metaText(meta, 'word'), 'abc');
  });

  it('is a number only when all of it is one', () => {
    assert.equal(metaNumber(meta, 'rate'), 29999.757983);
    for (const key of ['empty', 'word', 'absent', 'counts']) assert.equal(metaNumber(meta, key), undefined);
  });

  it('is a list of counts only when each is a whole number and there are as many as asked for', () => {
    assert.deepEqual(metaCounts(meta, 'counts', 3), [384, 0, 1]);
    for (const key of ['short', 'signed', 'word', 'absent'])
      assert.equal(metaCounts(meta, key, 3), undefined);
  });
});

describe('a table', () => {
  it('has its header and entries split at the signs that SpikeGLX uses', () => {
    assert.deepEqual(parseMetaTable('(NP2014,4,250,70)(0:27:0:1)(1:59.5:15:0)'), {
      header: ['NP2014', '4', '250', '70'],
      entries: [
        ['0', '27', '0', '1'],
        ['1', '59.5', '15', '0'],
      ],
      isCut: false,
    });
    assert.deepEqual(parseMetaTable('(384,384,1)(AP0;0:288)')?.entries, [['AP0', '0', '288']]);
    assert.deepEqual(parseMetaTable('(1,2,0)')?.entries, []);
  });

  it('that was cut has its whole entries and says so', () => {
    const table = parseMetaTable('(24,384)(0 0 0 0 0)(1 0 0');
    assert.deepEqual(table?.entries, [['0', '0', '0', '0', '0']]);
    assert.equal(table?.isCut, true);
  });

  it('without a header is none', () => assert.equal(parseMetaTable('0:383'), undefined));
});

describe('a list of channel numbers', () => {
  it('stands for every number of its ranges', () => {
    assert.deepEqual(parseIdRanges('0:3,768'), [0, 1, 2, 3, 768]);
    assert.deepEqual(parseIdRanges('5'), [5]);
    assert.equal(parseIdRanges('0:35,72:95,192:227,264:287,384')?.length, 36 + 24 + 36 + 24 + 1);
  });

  it('is none for other text, for ranges that run backwards, and for more numbers than any device has', () => {
    for (const text of ['all', '', '3:0', '1,,2', '-1:4', '0:999999999999', '0:60000,0:60000'])
      assert.equal(parseIdRanges(text), undefined, text);
  });
});
