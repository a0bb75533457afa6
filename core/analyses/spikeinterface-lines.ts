import { pythonLiteral } from './npyx-scripts.ts';

type Values = Readonly<Record<string, unknown>>;

/** `name=value, …` */
export const keywords = (given: Values): string =>
  Object.entries(given)
    .map(([name, value]) => `${name}=${pythonLiteral(value)}`)
    .join(', ');
/** A list of unit ids. */
export const ids = (units: readonly string[]): string => `[${units.join(', ')}]`;

/** Start and end of the only period, as expressions in samples; '' without periods, null for several. */
function between({ periodsS }: Values): string | null {
  if (!Array.isArray(periodsS)) return '';
  const [period] = periodsS as readonly (readonly [number, number])[];
  if (!period || periodsS.length > 1) return null;
  return `start_frame=int(${period[0]} * fs), end_frame=int(${period[1]} * fs)`;
}

/** Lines that make a dict of trains in samples. */
export function trains(units: readonly string[], values: Values): readonly string[] | null {
  const within = between(values);
  // SpikeInterface keeps every spike of the files.
  if (within === null || Number(values['enforcedRpMs'] ?? 0) > 0) return null;
  const given = ['unit_id=u', 'segment_index=0', within].filter((part) => part !== '').join(', ');
  return [
    'fs = sorting.get_sampling_frequency()',
    `trains = {u: sorting.get_unit_spike_train(${given}) for u in ${ids(units)}}`,
  ];
}

/** Counts of all pairs; what the figure shows beside counts is said. */
export function correlograms(units: readonly string[], values: Values): readonly string[] | null {
  const within = between(values);
  if (within === null || values['logBins'] != null || Number(values['enforcedRpMs'] ?? 0) > 0) return null;
  const { normalize, windowMs, binMs } = values;
  return [
    ...(units.length > 0 ? [`sorting = sorting.select_units(unit_ids=${ids(units)})`] : []),
    ...(within === ''
      ? []
      : ['fs = sorting.get_sampling_frequency()', `sorting = sorting.frame_slice(${within})`]),
    '# Counts of every pair of units, (units, units, bins); edges of bins, not their centres, are at multiples of bin_ms.',
    ...(normalize === 'counts' ? [] : [`# The figure shows them as ${String(normalize)}.`]),
    `correlograms, edges_ms = si.compute_correlograms(sorting, ${keywords({ window_ms: windowMs, bin_ms: binMs })})`,
  ];
}

/** What is done to the raw signal first; null for what SpikeInterface does otherwise. */
export function cleaned({ highpassHz, lowpassHz, adcRealign, reference, medianReference, whiten }: Values) {
  if ((whiten !== undefined && whiten !== 'none') || reference === 'local' || reference === 'shank')
    return null;
  return [
    ...(typeof highpassHz === 'number' && typeof lowpassHz === 'number'
      ? [`recording = si.bandpass_filter(recording, freq_min=${highpassHz}, freq_max=${lowpassHz})`]
      : typeof highpassHz === 'number'
        ? [`recording = si.highpass_filter(recording, freq_min=${highpassHz})`]
        : []),
    ...(adcRealign === true ? ['recording = si.phase_shift(recording)'] : []),
    ...(reference === 'median' || medianReference === true
      ? ['recording = si.common_reference(recording, reference="global", operator="median")']
      : []),
  ];
}

/** Lines that make an analyzer of these units, all for none. */
export const analyzer = (units: readonly string[], sparse: boolean): readonly string[] => [
  ...(units.length > 0 ? [`sorting = sorting.select_units(unit_ids=${ids(units)})`] : []),
  `analyzer = si.create_sorting_analyzer(sorting=sorting, recording=recording, sparse=${pythonLiteral(sparse)})`,
];

/** Half of the window on each side of the spike, in ms. */
export const around = (windowSamples: unknown): string => {
  const half = Math.floor(Number(windowSamples) / 2);
  const ms = (samples: number) => `${samples} / fs * 1000`;
  return `"ms_before": ${ms(half)}, "ms_after": ${ms(Number(windowSamples) - half)}`;
};

/** A dict of Python. */
export const dict = (value: unknown): string =>
  value !== null && typeof value === 'object' && !Array.isArray(value)
    ? `{${Object.entries(value)
        .map(([name, item]) => `${JSON.stringify(name)}: ${dict(item)}`)
        .join(', ')}}`
    : pythonLiteral(value);
