import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Engine } from '../core/engine/engine.ts';
import { recordingFixture } from './synthetic.ts';

/**
 * What any program that replaces npyx is held against, one vector a row, and the tests that hold us: files under `test`
 * and the beginnings of their titles.
 */
const vectors: Readonly<Record<string, readonly (readonly [file: string, title: string])[]>> = {
  'microvolts per bit by generation': [
    ['acceptance.test.ts', 'microvolts per bit of each generation'],
    ['analyses/golden-metadata.test.ts', 'length, rates, channels, files and µV per bit'],
  ],
  'sync words [0, 0, 64, 64, 0]; lines 0, 5, 10, 15 come back': [
    ['kernels/sync-edges.test.ts', 'an onset is the first sample in the new state'],
    ['analyses/sync-sources.test.ts', 'lines 0, 5, 10 and 15 go through'],
  ],
  'bins of delays, npyx’s and centred': [
    ['kernels/correlogram.test.ts', 'npyx bins put delays where npyx does'],
    ['kernels/correlogram.test.ts', 'centred bins round lags to the nearest bin, ties away'],
  ],
  'length of a correlogram': [['analyses/correlogram-bins.test.ts', 'a window of 80 ms has 401 bins']],
  'the zero bin': [['kernels/correlogram.test.ts', 'the centre is the sum of both sides']],
  'symmetry and totals': [
    [
      'kernels/correlogram.test.ts',
      'a correlogram equals a count over all pairs, and that of (b, a) mirrors it',
    ],
    ['kernels/correlogram.test.ts', 'an autocorrelogram counts every ordered pair'],
  ],
  'Hertz of Poisson trains': [['kernels/correlogram.test.ts', 'Hertz of independent Poisson trains']],
  'refractory rule on 0, 24, 48, 72': [
    ['kernels/spike-selection.test.ts', 'a spike is dropped when it follows the last kept one'],
  ],
  'Stark’s predictor': [
    ['kernels/significance.test.ts', 'the predictor has σ bins SD, a centre of 0.4'],
    [
      'kernels/significance.test.ts',
      'Poisson tails equal their sums term by term, and excess and deficit make one',
    ],
  ],
  'Stark’s window': [['analyses/connections.test.ts', 'a window too short for the predictor']],
  'Kopelowitz’s trough': [['kernels/significance.test.ts', 'D76: the values of a trough stay as they are']],
  'missed spikes of cut Gaussians': [['kernels/truncated-gaussian.test.ts', 'of amplitudes cut at']],
  'false positives by npyx’s rule': [['kernels/false-positive-rate.test.ts', 'npyx’s rule is v / (2nτ) / R']],
  'windows and chunks of 1200 s': [
    ['kernels/train-kernels.test.ts', '1200 s in steps of 10 s are 120 windows of 30 s and 122 chunks'],
  ],
  'waveform window of 82': [['analyses/waveforms.test.ts', 'a window of 82 samples is t − 41 … t + 40']],
  'regular selection of 1234': [['kernels/spike-selection.test.ts', '100 of 1234 in runs of 10']],
  'shift matching': [
    ['kernels/shift-match.test.ts', 'a template rolled by'],
    [
      'analyses/matched-waveforms.test.ts',
      'shifts of −2 to 3 samples are taken back, and a shift of 6 is left out',
    ],
  ],
  'length of a preprocessed copy': [['engine/preprocess-options.test.ts', 'of 5 · 65600 +']],
  'delays of converters': [
    ['engine/preprocess-options.test.ts', 'channels are delayed by their slot of 13 in 1.0'],
  ],
  'smoothing of an impulse': [
    ['kernels/train-kernels.test.ts', 'a smoothed impulse sums to 1, keeps its place'],
    ['kernels/event-kernels.test.ts', 'a single spike stays the highest bin when smoothed'],
  ],
  'trials of a 2 Hz unit': [
    ['analyses/psth.test.ts', 'a 2 Hz unit keeps all its trials, and the number used is printed'],
    ['kernels/event-kernels.test.ts', 'npyx’s rule drops two of three trials of a 2 Hz unit'],
  ],
  'order of merged datasets': [['engine/merge.test.ts', 'the order is the user’s (D97']],
  'ids of merged units': [
    ['formats/merged-tables.test.ts', 'every unit of eleven and of a hundred and one datasets'],
    ['engine/merge.test.ts', 'eleven datasets are eleven'],
  ],
  'negative merged times': [
    ['engine/merge.test.ts', 'spikes from before the reference keep their negative times'],
  ],
  'a clock of 1 + 2e-5': [
    ['kernels/clocks.test.ts', 'a clock of 1 + 2e-5 and 1234.5 with 0.3 samples of jitter'],
  ],
  'rate-classed autocorrelogram of 30 Hz': [
    ['analyses/correlogram-3d.test.ts', 'a Poisson train of 30 Hz: 10 × 2001'],
  ],
  'ticks of npyx': [['figure/style.test.ts', 'ticks by npyx’s rule: span 20 has steps of 1']],
  'predefined channel maps': [
    ['formats/spikeglx-corpus.test.ts', 'are ours for a 1.0 probe, but seen from the other face'],
    ['formats/spikeglx-corpus.test.ts', 'are ours for a single-shank 2.0 probe'],
  ],
};

test('each acceptance vector is held by tests that are there', () => {
  assert.equal(Object.keys(vectors).length, 28);
  for (const [vector, tests] of Object.entries(vectors))
    for (const [file, title] of tests) {
      const source = readFileSync(`test/${file}`, 'utf8');
      const starts = [...source.matchAll(/\b(?:test|it)\(\s*(['`])/g)].map(({ index, 0: head }) =>
        source.slice(index + head.length, index + head.length + title.length),
      );
      assert.ok(starts.includes(title), `${vector}: no test '${title}' in ${file}`);
    }
});

test('microvolts per bit of each generation', async () => {
  const engine = new Engine({ threads: 0 });
  const scales = async (knobs: Parameters<typeof recordingFixture>[0]) => {
    const dataset = await recordingFixture({ seconds: 3, channels: 24, raw: false, ...knobs });
    const { result } = await engine.run({
      dataset,
      analysis: 'metadata',
      units: [],
      params: {},
      cache: 'off',
    });
    const { streams } = result as { streams: { band: string; uvPerBit: number[] }[] };
    return Object.fromEntries(streams.map(({ band, uvPerBit }) => [band, uvPerBit[0]!.toFixed(6)]));
  };
  assert.deepEqual(await scales({ preset: 'glx-1.0' }), { ap: '2.343750', lf: '4.687500' });
  assert.equal((await scales({ preset: 'glx-2.0', phase: '24' }))['ap'], '0.762939');
  assert.equal((await scales({ preset: 'glx-2.0', phase: '2013' }))['ap'], '3.027344');
});
