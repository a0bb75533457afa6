import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { analysisOf, catalogue } from '../../core/analyses/catalogue.ts';
import { type Params, parseParams } from '../../core/analyses/params.ts';
import { commandLine, python, script } from '../../core/analyses/run-words.ts';
import { parseCommandLine } from '../../core/cli/command-line.ts';
import { runLine } from '../../core/cli/run-line.ts';
import { Engine } from '../../core/engine/engine.ts';
import { exportRun } from '../../core/engine/export-run.ts';
import * as library from '../../core/index.ts';
import { anotherValue } from '../given-params.ts';
import { recordingFixture } from '../synthetic.ts';

const engine = new Engine({
  threads: 0,
  cache: { folder: mkdtempSync(path.join(tmpdir(), 'provenance-cache-')) },
});
const params = { binMs: 0.5, normalize: 'zscore', periodsS: [[0, 5]] } as const;
const style = { title: 'It’s “mine” & <yours>', xLimits: [-20, 20], verticalLines: [-2, 2], theme: 'print' };
const units = ['0', '2'];
const runOnce = async () =>
  engine.run({ dataset: await recordingFixture(), analysis: 'correlogram', units, params, cache: 'off' });
const bytesOf = async (format: 'svg' | 'png' | 'pdf') =>
  Buffer.from(await exportRun(await runOnce(), format, { style }));

/** As a POSIX shell splits a line. */
function shellWords(line: string): string[] {
  const words: string[] = [];
  const parts = /\s*((?:'[^']*'|\\.|[^\s'\\])+)/gy;
  for (let match = parts.exec(line); match; match = parts.exec(line))
    words.push((match[1] as string).replace(/'([^']*)'|\\(.)/g, (_, quoted, escaped) => quoted ?? escaped));
  return words;
}

interface Written {
  readonly program: string;
  readonly version: string;
  readonly dataset: string;
  readonly units: readonly string[];
  readonly params: Readonly<Record<string, unknown>>;
  readonly commandLine: string;
}

async function check(json: string): Promise<void> {
  const written = JSON.parse(json) as Written;
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  assert.deepEqual([written.program, written.version, written.units], ['NeuroPyxels', version, units]);
  assert.equal(written.dataset, await recordingFixture());
  assert.equal(written.params['binMs'], 0.5);
  assert.equal(written.params['windowMs'], 80, 'defaults too');
  assert.match(
    written.commandLine,
    /^neuropyxels correlogram .* --units 0,2 --bin-ms 0.5 --normalize zscore/,
  );
}

test('an SVG says in its metadata what made it', async () => {
  const svg = (await bytesOf('svg')).toString();
  assert.equal(XMLValidator.validate(svg), true);
  const { metadata } = new XMLParser({ ignoreAttributes: false, processEntities: true }).parse(svg).svg;
  await check(metadata['neuropyxels:run']['#text']);
  assert.equal(metadata['rdf:RDF']['rdf:Description']['dc:source'], await recordingFixture());
});

test('a PNG says in its texts what made it', async () => {
  const file = await bytesOf('png');
  const texts = new Map<string, string>();
  for (let at = 8; at < file.length; at += 12 + file.readUInt32BE(at)) {
    if (file.toString('latin1', at + 4, at + 8) !== 'iTXt') continue;
    const data = file.subarray(at + 8, at + 8 + file.readUInt32BE(at));
    const end = data.indexOf(0);
    assert.deepEqual([...data.subarray(end, end + 5)], [0, 0, 0, 0, 0]);
    texts.set(data.toString('latin1', 0, end), data.toString('utf8', end + 5));
  }
  await check(texts.get('NeuroPyxels')!);
  assert.equal(texts.get('Title'), style.title);
  assert.match(texts.get('Software')!, /^NeuroPyxels \d/);
});

