import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Tree } from '@lezer/common';
import type { UnitTable } from '../../core/model/units.ts';
import { complete } from '../../language-server/complete.ts';
import { diagnose } from '../../language-server/diagnose.ts';
import type { ScriptContext } from '../../language-server/script-context.ts';
import { scriptHover } from '../../language-server/script-hover.ts';
import { scriptLenses } from '../../language-server/script-lenses.ts';
import { scriptHints } from '../../language-server/script-marks.ts';
import { parseScript } from '../../language-server/script-syntax.ts';
import { signatureAt } from '../../language-server/signature.ts';
import { datasetFacts, forOneRequest } from '../../language-server/unit-facts.ts';
import { ownRecording } from '../synthetic.ts';
import { type Lab, makeLab } from './lab.ts';
import { answer, mark } from './script-answers.ts';
import { seeded } from './seeded.ts';

const corpus = 'test/fixtures/scripts/corpus';
const features = ['complete', 'hover', 'signature', 'problems', 'hints', 'lenses'];

/** Two thousand lines, of which every fifth calls npyx, and a call that is being typed. */
const longScript = (): string => {
  const calls = Array.from({ length: 2000 }, (_, i) =>
    i % 5 === 0
      ? `c${i} = ccg(dp, [0, 1], bin_size=0.2, win_size=80)`
      : `x${i} = np.mean(c${i - (i % 5)}[${i}:], axis=0) + f(x, y="${i}")`,
  );
  return `from npyx import *\ndp = '../rec'\n${lines(calls)}ccg(dp, [`;
};

const lines = (texts: readonly string[]) => texts.map((text) => `${text}\n`).join('');

let lab: Lab;
before(async () => {
  lab = await makeLab();
});
after(() => lab.remove());

describe('features of scripts', () => {
  it('never throw, whatever is typed', async () => {
    const random = seeded(11);
    const texts = readdirSync(corpus).map(
      (name) => [name, readFileSync(path.join(corpus, name), 'utf8')] as const,
    );
    const pieces = `( ) [ ] { } ' """ \` \${ \n \t = , . * # // ccg( dp \u{1F9E0}`.split(' ');
    for (let round = 0; round < 60; round++) {
      const [name, whole] = texts[Math.floor(random() * texts.length)]!;
      let text = whole;
      for (let cut = 0; cut < 4; cut++) {
        const at = Math.floor(random() * text.length);
        text =
          text.slice(0, at) +
          pieces[Math.floor(random() * pieces.length)] +
          text.slice(at + Math.floor(random() * 9));
      }
      const offset = Math.floor(random() * (text.length + 2));
      for (const feature of features)
        await answer(lab, feature, text.slice(0, offset) + mark + text.slice(offset), name);
    }
  });

  it('work in scripts of mixed tabs, with any line ends and a byte order mark', async () => {
    const script = [
      'from npyx import *',
      'if True:',
      "\tdp = '../rec'",
      '        for u in [0]:',
      `  \t    trn(dp, ${mark}`,
    ];
    for (const end of ['\n', '\r\n', '\r'])
      for (const start of ['', '\ufeff']) {
        const found = await answer(lab, 'complete', start + script.join(end), 'script.py');
        assert.equal((found as { count: number }).count, 20, JSON.stringify(end + start));
      }
  });

  it('are quiet in a file that is too large to be a script, and still know the call that is typed', async () => {
    const filler = '# 0123456789 0123456789 0123456789\n'.repeat(70_000);
    const text = `from npyx import *\n${filler}\ntrn('../rec', `;
    const context = lab.contextOf('script.py');
    const syntax = parseScript(text, 'python');
    assert.equal(syntax.tree.length, 0);
    assert.deepEqual(await diagnose(text, context, syntax), []);
    assert.equal((await complete(text, text.length, context, syntax)).length, 20);
    assert.equal(await scriptHover(text, 5, context, syntax), null);
  });

  it('work in a file outside any workspace, and in one that was never saved', async () => {
    const outside = { ...lab.contextOf('script.py'), roots: [], fallback: null };
    const text = `from npyx import *\ndp = ${JSON.stringify(path.join(lab.folder, 'rec'))}\ntrn(dp, `;
    for (const script of ['/nowhere/else/script.py', null])
      assert.equal((await complete(text, text.length, { ...outside, script })).length, 20);
    const relative = "from npyx import *\ntrn('../rec', ";
    assert.deepEqual(await complete(relative, relative.length, { ...outside, script: null }), []);
    assert.deepEqual(await diagnose(`${relative}99)`, { ...outside, script: null }), []);
  });

  it('give up on values that would take for ever, and on circles', async () => {
    const lists = Array.from({ length: 30 }, (_, i) => `a${i + 1} = [${`a${i}, `.repeat(30)}]`);
    const text = `from npyx import *\na0 = '../rec'\n${lines(lists)}def f(x):\n    return [${'g(x), '.repeat(50)}]\ndef g(x):\n    return [${'f(x), '.repeat(50)}]\ndp = f(1)\ndp2 = dp3\ndp3 = dp2\n`;
    for (const dataset of ['a30', 'dp', 'dp3', 'f(f(1))'])
      for (const feature of features)
        await answer(lab, feature, `${text}trn(${dataset}, ${mark}0)\n`, 'script.py');
  });

  it('look a recording up once in a request, however often a script names it', async () => {
    const lookUps: string[] = [];
    const context = counting(lab.contextOf('script.py'), lookUps);
    const text = longScript();
    await diagnose(`${text}0])`, context);
    assert.deepEqual([...new Set(lookUps)], ['../rec']);
    const requests = datasetFacts();
    const seen: string[] = [];
    const once = forOneRequest({
      ...requests,
      units: (folder) => {
        seen.push(folder);
        return requests.units(folder);
      },
    });
    await scriptHints(
      parseScript(text, 'python'),
      { ...context, units: once.units },
      { from: 0, to: 9000 },
      true,
    );
    assert.equal(seen.length, 1);
  });

  it('offer the units of a recording of thousands, good ones first, and none twice', async () => {
    const table = manyUnits(5000);
    const context: ScriptContext = { ...lab.contextOf('script.py'), units: async () => table };
    const text = "from npyx import *\nccg('../rec', [3, 4, ";
    const items = await complete(text, text.length, context);
    assert.equal(items.length, 4998);
    assert.equal(new Set(items.map(({ label }) => label)).size, 4998);
    const groups = items.map(({ facts }) => facts.split(' ')[0]);
    assert.deepEqual([...new Set(groups)], ['good', 'mua', 'noise']);
  });
});

