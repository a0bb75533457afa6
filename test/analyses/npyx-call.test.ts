import assert from 'node:assert/strict';
import test from 'node:test';
import { catalogue } from '../../core/analyses/catalogue.ts';
import { npyxCall, npyxKeywords } from '../../core/analyses/npyx-call.ts';
import { parseParams } from '../../core/analyses/params.ts';
import { npyxCommon, npyxFunctions } from '../../language-server/npyx-functions.ts';

/** What functions take besides the parameters that their signatures name, from the description of npyx 4.3.1. */
const further: Readonly<Record<string, readonly string[]>> = {
  gen_sfc: ['pre_chanrange', 'post_chanrange', 'units', 'name', 'periods'],
  ccg_3D: ['normalize', 'periods', 'enforced_rp', 'num_firing_rate_bins', 'smooth'],
  jPSTH: ['method', 'gsd'],
  summary_psth: ['overlap_events', 'transpose', 'vmin', 'center', 'vmax', 'cmap_str'],
};

/** Analyses that replace functions of npyx and cannot be said as a call of it, and why. */
const without: Readonly<Record<string, string>> = {
  'quality-metrics': 'quality_metrics fails by default (D111)',
  'unit-features': 'the feature functions take waveforms and trains, in their own order',
  'event-synchrony': 'psth_fraction_pop_sync fails on what frac_pop_sync returns',
  clocks: 'align_timeseries_interpol takes times, not datasets',
};

/** `name(a, b, c=d)` of each function of npyx that is called in lines of Python, with its arguments apart. */
function callsIn(code: string): { name: string; module: string; given: string[] }[] {
  const modules = new Map(
    [...code.matchAll(/^from npyx\.(\w+) import (.+)$/gm)].flatMap(([, module, names]) =>
      names!.split(', ').map((name) => [name, module!] as const),
    ),
  );
  const body = code.replace(/^(from|import) .*$/gm, '');
  return [...modules].flatMap(([name, module]) =>
    [...body.matchAll(new RegExp(`\\b${name}\\(`, 'g'))].map(({ index, 0: head }) => ({
      name,
      module,
      given: argumentsAt(body, index + head.length),
    })),
  );
}

function argumentsAt(code: string, start: number): string[] {
  const found: string[] = [];
  let [depth, from] = [0, start];
  for (let i = start; ; i++) {
    const letter = code[i]!;
    if ('([{'.includes(letter)) depth++;
    if ((letter === ',' || letter === ')') && depth === 0) {
      found.push(code.slice(from, i).trim());
      from = i + 1;
    }
    if (letter === ')' && depth === 0) return found.filter((each) => each !== '');
    if (')]}'.includes(letter)) depth--;
  }
}

const keywordOf = (argument: string) => /^(\w+)=(?!=)/.exec(argument)?.[1];

function check({ name, module, given }: ReturnType<typeof callsIn>[number], id: string): void {
  const known = npyxFunctions.get(name);
  assert.ok(known, `${id}: npyx has a function ${name}`);
  assert.equal(module, known.module, `${id}: ${name} is in npyx.${known.module}`);
  const names = known.params.map((param) => param.name);
  const keywords = given.flatMap((argument) => keywordOf(argument) ?? []);
  for (const keyword of keywords)
    assert.ok(
      names.includes(keyword) || npyxCommon.has(keyword) || further[name]?.includes(keyword),
      `${id}: ${name} takes ${keyword}`,
    );
  assert.equal(new Set(keywords).size, keywords.length, `${id}: ${name} is given a parameter twice`);
  if (given.some((argument) => argument.startsWith('*'))) return;
  const inPlace = given.length - keywords.length;
  assert.ok(
    given.slice(0, inPlace).every((argument) => !keywordOf(argument)),
    `${id}: keywords come last`,
  );
  assert.ok(inPlace <= names.length, `${id}: ${name} takes ${names.length} arguments`);
  for (const [i, param] of known.params.entries()) {
    if (param.default === null)
      assert.ok(i < inPlace || keywords.includes(param.name), `${id}: ${name} wants ${param.name}`);
    assert.ok(!(i < inPlace && keywords.includes(param.name)), `${id}: ${name} is given ${param.name} twice`);
  }
}

test('arguments are told apart at commas outside brackets', () => {
  const code =
    'from npyx.corr import ccg\n\nresult = ccg(dp, [1, 2], bin_size=0.2, periods=[[0, 1], [2, 3]])\n';
  assert.deepEqual(callsIn(code), [
    { name: 'ccg', module: 'corr', given: ['dp', '[1, 2]', 'bin_size=0.2', 'periods=[[0, 1], [2, 3]]'] },
  ]);
  assert.throws(
    () => check({ name: 'ccg', module: 'corr', given: ['dp', '[1]', 'cbin=1'] }, 'x'),
    /takes cbin/,
  );
  assert.throws(() => check({ name: 'ccg', module: 'corr', given: ['dp', '[1]'] }, 'x'), /wants bin_size/);
});

test('each analysis that replaces functions of npyx is said as a call that npyx takes, or says why not', () => {
  for (const analysis of catalogue) {
    const { id, npyx, params } = analysis;
    const around = 'events' in params ? { events: ['go=1 2'] } : {};
    const periods = 'periodsS' in params ? { periodsS: '0:1' } : {};
    const codes = [around, { ...around, ...periods }].map((given) =>
      npyxCall(analysis, '/data/rec', ['12', '40'], parseParams(params, given)),
    );
    if (npyx.length === 0 || id in without) {
      assert.deepEqual(codes, [null, null], `${id} has a call`);
      continue;
    }
    for (const code of codes) {
      assert.ok(code, `${id} has no call of ${npyx.join(', ')}`);
      const calls = callsIn(code);
      assert.ok(
        calls.some(({ name }) => npyx.includes(name)),
        `${id}: ${calls.map(({ name }) => name)} is none of ${npyx}`,
      );
      for (const call of calls) check(call, id);
    }
  }
  for (const id of Object.keys(without))
    assert.ok(
      catalogue.some((analysis) => analysis.id === id),
      id,
    );
});

test('a parameter that is said by another keyword is one of its analysis', () => {
  for (const { id, params } of catalogue)
    for (const ours of Object.keys(npyxKeywords(id))) assert.ok(ours in params, `${id}: ${ours}`);
});

test('what npyx cannot be asked is not said as if it could', () => {
  const said = (id: string, given: Readonly<Record<string, unknown>>) => {
    const analysis = catalogue.find((each) => each.id === id)!;
    return npyxCall(analysis, '/data/rec', ['12', '40'], parseParams(analysis.params, given));
  };
  assert.equal(said('synchrony', { measure: 'tiling' }), null);
  assert.equal(said('raw-traces', { lowpassHz: 3000 }), null);
  assert.equal(said('raw-traces', { reference: 'local' }), null);
  assert.equal(said('trials', { events: ['go=1 2'], maxIntervals: 20 }), null);
  assert.equal(said('psth', { events: ['table.csv'] }), null);
});
