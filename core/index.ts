/**
 * NeuroPyxels as a library:
 *
 *     import { open } from 'neuropyxels';
 *     const recording = await open('/data/rec_g0_imec0');
 *     const { result } = await recording.correlogram(['234', '241'], { binMs: 0.2 });
 *     await recording.close();
 */
import { Engine, type EngineOptions, type MergeDone } from './engine/engine.ts';
import type { CallOptions } from './rpc/rpc.ts';

export type { Analysis, Manifest } from './analyses/analysis.ts';
export { analysisOf, catalogue } from './analyses/catalogue.ts';
export type { EngineOptions, MergeDone } from './engine/engine.ts';
export { Engine } from './engine/engine.ts';
export type { DatasetSummary, ExportFormat } from './engine/engine-api.ts';
export type { ExportOptions } from './engine/export-run.ts';
export { exportRun } from './engine/export-run.ts';
export type { Run } from './engine/run-analysis.ts';
export { boundedColors, colorFamilies, colormapNames, distinctColors } from './figure/colormaps.ts';
export type { Figure } from './figure/figure.ts';
export { bestTicks } from './figure/ticks.ts';
export { openDataset } from './io/open-dataset.ts';
export { openRecording } from './io/open-recording.ts';
export { alignSpikes, countAligned } from './kernels/aligned-spikes.ts';
export { lagsPerSpike } from './kernels/lags-per-spike.ts';
export { logAutocorrelogram } from './kernels/log-autocorrelogram.ts';
export { meanAround } from './kernels/mean-around.ts';
export { type Npyx, npyx } from './library/npyx.ts';
export { open } from './library/open.ts';
export type { Outcome } from './library/outcome.ts';
export { type PlotMessage, plot } from './library/plot.ts';
export type { Given, OpenRecording, RunOptions, Unit } from './library/recording.ts';
export type { Dataset } from './model/dataset.ts';
export { isCancelled, isInputError } from './model/errors.ts';
export type { RecordingReader, RecordingRef, Stream } from './model/recording.ts';
export type { Sorting } from './model/sorting.ts';
export type { UnitId, UnitTable } from './model/units.ts';

/**
 * Joins recordings that were made at once into a dataset of their own, all spikes on the clock of the first, by the
 * pulses of a sync line that they share; the recordings stay as they are.
 *
 *     const { result } = await merge(['/data/rec_imec0', '/data/rec_imec1'], { names: ['lateral', 'medial'] });
 *     const merged = await open(result.dataset);
 */
export async function merge(
  datasets: readonly string[],
  params: Readonly<Record<string, unknown>> = {},
  { call = {}, ...options }: EngineOptions & { readonly call?: CallOptions } = {},
): Promise<MergeDone> {
  const engine = new Engine(options);
  try {
    return await engine.merge({ datasets, params }, call);
  } finally {
    await engine.close();
  }
}
