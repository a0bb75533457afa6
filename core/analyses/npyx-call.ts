import type { Manifest } from './analysis.ts';
import { npyxScript, npyxScripts, pythonLiteral } from './npyx-scripts.ts';

type Values = Readonly<Record<string, unknown>>;

/** How a call of npyx says what an analysis of ours is asked. */
interface Equivalent {
  readonly module: string;
  readonly function: string;
  /** Units as one number, as a list, as several numbers, or not at all. */
  readonly units: 'one' | 'list' | 'spread' | 'none';
  /** Our parameter → npyx's keyword. Only these are written; null and defaults that mean "all" are left out. */
  readonly keywords: Readonly<Record<string, string>>;
  /** What is said in other words than by one keyword for one parameter. */
  readonly also?: (values: Values, units: readonly string[]) => Values;
  /** False for parameters that npyx has no equivalent of. */
  readonly fits?: (values: Values) => boolean;
}

/** A high-pass is a corner here, a switch and a corner there. */
const highpass = ({ highpassHz }: Values): Values =>
  typeof highpassHz === 'number' ? { hpfilt: true, hpfiltf: highpassHz } : {};

const train = { periodsS: 'periods', enforcedRpMs: 'enforced_rp' };

/** The functions of npyx 4 whose numbers an analysis gives. */
const equivalents: Readonly<Record<string, Equivalent>> = {
  metadata: { module: 'inout', function: 'read_metadata', units: 'none', keywords: {} },
  units: { module: 'gl', function: 'get_units', units: 'none', keywords: { quality: 'quality' } },
  'peak-channel': { module: 'spk_wvf', function: 'get_peak_chan', units: 'one', keywords: {} },
  'spike-train': { module: 'spk_t', function: 'trn', units: 'one', keywords: train },
  'spike-ids': { module: 'spk_t', function: 'ids', units: 'one', keywords: train },
  isi: { module: 'spk_t', function: 'isi', units: 'one', keywords: train },
  'firing-rate': { module: 'spk_t', function: 'mfr', units: 'list', keywords: train },
  templates: { module: 'spk_wvf', function: 'templates', units: 'one', keywords: {} },
  waveforms: {
    module: 'spk_wvf',
    function: 'wvf',
    units: 'one',
    keywords: {
      count: 'n_waveforms',
      windowSamples: 't_waveforms',
      selection: 'selection',
      batchSize: 'wvf_batch_size',
      periodsS: 'periods',
      spikeIds: 'spike_ids',
      medianReference: 'med_sub',
    },
    also: (values) => ({
      whiten: values['whiten'] !== 'none',
      ...highpass(values),
      // In periods npyx takes all spikes unless told to heed their number.
      ...(values['periodsS'] && !values['spikeIds'] ? { ignore_nwvf: false } : {}),
    }),
  },
  'matched-waveforms': {
    module: 'spk_wvf',
    function: 'wvf_dsmatch',
    units: 'one',
    keywords: {
      windowSamples: 't_waveforms',
      periodsS: 'periods',
      batchSize: 'n_waveforms_per_batch',
      matchCount: 'n_waves_used_for_matching',
      averageCount: 'n_waves_to_average',
      peakRange: 'peakchan_allowed_range',
      maxAmplitudeUv: 'max_allowed_amplitude',
      matchShifts: 'do_shift_match',
      maxShiftSamples: 'max_allowed_shift',
      mostUsedTemplate: 'subselect_max_template',
      medianReference: 'med_sub',
    },
    also: highpass,
  },
  'clean-train': {
    module: 'spk_t',
    function: 'trn_filtered',
    units: 'one',
    keywords: {
      falsePositiveMax: 'fp_threshold',
      falseNegativeMax: 'fn_threshold',
      enforcedRpMs: 'enforced_rp',
    },
    // npyx counts windows in chunks and looks at 20 minutes unless told otherwise.
    also: ({ windowS, stepS, combine }) => {
      const chunks = Math.max(1, Math.round(Number(windowS) / Number(stepS)));
      const [size, span] = [stepS, chunks];
      return {
        period_m: null,
        fp_chunk_size: size,
        fp_chunk_span: span,
        fn_chunk_size: size,
        fn_chunk_span: span,
        use_or_operator: combine === 'or',
      };
    },
  },
  snr: {
    module: 'spk_wvf',
    function: 'across_channels_SNR',
    units: 'one',
    keywords: { count: 'n_waveforms', channelRange: 'chan_range' },
  },
  'scaled-acg': { module: 'corr', function: 'scaled_acg', units: 'list', keywords: { binMs: 'bs' } },
  sync: { module: 'inout', function: 'get_npix_sync', units: 'none', keywords: {} },
  correlogram: {
    module: 'corr',
    function: 'ccg',
    units: 'list',
    keywords: { binMs: 'bin_size', windowMs: 'win_size', normalize: 'normalize', ...train },
  },
  'binned-trains': {
    module: 'spk_t',
    function: 'trnb',
    units: 'one',
    keywords: { binMs: 'b', periodsS: 'periods' },
  },
  'surrogate-correlogram': {
    module: 'corr',
    function: 'ccg_hz',
    units: 'spread',
    keywords: { binMs: 'cbin', windowMs: 'cwin', rateCorrected: 'rate_corrected', ...train },
    also: () => ({ ci: true }),
  },
  'correlogram-3d': {
    module: 'corr',
    function: 'ccg_3D',
    units: 'list',
    keywords: { binMs: 'cbin', windowMs: 'cwin', classCount: 'num_firing_rate_bins', ...train },
  },
  'correlogram-stack': {
    module: 'corr',
    function: 'ccg_stack',
    units: 'none',
    keywords: { binMs: 'cbin', windowMs: 'cwin', normalize: 'normalize', periodsS: 'periods' },
    also: ({ sources, targets, pairs, name }, units) => {
      const from = numbers(sources ?? units);
      return {
        U_src: from,
        U_trg: targets ? numbers(targets) : from,
        all_to_all: !pairs,
        ...(name ? { name } : {}),
      };
    },
  },
  connections: {
    module: 'corr',
    function: 'gen_sfc',
    units: 'none',
    keywords: {
      binMs: 'cbin',
      windowMs: 'cwin',
      pMax: 'p_th',
      consecutiveBins: 'n_consec_bins',
      predictorSdMs: 'W_sd',
      sourceChannels: 'pre_chanrange',
      targetChannels: 'post_chanrange',
      periodsS: 'periods',
    },
    also: ({ kind, test, metric }, units) => ({
      corr_type: kind === 'complex-spike-pause' ? 'cs_pause' : kind,
      metric: metricNames[String(metric)],
      test: test === 'stark' ? 'Poisson_Stark' : 'Normal_Kopelowitz',
      units: numbers(units),
      // Without a name npyx cannot keep its table, and fails.
      name: 'connections',
    }),
  },
  synchrony: {
    module: 'corr',
    function: 'get_cm',
    units: 'list',
    keywords: {},
    also: ({ measure, binMs, windowMs }) =>
      measure === 'pearson'
        ? { b: binMs, corrEvaluator: 'corrcoeff_MB' }
        : { cbin: binMs, cwin: windowMs, corrEvaluator: 'CCG' },
    fits: ({ measure }) => measure === 'zscore' || measure === 'pearson',
  },
  'raw-traces': {
    module: 'inout',
    function: 'extract_rawChunk',
    units: 'none',
    keywords: { channels: 'channels', highpassHz: 'hpfiltf' },
    also: ({ startS, endS, highpassHz, reference, whiten, causal, centre }) => ({
      times: [startS, endS ?? Number(startS) + 0.1],
      hpfilt: highpassHz !== null,
      med_sub: reference === 'median',
      whiten: whiten !== 'none',
      ...(whiten === 'none' ? {} : { use_ks_w_matrix: whiten === 'sorter' }),
      center_chans_on_0: centre,
      filter_forward: true,
      filter_backward: !causal,
    }),
    fits: ({ lowpassHz, order, reference, adcRealign }) =>
      lowpassHz === null && order === 3 && /^(none|median)$/.test(String(reference)) && !adcRealign,
  },
  colormap: {
    module: 'plot',
    function: 'get_ncolors_cmap',
    units: 'none',
    keywords: { count: 'n', name: 'cmap_str' },
  },
};

