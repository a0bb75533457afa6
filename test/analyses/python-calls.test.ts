import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AnyAnalysis } from '../../core/analyses/analysis.ts';
import { catalogue } from '../../core/analyses/catalogue.ts';
import { python, spikeInterface } from '../../core/analyses/run-words.ts';
import { spikeInterfaceAnalyses } from '../../core/analyses/spikeinterface-call.ts';
import { spikeInterfaceSignatures } from '../../core/analyses/spikeinterface-signatures.ts';
import { npyxFunctions } from '../../language-server/npyx-functions.ts';
import { parseScript } from '../../language-server/script-syntax.ts';

/** A call of a text, with the names of its keywords. */
interface Call {
  readonly name: string;
  readonly keywords: readonly string[];
  readonly positional: number;
}

/** Every call in lines of Python. Throws for a syntax error: what is copied must at least be read. */
function callsIn(text: string): Call[] {
  const calls: Call[] = [];
  parseScript(text, 'python').tree.iterate({
    enter({ name, type, node }) {
      assert.ok(!type.isError, `a syntax error in\n${text}`);
      if (name !== 'CallExpression') return;
      const keywords: string[] = [];
      let positional = 0;
      for (let child = node.getChild('ArgList')?.firstChild; child; child = child.nextSibling) {
        if (/^[(),]$/.test(child.name)) continue;
        if (child.nextSibling?.name === 'AssignOp') {
          keywords.push(text.slice(child.from, child.to));
          child = child.nextSibling.nextSibling ?? child;
        } else positional++;
      }
      const callee = node.firstChild;
      calls.push({ name: callee ? text.slice(callee.from, callee.to) : '', keywords, positional });
    },
  });
  return calls;
}

const signatures = new Map(
  spikeInterfaceSignatures.map((line) => {
    const [, name = '', list = ''] = /^([\w.]+)\((.*)\)$/.exec(line) ?? [];
    assert.notEqual(name, '', line);
    return [name, list.split(', ').map((part) => part.replace(/=.*/s, ''))] as const;
  }),
);
/** What the values of copied lines are: `sorting.select_units(…).count_num_spikes_per_unit(…)` is one of a sorting. */
const signatureOf = (name: string) => {
  const method = name.slice(name.lastIndexOf('.') + 1);
  const owner = /^(si|sorting|recording|analyzer)\b/.exec(name)?.[1] ?? 'extension';
  return (
    signatures.get(`${owner}.${method}`) ??
    signatures.get(`extension.${method}`) ??
    assert.fail(`${name} is not among the signatures`)
  );
};
const builtIn = /^(print|dict|zip|int|np\.\w+|\w+\.items)$/;

const all: readonly AnyAnalysis[] = catalogue;
const told = (id: string, params: Readonly<Record<string, unknown>> = {}) => {
  const analysis = all.find((each) => each.id === id) ?? assert.fail(id);
  return { analysis, dataset: '/data/rec', units: ['3', '7'], params, stream: 'imec0.ap' };
};
const places = { acquisition: 'SpikeGLX', sorting: '/data/rec/ks' };

describe('Python with SpikeInterface', () => {
  const variants: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>> = {
    'spike-train': [{ periodsS: [[0, 60]] }],
    correlogram: [{ normalize: 'counts' }, { periodsS: [[0, 60]] }],
    waveforms: [{ count: 0 }, { highpassHz: 300, medianReference: true }],
    'raw-traces': [
      { channels: [1, 2], highpassHz: 300, lowpassHz: 6000, reference: 'median', adcRealign: true },
    ],
    'quality-metrics': [{ snr: true }],
  };

  it('calls what there is, with parameters it has', () => {
    for (const id of spikeInterfaceAnalyses)
      for (const params of [{}, ...(variants[id] ?? [])])
        for (const acquisition of ['SpikeGLX', 'Open Ephys']) {
          const text = spikeInterface(told(id, params), { ...places, acquisition });
          assert.ok(text, id);
          let known = 0;
          for (const { name, keywords } of callsIn(text)) {
            if (builtIn.test(name)) continue;
            const params = signatureOf(name);
            for (const keyword of keywords) assert.ok(params.includes(keyword), `${id}: ${name}(${keyword})`);
            known++;
          }
          assert.ok(known > 0, text);
          // Extensions and their parameters are told in dicts.
          for (const [, extension = '', given = ''] of text.matchAll(/"([a-z_]+)": \{([^{}]*)\}/g))
            for (const [, key = ''] of given.matchAll(/"([a-z_]+)":/g)) {
              if (text.includes(`params = {"${extension}"`) || !signatures.has(extension)) continue;
              assert.ok(signatures.get(extension)?.includes(key), `${id}: ${extension}(${key})`);
            }
        }
  });

  it('says nothing where it would say something else than the figure', () => {
    const none: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
      ['psth', {}],
      ['templates', {}],
      ['correlogram', { logBins: 20 }],
      ['spike-train', { enforcedRpMs: 1 }],
      [
        'spike-train',
        {
          periodsS: [
            [0, 1],
            [2, 3],
          ],
        },
      ],
      ['waveforms', { whiten: 'noise' }],
      ['raw-traces', { reference: 'local' }],
    ];
    for (const [id, params] of none) assert.equal(spikeInterface(told(id, params), places), null, id);
    assert.equal(spikeInterface({ ...told('isi'), units: ['3.1'] }, places), null);
  });

  it('reads as a person would write it', () => {
    assert.equal(
      spikeInterface(told('correlogram', { binMs: 0.5, windowMs: 100, normalize: 'counts' }), places),
      `import spikeinterface.full as si

sorting = si.read_phy(folder_path="/data/rec/ks")
sorting = sorting.select_units(unit_ids=[3, 7])
# Counts of every pair of units, (units, units, bins); edges of bins, not their centres, are at multiples of bin_ms.
correlograms, edges_ms = si.compute_correlograms(sorting, window_ms=100, bin_ms=0.5)
`,
    );
  });
});

describe('Python with npyx', () => {
  it('calls what there is, with parameters it has and those it must be given', () => {
    let count = 0;
    for (const { id } of all) {
      const events = id === 'psth' || id === 'joint-psth' ? { events: ['go=1 2 3'] } : {};
      const text = python(told(id, events));
      if (text === null) continue;
      for (const { name, keywords, positional } of callsIn(text)) {
        if (builtIn.test(name)) continue;
        const known = npyxFunctions.get(name) ?? assert.fail(`${id}: npyx has no ${name}`);
        assert.match(text, new RegExp(`from npyx\\.${known.module} import .*\\b${name}\\b`));
        const names = known.params.map((param) => param.name);
        for (const keyword of keywords)
          assert.ok(names.includes(keyword) || known.isOpen, `${id}: ${name}(${keyword})`);
        // Every one of its parameters that has no default is given, by position or by name.
        for (const [at, param] of known.params.entries())
          if (param.default === null)
            assert.ok(at < positional || keywords.includes(param.name), `${id}: ${name} wants ${param.name}`);
        count++;
      }
    }
    assert.ok(count >= 20, `${count} calls`);
  });
});
