import { pythonLiteral } from './npyx-scripts.ts';
import {
  analyzer,
  around,
  cleaned,
  correlograms,
  dict,
  ids,
  keywords,
  trains,
} from './spikeinterface-lines.ts';

type Values = Readonly<Record<string, unknown>>;

/** Where SpikeInterface finds the files of a recording. */
export interface RecordingPlaces {
  /** The folder of the headers. */
  readonly dataset: string;
  readonly acquisition: string;
  /** The folder of `params.py`. */
  readonly sorting: string;
  /** `imec0.ap`; null where it was not chosen among several. */
  readonly stream: string | null;
}

/** What an analysis is in SpikeInterface. */
interface Equivalent {
  /** `sorting` alone can be read without raw data. */
  readonly of: 'recording' | 'sorting' | 'both';
  /** Lines after `recording` and `sorting` are there; null where the parameters ask for what it cannot be told. */
  lines(units: readonly string[], values: Values): readonly string[] | null;
}

/** By the id of the analysis. What is not here SpikeInterface has not, or does another way. */
const equivalents: Readonly<Record<string, Equivalent>> = {
  metadata: { of: 'recording', lines: () => ['print(recording, recording.get_total_duration())'] },
  units: {
    of: 'sorting',
    lines: () => ['units = dict(zip(sorting.unit_ids, sorting.get_property("quality")))'],
  },
  'spike-train': { of: 'sorting', lines: trains },
  isi: {
    of: 'sorting',
    lines(units, values) {
      const lines = trains(units, values);
      return (
        lines && [...lines, 'intervals_ms = {u: np.diff(train) / fs * 1000 for u, train in trains.items()}']
      );
    },
  },
  'firing-rate': {
    of: 'both',
    lines: (units, { periodsS, enforcedRpMs }) =>
      Array.isArray(periodsS) || Number(enforcedRpMs ?? 0) > 0
        ? null
        : [
            `counts = sorting.select_units(unit_ids=${ids(units)}).count_num_spikes_per_unit(outputs="dict")`,
            'rates_hz = {u: count / recording.get_total_duration() for u, count in counts.items()}',
          ],
  },
  correlogram: { of: 'sorting', lines: correlograms },
  'correlogram-stack': {
    of: 'sorting',
    lines(units, values) {
      const { sources, targets, pairs } = values;
      if (targets != null || pairs === true) return null;
      return correlograms((sources as readonly string[] | null) ?? units, values);
    },
  },
  waveforms: {
    of: 'both',
    lines(units, values) {
      const { count, windowSamples, seed, spikeIds, periodsS, referenceNeighbours } = values;
      const steps = cleaned(values);
      if (!steps || spikeIds != null || periodsS != null || referenceNeighbours != null) return null;
      const chosen =
        count === 0 ? { method: 'all' } : { method: 'uniform', max_spikes_per_unit: count, seed: seed ?? 0 };
      return [
        ...steps,
        ...analyzer(units, false),
        'fs = recording.get_sampling_frequency()',
        `window = {${around(windowSamples)}}`,
        `analyzer.compute({"random_spikes": ${dict(chosen)}, "waveforms": window, "templates": window})`,
        'waveforms = analyzer.get_extension("waveforms")',
        `single = {u: waveforms.get_waveforms_one_unit(unit_id=u, force_dense=True) for u in ${ids(units)}}`,
        'mean = analyzer.get_extension("templates").get_data(operator="average")',
      ];
    },
  },
  'peak-channel': {
    of: 'both',
    lines: (units) => [
      ...analyzer(units, false),
      'analyzer.compute({"random_spikes": {}, "templates": {}})',
      'peak_channels = si.get_template_extremum_channel(analyzer, peak_sign="both", outputs="index")',
    ],
  },
  snr: {
    of: 'both',
    lines: (units, { count, seed }) => [
      ...analyzer(units, true),
      `analyzer.compute({"random_spikes": ${dict({ max_spikes_per_unit: count, seed })}, "waveforms": {}, "templates": {}, "noise_levels": {}})`,
      'analyzer.compute({"quality_metrics": {"metric_names": ["snr"]}})',
      'snr = analyzer.get_extension("quality_metrics").get_data()',
    ],
  },
  'quality-metrics': {
    of: 'both',
    lines(units, { refractoryMs, censoredMs, presenceBinS, rateBinS, snr, periodsS }) {
      if (periodsS != null) return null;
      const names = [
        'firing_rate',
        'presence_ratio',
        'isi_violation',
        'rp_violation',
        'amplitude_cutoff',
        'firing_range',
      ];
      const params = {
        isi_violation: { isi_threshold_ms: refractoryMs, min_isi_ms: censoredMs },
        rp_violation: { refractory_period_ms: refractoryMs, censored_period_ms: censoredMs },
        presence_ratio: { bin_duration_s: presenceBinS },
        firing_range: { bin_size_s: rateBinS },
      };
      return [
        ...analyzer(units, true),
        'analyzer.compute(["random_spikes", "waveforms", "templates", "noise_levels", "spike_amplitudes"])',
        `names = ${pythonLiteral(snr === true ? [...names, 'snr'] : names)}`,
        `params = ${dict(params)}`,
        'analyzer.compute({"quality_metrics": {"metric_names": names, "metric_params": params}})',
        'metrics = analyzer.get_extension("quality_metrics").get_data()',
      ];
    },
  },
  'raw-traces': {
    of: 'recording',
    lines(_, values) {
      const { startS, endS, channels } = values;
      const steps = cleaned(values);
      if (!steps) return null;
      const end = endS ?? `${String(startS)} + 0.1`;
      return [
        'fs = recording.get_sampling_frequency()',
        ...steps,
        ...(Array.isArray(channels) ? [`channels = recording.channel_ids[${pythonLiteral(channels)}]`] : []),
        `traces_uv = recording.get_traces(segment_index=0, start_frame=int(${String(startS)} * fs), end_frame=int((${String(end)}) * fs)${Array.isArray(channels) ? ', channel_ids=channels' : ''}, return_in_uV=True)`,
      ];
    },
  },
};

