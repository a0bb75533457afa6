import path from 'node:path';
import type { ChannelNoise } from './channel-noise.ts';
import type { RecordingKnobs } from './knobs.ts';
import { as64Bit, type OutputFolder } from './output-folder.ts';
import type { PlacedSpike, SyntheticPopulation } from './population.ts';
import type { ProbeLayout } from './probe-layout.ts';
import { makeFeatures } from './sorting-features.ts';
import { unitsOfSpikes, writeTables } from './sorting-tables.ts';
import {
  KILOSORT2_WINDOW,
  KILOSORT4_WINDOW,
  makeTemplates,
  templateSimilarity,
} from './sorting-templates.ts';
import { invert, whiteningMatrix } from './whitening.ts';

export interface SortingPlan {
  /** Folder of the sorting, relative to the output. */
  readonly folder: string;
  readonly tag: string;
  readonly probe: ProbeLayout;
  readonly noise: ChannelNoise;
  readonly population: SyntheticPopulation;
  readonly spikes: readonly PlacedSpike[];
  /** As `params.py` states them. */
  readonly datPath: string;
  readonly fileChannels: number;
}

/** Writes the files that Kilosort and phy leave, and returns what is in them, for `ground_truth.json`. */
export function writeSorting(output: OutputFolder, plan: SortingPlan, knobs: RecordingKnobs) {
  const { probe, population, tag } = plan;
  const kilosort4 = knobs.ks === 'ks4';
  const inFolder = (file: string) => path.join(plan.folder, file);
  const sorted = plan.spikes.filter(({ spike }) => spike.sorted);
  const amplitudeOf = ({ unit, spike }: PlacedSpike) => (spike.amplitude * unit.amplitudeUv) / probe.uvPerBit;
  // The internal reference is no signal: sorters are told to leave it out.
  const columns = probe.saved.map((_, column) => column).filter((column) => column !== probe.reference);
  const channels = columns.length;
  const columnOf = new Int32Array(probe.saved.length).fill(-1);
  columns.forEach((column, i) => {
    columnOf[column] = i;
  });
  const npy = (file: string, dtype: string, shape: readonly number[], values: ArrayBufferView) =>
    output.npy(inFolder(file), dtype, shape, values);
  /** Kilosort 2 keeps MATLAB's column vectors. */
  const vector = (length: number) => (kilosort4 ? [length] : [length, 1]);
  const reals = (file: string, shape: readonly number[], values: ArrayLike<number>) =>
    kilosort4
      ? npy(file, '<f4', shape, Float32Array.from(values))
      : npy(file, '<f8', shape, Float64Array.from(values));

  const times = as64Bit(sorted.map(({ sample }) => sample));
  npy('spike_times.npy', kilosort4 ? '<i8' : '<u8', vector(sorted.length), times);
  npy(
    'spike_clusters.npy',
    '<i4',
    [sorted.length],
    Int32Array.from(sorted, ({ unit }) => unit.id),
  );
  const spikeTemplates = Uint32Array.from(sorted, ({ spike }) => spike.template);
  npy('spike_templates.npy', kilosort4 ? '<i4' : '<u4', vector(sorted.length), spikeTemplates);
  reals('amplitudes.npy', vector(sorted.length), sorted.map(amplitudeOf));

  npy('channel_map.npy', '<i4', vector(channels), Int32Array.from(columns));
  const positions = columns.flatMap((column) => [probe.xUm[column]!, probe.yUm[column]!]);
  reals('channel_positions.npy', [channels, 2], positions);
  const whitening = whiteningMatrix(probe, plan.noise, columns);
  reals('whitening_mat.npy', [channels, channels], whitening);
  reals('whitening_mat_inv.npy', [channels, channels], invert(whitening, channels));

  const window = kilosort4 ? KILOSORT4_WINDOW : KILOSORT2_WINDOW;
  const templates = makeTemplates(population, window, whitening, columnOf, channels);
  npy('templates.npy', '<f4', [templates.count, window.samples, channels], templates.values);
  const indices = Array.from({ length: templates.count * channels }, (_, i) => i % channels);
  const indexValues = kilosort4 ? as64Bit(indices) : Float64Array.from(indices);
  npy('templates_ind.npy', kilosort4 ? '<i8' : '<f8', [templates.count, channels], indexValues);
  npy('similar_templates.npy', '<f4', [templates.count, templates.count], templateSimilarity(templates));

  const features = makeFeatures(knobs.seed, tag, sorted, templates, columns);
  npy('pc_features.npy', '<f4', features.shape, features.values);
  npy(
    'pc_feature_ind.npy',
    kilosort4 ? '<i4' : '<u4',
    [templates.count, features.shape[2]],
    features.channels,
  );

  const units = unitsOfSpikes(population.units, sorted, amplitudeOf);
  const peakOf = (template: number | undefined) => templates.peaks[template!]!;
  writeTables(
    output,
    inFolder,
    units,
    probe,
    knobs.seconds,
    kilosort4,
    (unit) => columns[peakOf(unit.templates[0])]!,
  );
  output.text(inFolder('params.py'), paramsPy(plan, kilosort4));

  return {
    nSpikes: sorted.length,
    nTemplates: templates.count,
    units: units.map(({ unit, spikeCount }) => ({
      id: unit.id,
      role: unit.role,
      label: unit.label,
      rate: unit.rateHz,
      templates: unit.templates,
      peakChannel: unit.siteChannel,
      templatePeakColumn: peakOf(unit.templates[0]),
      x: unit.xUm,
      z: unit.yUm,
      shank: unit.shank,
      uV: unit.amplitudeUv,
      nSpikes: spikeCount,
    })),
    pairs: population.pairs,
    blocks: population.blocks,
  };
}

function paramsPy({ datPath, fileChannels }: SortingPlan, kilosort4: boolean): string {
  const lines = kilosort4
    ? [
        `n_channels_dat = ${fileChannels}`,
        'offset = 0',
        'sample_rate = 30000',
        "dtype = 'int16'",
        'hp_filtered = False',
        `dat_path = ['${datPath}']`,
      ]
    : [
        `dat_path = '${datPath}'`,
        `n_channels_dat = ${fileChannels}`,
        "dtype = 'int16'",
        'offset = 0',
        'sample_rate = 30000.',
        'hp_filtered = False',
      ];
  return `${lines.join('\n')}\n`;
}