const numbers = (units: unknown): number[] => (units as readonly string[]).map(Number);

const metricNames: Readonly<Record<string, string>> = {
  amplitudeZ: 'amp_z',
  lagMs: 't_ms',
  bins: 'n_bincrossing',
  meanZ: 'bin_heights',
  entropy: 'entropy',
};

/** npyx's spelling of choices that differ in more than case. */
const spelling: Readonly<Record<string, string>> = { counts: 'Counts', hertz: 'Hertz', pearson: 'Pearson' };

/** Our parameter → the keyword of npyx's function that gives the same numbers; empty where there is none. */
export const npyxKeywords = (id: string): Readonly<Record<string, string>> =>
  Object.hasOwn(equivalents, id) ? (equivalents[id]?.keywords ?? {}) : {};

/** Lines of Python, or null for an analysis that npyx has no single call for. */
export function npyxCall(
  { id, needs }: Pick<Manifest, 'id' | 'needs'>,
  dataset: string,
  units: readonly string[],
  values: Values,
): string | null {
  if (Object.hasOwn(npyxScripts, id)) return npyxScript(id, dataset, units, values);
  const equivalent = Object.hasOwn(equivalents, id) ? equivalents[id] : undefined;
  if (!equivalent || equivalent.fits?.(values) === false) return null;
  const keywords = [
    ...Object.entries(equivalent.keywords).flatMap(([ours, theirs]) => {
      const value = values[ours];
      return value === null || value === undefined ? [] : [[theirs, value] as const];
    }),
    ...Object.entries(equivalent.also?.(values, units) ?? {}),
  ].map(([name, value]) => `${name}=${literal(value)}`);
  const of = needs.length > 0 ? ['dp'] : [];
  // An autocorrelogram is that of a unit with itself: `ccg` wants two.
  const ids = /^correlogram(-3d)?$/.test(id) && units.length === 1 ? [...units, ...units] : units;
  const calls =
    equivalent.units === 'one'
      ? units.map((unit) => call(equivalent, [...of, unit, ...keywords], `_${unit.replace('.', '_')}`))
      : [
          call(equivalent, [
            ...of,
            ...(equivalent.units === 'list' ? [`[${ids.join(', ')}]`] : []),
            ...(equivalent.units === 'spread' ? ids : []),
            ...keywords,
          ]),
        ];
  return [
    `from npyx.${equivalent.module} import ${equivalent.function}`,
    '',
    ...(of.length > 0 ? [`dp = ${literal(dataset)}`] : []),
    ...calls,
    '',
  ].join('\n');
}

const call = ({ function: name }: Equivalent, parts: readonly string[], suffix = '') =>
  `result${suffix} = ${name}(${parts.join(', ')})`;

const literal = (value: unknown): string =>
  pythonLiteral(typeof value === 'string' ? (spelling[value] ?? value) : value);