/** Analyses that can be copied as Python with SpikeInterface, for some parameters at least. */
export const spikeInterfaceAnalyses: readonly string[] = Object.keys(equivalents);

/** Lines of Python with SpikeInterface, or null where it has no equivalent; a merged dataset it cannot read. */
export function spikeInterfaceCall(
  id: string,
  { dataset, acquisition, sorting, stream }: RecordingPlaces,
  units: readonly string[],
  values: Values,
): string | null {
  const equivalent = Object.hasOwn(equivalents, id) ? equivalents[id] : undefined;
  const lines = equivalent?.lines(units, values);
  if (!equivalent || !lines || units.some((unit) => !/^\d+$/.test(unit))) return null;
  const isOpenEphys = acquisition === 'Open Ephys';
  const open = {
    folder_path: dataset,
    // SpikeInterface numbers the streams of Open Ephys, and names them its own way.
    ...(stream && !isOpenEphys ? { stream_id: stream } : {}),
  };
  return [
    ...(lines.some((line) => line.includes('np.')) ? ['import numpy as np'] : []),
    'import spikeinterface.full as si',
    '',
    ...(equivalent.of === 'sorting'
      ? []
      : [
          ...(isOpenEphys ? ['# Where there are several streams, one must be named: stream_name="…".'] : []),
          `recording = si.${isOpenEphys ? 'read_openephys' : 'read_spikeglx'}(${keywords(open)})`,
        ]),
    ...(equivalent.of === 'recording'
      ? []
      : [`sorting = si.read_phy(${keywords({ folder_path: sorting })})`]),
    ...lines,
    '',
  ].join('\n');
}