test('a PDF says in its information what made it', async () => {
  const source = (await bytesOf('pdf')).toString('latin1');
  const object = (key: string) => {
    const [, number] = new RegExp(`/${key} (\\d+) 0 R`).exec(source) ?? [];
    return new RegExp(`\\n${number} 0 obj\\n\\(([\\s\\S]*?)\\)\\nendobj`).exec(source)?.[1] ?? '';
  };
  const texts = [object('Provenance')];
  assert.match(object('Keywords').replaceAll('\0', ''), /neuropyxels correlogram/);
  const raw = texts[0]!.replace(
    /\\([nrtbf()\\])/g,
    (_, c: string) => ({ n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' })[c] ?? c,
  );
  const json = raw.startsWith('\xfe\xff')
    ? Buffer.from(raw.slice(2), 'latin1').swap16().toString('utf16le')
    : raw;
  await check(json);
});

test('the command line in a file, run, makes the same file', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'provenance-'));
  try {
    const run = await runOnce();
    const out = path.join(folder, 'it’s here.svg');
    const { analysis, dataset, stream } = run;
    const line = commandLine({ analysis, dataset: dataset.folder, units, params, stream, style }, out);
    const parsed = parseCommandLine([...shellWords(line).slice(1), '--no-cache', '--threads', '0']);
    assert.ok(parsed.kind === 'run');
    const silent = { stdout: { write: () => true }, stderr: { write: () => true, isTTY: false } };
    await runLine(parsed, silent as never, new AbortController().signal);
    assert.equal(readFileSync(out, 'utf8'), (await bytesOf('svg')).toString());
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('the copied script makes the same file', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'provenance-'));
  try {
    const run = await runOnce();
    const out = path.join(folder, 'figure.svg');
    const text = script({ analysis: run.analysis, dataset: run.dataset.folder, units, params, style }, out);
    assert.match(text, /import \{ open \} from 'neuropyxels';/);
    // The script as it is, with the library that a test has instead of the installed one.
    const body = text
      .replaceAll(/^import .*\n/gm, '')

      .trim();
    const AsyncFunction = (async () => undefined).constructor as new (
      ...words: string[]
    ) => (...values: unknown[]) => Promise<void>;
    const { open } = library;
    await new AsyncFunction('open', 'console', body)((place: string) => open(place, { threads: 0 }), {
      log: () => undefined,
    });
    assert.equal(readFileSync(out, 'utf8'), (await bytesOf('svg')).toString());
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('a picture that would not fit into memory is refused with what would', async () => {
  const run = await runOnce();
  await assert.rejects(exportRun(run, 'png', { style: { dpi: 1200, widthMm: 300, heightMm: 300 } }), {
    name: 'ParameterError',
    message: /dpi: 1200 makes a picture of 14173 × 14173 pixels, expected at most 36 million/,
  });
  await assert.rejects(exportRun(run, 'svg', { style: { colormap: 'x', xTickLabels: 'a' } }), {
    name: 'ParameterError',
    message: /^style: xTickLabels: got 1/,
  });
});

test('whatever was asked of an analysis, its command line asks the same', () => {
  for (const analysis of catalogue) {
    const declared = analysis.params as Params;
    const values = Object.fromEntries(
      Object.entries(declared).map(([name, param]) => [name, anotherValue(param)]),
    );
    const asked = parseParams(declared, values);
    const line = parseCommandLine(
      shellWords(commandLine({ analysis, dataset: '/data/it’s a rec', units: ['1'], params: asked })).slice(
        1,
      ),
    );
    assert.ok(line.kind === 'run' && line.dataset === '/data/it’s a rec', analysis.id);
    assert.deepEqual(parseParams(declared, line.params), asked, analysis.id);
  }
});

test('the script of a colour map opens no recording', async () => {
  const text = script({ analysis: analysisOf('colormap'), dataset: '', units: [], params: { name: 'vik' } });
  assert.match(text, /await open\(''\);\nconst outcome = await recording\.colormap\(\{ name: 'vik' \}\);/);
  const recording = await library.open('', { threads: 0 });
  const { result } = await recording.colormap({ name: 'vik' });
  assert.equal(result.colors.length, 10);
  await recording.close();
});

test('words of a shell and of a script are quoted, defaults are left out', () => {
  const told = {
    analysis: analysisOf('correlogram'),
    dataset: "/data/o'neil's probe",
    units: ['3'],
    params: { binMs: 0.2, windowMs: 50 },
    stream: 'Record Node 101#A',
  };
  assert.equal(
    commandLine(told),
    `neuropyxels correlogram '/data/o'\\''neil'\\''s probe' --units 3 --stream 'Record Node 101#A' --window-ms 50`,
  );
  assert.match(script(told), /await open\('\/data\/o\\'neil\\'s probe'\);/);
  assert.match(script(told), /correlogram\(\['3'\], \{ windowMs: 50 \}, \{ stream: 'Record Node 101#A' \}\)/);
});

test('the call of npyx names its own keywords; what it has no call for says so', () => {
  const told = { dataset: '/data/rec', units: ['3', '7'], params: {} };
  assert.equal(
    python({ ...told, analysis: analysisOf('correlogram') }),
    `from npyx.corr import ccg

dp = "/data/rec"
result = ccg(dp, [3, 7], bin_size=0.2, win_size=80, normalize="Hertz", enforced_rp=0)
`,
  );
  assert.match(
    python({ ...told, analysis: analysisOf('spike-train'), params: { periodsS: [[0, 60]] } })!,
    /result_3 = trn\(dp, 3, periods=\[\[0, 60\]\], enforced_rp=0\)\nresult_7 = trn\(dp, 7/,
  );
  assert.equal(
    python({
      analysis: analysisOf('colormap'),
      dataset: '',
      units: [],
      params: { name: 'batlow', count: 3 },
    }),
    'from npyx.plot import get_ncolors_cmap\n\nresult = get_ncolors_cmap(n=3, cmap_str="batlow")\n',
  );
  assert.match(
    python({ ...told, analysis: analysisOf('waveforms'), params: { whiten: 'noise', highpassHz: 300 } })!,
    /result_3 = wvf\(dp, 3, n_waveforms=100, t_waveforms=82, .*whiten=True, hpfilt=True, hpfiltf=300\)/,
  );
  assert.match(
    python({ ...told, analysis: analysisOf('clean-train') })!,
    /period_m=None, fp_chunk_size=10, fp_chunk_span=3, fn_chunk_size=10, fn_chunk_span=3, use_or_operator=True/,
  );
  assert.equal(python({ ...told, analysis: analysisOf('quality-metrics') }), null);
  const lastLine = (id: string, params: Readonly<Record<string, unknown>> = {}) =>
    python({ ...told, analysis: analysisOf(id), params })
      ?.trimEnd()
      .split('\n')
      .at(-1);
  assert.equal(
    lastLine('correlogram-stack', { pairs: true, sources: ['3', '7'], targets: ['1', '2'], name: 'first' }),
    'result = ccg_stack(dp, cbin=0.2, cwin=80, normalize="Counts", U_src=[3, 7], U_trg=[1, 2], all_to_all=False, name="first")',
  );
  assert.equal(
    lastLine('connections', { binMs: 0.5, kind: 'complex-spike-pause' }),
    'result = gen_sfc(dp, cbin=0.5, cwin=100, p_th=0.01, n_consec_bins=3, W_sd=10, corr_type="cs_pause", metric="amp_z", test="Poisson_Stark", units=[3, 7], name="connections")',
  );
  assert.match(
    lastLine('surrogate-correlogram')!,
    /^result = ccg_hz\(dp, 3, 7, cbin=0\.5, .*rate_corrected=True.*ci=True\)$/,
  );
  assert.match(lastLine('synchrony')!, /^result = get_cm\(dp, \[3, 7\], cbin=.*corrEvaluator="CCG"\)$/);
  assert.equal(lastLine('synchrony', { measure: 'tiling' }), undefined);
});

test('a PSTH is copied as the trains and events that summary_psth takes; a table of events is not', () => {
  const told = { dataset: '/data/rec', units: ['3', '7'], analysis: analysisOf('psth') };
  const params = { events: ['go=1.5 2.25'], syncLine: ['6'], binMs: 5, smoothMs: 10, zscore: 'within' };
  assert.equal(
    python({ ...told, params }),
    `import numpy as np
from npyx.spk_t import trn
from npyx.inout import get_npix_sync, read_metadata
from npyx.plot import summary_psth

dp = "/data/rec"
fs = read_metadata(dp)["highpass"]["sampling_rate"]
trains = [trn(dp, u, enforced_rp=0) / fs for u in [3, 7]]
events = [np.array([1.5, 2.25]), get_npix_sync(dp)[0][6]]
summary_psth(trains, ["3", "7"], events, ["go", "line 6"], psthb=5, psthw=[-1000, 1000], zscore=True, bsl_subtract=False, convolve=True, gsd=2, overlap_events=False, transpose=False, as_heatmap=False)
`,
  );
  assert.equal(python({ ...told, params: { events: ['trials.csv'] } }), null);
});