describe('a recording that goes away', () => {
  it('is no longer offered from the moment it is deleted, and the script is told so', async () => {
    const folder = await ownRecording();
    const facts = datasetFacts();
    const context = { ...lab.contextOf('script.py'), units: facts.units, dataset: facts.dataset };
    const text = `from npyx import *\ndp = ${JSON.stringify(folder)}\ntrn(dp, 0)\n`;
    try {
      assert.deepEqual(await diagnose(text, context), []);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
    assert.equal(await facts.units(folder), null);
    assert.deepEqual(await complete(text, text.length - 3, context), []);
    assert.deepEqual(
      (await diagnose(text, context)).map(({ code }) => code),
      ['no-recording'],
    );
  });

  it('or cannot be read, is no recording and no fault', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'neuropyxels-broken-'));
    try {
      // A header that is a folder, and a sorting of rubbish.
      mkdirSync(path.join(folder, 'rec_g0_t0.imec0.ap.meta'));
      writeFileSync(path.join(folder, 'params.py'), '\0\0');
      writeFileSync(path.join(folder, 'spike_times.npy'), 'rubbish');
      const text = `from npyx import *\ntrn(${JSON.stringify(folder)}, ${mark}0)\n`;
      for (const feature of features) await answer(lab, feature, text, 'script.py');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe('a script of two thousand lines', () => {
  it('is not parsed anew at every key: nearly all of its tree is kept', () => {
    const text = longScript();
    const before = parseScript(text, 'python');
    const middle = text.indexOf('\n', text.length / 2);
    const typed = `${text.slice(0, middle)} + 1${text.slice(middle)}`;
    const kept = new Set(subtrees(before.tree));
    const after = parseScript(typed, 'python', before);
    let same = 0;
    const count = (tree: Tree) => {
      if (kept.has(tree)) same += tree.length;
      else for (const child of tree.children) if ('children' in child) count(child as Tree);
    };
    count(after.tree);
    assert.ok(same > 0.9 * typed.length, `${same} of ${typed.length} characters`);
    // And it is the tree that parsing it anew gives.
    assert.equal(String(after.tree), String(parseScript(typed, 'python').tree));
  });

  it('is answered in a fraction of the time that parsing it once takes', async () => {
    const text = longScript();
    const context = lab.contextOf('script.py');
    const syntax = parseScript(text, 'python');
    const requests: Record<string, () => unknown> = {
      completion: () => complete(text, text.length, context, syntax),
      hover: () => scriptHover(text, text.indexOf('ccg', 30_000) + 1, context, syntax),
      signature: () => signatureAt(text, text.length, context),
      hints: () => scriptHints(syntax, context, { from: 20_000, to: 24_000 }, true),
    };
    const fastestMs = async (ask: () => unknown) => {
      let fastest = Number.POSITIVE_INFINITY;
      for (let round = 0; round < 20; round++) {
        const started = performance.now();
        await ask();
        fastest = Math.min(fastest, performance.now() - started);
      }
      return fastest;
    };
    await scriptLenses(syntax, context);
    const parsing = await fastestMs(() => parseScript(text, 'python'));
    for (const [name, ask] of Object.entries(requests)) {
      const asking = await fastestMs(ask);
      assert.ok(5 * asking < parsing, `${name}: ${asking.toFixed(1)} ms, parsing ${parsing.toFixed(1)} ms`);
    }
  });
});

const subtrees = (tree: Tree): Tree[] => [
  tree,
  ...tree.children.flatMap((child) => ('children' in child ? subtrees(child as Tree) : [])),
];

/** The context with the folders that are looked up written down, relative to the script. */
function counting(context: ScriptContext, lookUps: string[]): ScriptContext {
  const told = (folder: string) => {
    lookUps.push(path.relative(path.dirname(context.script ?? ''), folder));
    return folder;
  };
  return {
    ...context,
    units: (folder) => context.units(told(folder)),
    dataset: async (folder) => context.dataset?.(told(folder)) ?? null,
  };
}

function manyUnits(count: number): UnitTable {
  const ids = Array.from({ length: count }, (_, i) => String(i));
  const numbers = Float64Array.from(ids, (_, i) => i);
  const singles = Float32Array.from(numbers);
  return {
    ids,
    group: ids.map((_, i) => ['noise', 'good', 'mua'][i % 3]!),
    groupSource: ids.map(() => 'cluster_group.tsv: group'),
    spikeCount: numbers,
    rateHz: numbers,
    peakChannel: Int32Array.from(numbers, (i) => i % 384),
    shank: new Int32Array(count),
    xUm: singles,
    depthUm: singles,
    amplitudeUv: singles,
    templateCount: new Int32Array(count).fill(1),
    isiViolationPercent: singles,
    extra: {},
  };
}
