import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import oniguruma from 'vscode-oniguruma';
import textmate, { type IGrammar } from 'vscode-textmate';
import { languageContributions } from '../../extension/contributes-language.ts';
import { corpusFolder } from '../corpus.ts';

/** Text and the innermost scope of each token, without the language's suffix. */
type Token = readonly [text: string, scope: string];
let grammar: IGrammar;

function tokens(line: string): Token[] {
  return grammar
    .tokenizeLine(line, textmate.INITIAL)
    .tokens.map(({ startIndex, endIndex, scopes }) => [
      line.slice(startIndex, endIndex),
      (scopes.at(-1) ?? '').replace(/\.spikeglx-meta$/, ''),
    ]);
}
const scopeOf = (line: string, text: string) => tokens(line).find(([each]) => each === text)?.[1];

describe('colours of SpikeGLX metadata', () => {
  before(async () => {
    const wasm = createRequire(path.resolve('package.json')).resolve('vscode-oniguruma/release/onig.wasm');
    await oniguruma.loadWASM(new Uint8Array(readFileSync(wasm)).buffer);
    const [contributed] = languageContributions.grammars;
    const registry = new textmate.Registry({
      onigLib: Promise.resolve({
        createOnigScanner: (sources) => new oniguruma.OnigScanner(sources),
        createOnigString: (text) => new oniguruma.OnigString(text),
      }),
      loadGrammar: async () =>
        textmate.parseRawGrammar(readFileSync(contributed.path, 'utf8'), path.basename(contributed.path)),
    });
    grammar = (await registry.loadGrammar(contributed.scopeName)) as IGrammar;
    assert.ok(grammar);
  });

  const values: [string, string, string][] = [
    ['imSampRate=30000.390639481', '30000.390639481', 'constant.numeric'],
    ['imAiRangeMin=-0.6', '-0.6', 'constant.numeric'],
    ['snsApLfSy=384,0,1', '384,0,1', 'constant.numeric'],
    ['imErrFlags0_IS_CT_SR_LK_PP_SY_MS=0 0 0 0 0 0 0', '0 0 0 0 0 0 0', 'constant.numeric'],
    ['snsSaveChanSubset=0:383,768', '0:383,768', 'constant.numeric.range'],
    ['snsSaveChanSubset=0:35,72:95', '0:35,72:95', 'constant.numeric.range'],
    ['snsSaveChanSubset=all', 'all', 'constant.language.all'],
    ['imCalibrated=true', 'true', 'constant.language.boolean'],
    ['fileCreateTime=2019-08-15T17:37:20', '2019-08-15T17:37:20', 'constant.other.date'],
    ['fileName=D:/Testing Data/a.bin', 'D:/Testing Data/a.bin', 'string.unquoted.path'],
    ['fileName=/data/a.bin', '/data/a.bin', 'string.unquoted.path'],
    [
      'fileSHA1=62B0989A934AE4A9C8FA9254CE828BEAFCE31364',
      '62B0989A934AE4A9C8FA9254CE828BEAFCE31364',
      'constant.other.hash',
    ],
    ['imDatPrb_pn=NP2020', 'NP2020', 'entity.name.type.part-number'],
    ['imDatPrb_pn=PRB_1_4_0480_1_C', 'PRB_1_4_0480_1_C', 'entity.name.type.part-number'],
    ['imDatHs_pn=NP2_HS_30', 'NP2_HS_30', 'entity.name.type.part-number'],
    ['imDatBs_fw=2.0.137', '2.0.137', 'constant.numeric.version'],
    ['userNotes=mouse 3', 'mouse', 'string.unquoted'],
    ['catGTCmdline0=<CatGT -dir=D:/data -ap>', '-dir', 'variable.parameter.option'],
  ];
  for (const [line, text, scope] of values)
    it(`colours the value of ${line} as ${scope}`, () => assert.equal(scopeOf(line, text), scope));

  it('colours the key and the equals sign apart from the value', () => {
    assert.deepEqual(tokens('gateMode=Immediate'), [
      ['gateMode', 'entity.name.tag.key'],
      ['=', 'keyword.operator.assignment'],
      ['Immediate', 'string.unquoted'],
    ]);
  });

  it('colours tables with and without their tilde', () => {
    for (const line of ['~imroTbl=(0,384)(0 0 0 500 250 1)', 'imroTbl=(0,384)(0 0 0 500 250 1)']) {
      assert.equal(scopeOf(line, 'imroTbl'), 'entity.name.function.table');
      assert.equal(scopeOf(line, '500'), 'constant.numeric');
    }
    const map = '~snsChanMap=(384,0,1)(AP0;0:0)(SY0;384:384)';
    assert.equal(scopeOf(map, 'AP0'), 'variable.other.channel');
    assert.equal(scopeOf(map, ';'), 'punctuation.separator');
    assert.equal(
      scopeOf('~snsGeomMap=(PRB_1_4_0480_1_C,1,0,70)(0:27:0:1)', 'PRB_1_4_0480_1_C'),
      'entity.name.type.part-number',
    );
    assert.equal(scopeOf('~snsGeomMap=(NP1110,1,0,73)(0:15.5:0:1)', '15.5'), 'constant.numeric');
  });

  it('marks a line without an equals sign', () => {
    assert.equal(tokens('nSavedChans')[0]?.[1], 'invalid.illegal.no-equals-sign');
  });

  it('leaves no part of a real header without a colour, whichever generation wrote it', () => {
    const root = path.join(corpusFolder, 'spikeglx_meta');
    for (const file of readdirSync(root, { recursive: true, encoding: 'utf8' })) {
      if (!file.endsWith('.meta')) continue;
      for (const line of readFileSync(path.join(root, file), 'utf8').split(/\r?\n/))
        for (const [text, scope] of tokens(line)) {
          if (text.trim() === '') continue;
          assert.notEqual(scope, 'source', `${file}: '${text}' of ${line.slice(0, 60)}`);
          assert.ok(!scope.startsWith('invalid'), `${file}: ${line.slice(0, 60)}`);
        }
    }
  });

  it('knows every header of the corpus by its name or its first line', () => {
    const [language] = languageContributions.languages;
    const names = language.filenamePatterns.map(
      (glob) => new RegExp(`^${glob.replaceAll('.', '\\.').replaceAll('*', '.*')}$`),
    );
    const root = path.join(corpusFolder, 'spikeglx_meta');
    for (const file of readdirSync(root, { recursive: true, encoding: 'utf8' })) {
      if (!file.endsWith('.meta')) continue;
      const [first = ''] = readFileSync(path.join(root, file), 'utf8').split(/\r?\n/);
      const known =
        names.some((name) => name.test(path.basename(file))) || new RegExp(language.firstLine).test(first);
      assert.ok(known, `${file}: ${first}`);
    }
  });
});
