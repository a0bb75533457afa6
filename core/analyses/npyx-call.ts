import type { Manifest } from './analysis.ts';

type Values = Readonly<Record<string, unknown>>;

/** How a call of npyx says what an analysis of ours is asked. */
interface Equivalent {
  readonly module: string;
  readonly function: string;
  /** Units as one number, as a list, or not at all. */
  readonly units: 'one' | 'list' | 'none';
  /** Our parameter → npyx's keyword. Only these are written; null and defaults that mean "all" are left out. */
  readonly keywords: Readonly<Record<string, string>>;
  /** What is said in other words than by one keyword for one parameter. */
  readonly also?: (values: Values) => Values;
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
      periodsS: 'periods',
      spikeIds: 'spike_ids',
      medianReference: 'med_sub',
    },
    also: (values) => ({ whiten: values['whiten'] !== 'none', ...highpass(values) }),
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
  colormap: {
    module: 'plot',
    function: 'get_ncolors_cmap',
    units: 'none',
    keywords: { count: 'n', name: 'cmap_str' },
  },
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
  const equivalent = Object.hasOwn(equivalents, id) ? equivalents[id] : undefined;
  if (!equivalent) return null;
  const keywords = [
    ...Object.entries(equivalent.keywords).flatMap(([ours, theirs]) => {
      const value = values[ours];
      return value === null || value === undefined ? [] : [[theirs, value] as const];
    }),
    ...Object.entries(equivalent.also?.(values) ?? {}),
  ].map(([name, value]) => `${name}=${literal(value)}`);
  const of = needs.length > 0 ? ['dp'] : [];
  // An autocorrelogram is that of a unit with itself: `ccg` wants two.
  const ids = id === 'correlogram' && units.length === 1 ? [...units, ...units] : units;
  const calls =
    equivalent.units === 'one'
      ? units.map((unit) => call(equivalent, [...of, unit, ...keywords], `_${unit.replace('.', '_')}`))
      : [
          call(equivalent, [
            ...of,
            ...(equivalent.units === 'list' ? [`[${ids.join(', ')}]`] : []),
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

function literal(value: unknown): string {
  if (value === true) return 'True';
  if (value === false) return 'False';
  if (value === null) return 'None';
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  return typeof value === 'string' ? JSON.stringify(spelling[value] ?? value) : String(value);
}
