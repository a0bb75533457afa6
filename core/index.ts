/**
 * NeuroPyxels as a library:
 *
 *     import { open } from 'neuropyxels';
 *     const recording = await open('/data/rec_g0_imec0');
 *     const { result } = await recording.run('correlogram', ['234', '241'], { binMs: 0.2 });
 *     await recording.close();
 */
import { Engine, type EngineOptions, type MergeDone, type Run } from './engine/engine.ts';
import type { DatasetSummary } from './engine/engine-api.ts';
import type { UnitId, UnitTable } from './model/units.ts';
import type { CallOptions } from './rpc/rpc.ts';

export type { Analysis, Manifest } from './analyses/analysis.ts';
export { analysisOf, catalogue } from './analyses/catalogue.ts';
export type { EngineOptions, MergeDone, Run } from './engine/engine.ts';
export { Engine } from './engine/engine.ts';
export type { DatasetSummary, ExportFormat } from './engine/engine-api.ts';
export type { ExportOptions } from './engine/export-run.ts';
export { exportRun } from './engine/export-run.ts';
export { colorFamilies, colormapNames, distinctColors } from './figure/colormaps.ts';
export type { Figure } from './figure/figure.ts';
export { openDataset } from './io/open-dataset.ts';
export { openRecording } from './io/open-recording.ts';
export { alignSpikes, countAligned } from './kernels/aligned-spikes.ts';
export { meanAround } from './kernels/mean-around.ts';
export type { Dataset } from './model/dataset.ts';
export { isCancelled, isInputError } from './model/errors.ts';
export type { RecordingReader, RecordingRef, Stream } from './model/recording.ts';
export type { Sorting } from './model/sorting.ts';
export type { UnitId, UnitTable } from './model/units.ts';

/** A recording that is open. */
export interface OpenRecording {
  readonly summary: DatasetSummary;
  units(): Promise<UnitTable>;
  /**
   * Runs an analysis by its id, with the parameters of docs/analyses.md; absent ones take their defaults. `whole` asks
   * for the main array too, where it is left out of results because it is large: the single waveforms.
   * `stream` names one, where there are several.
   */
  run(
    analysis: string,
    units?: readonly UnitId[],
    params?: Readonly<Record<string, unknown>>,
    options?: CallOptions & { readonly whole?: boolean; readonly stream?: string },
  ): Promise<Run>;
  /** Ends the computing threads. */
  close(): Promise<void>;
}

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

/** Opens a recording folder, or any file in it that names it. Throws an input error with one sentence when it cannot. */
export async function open(place: string, options: EngineOptions = {}): Promise<OpenRecording> {
  const engine = new Engine(options);
  const summary = await engine.open(place);
  return {
    summary,
    units: () => engine.units(place),
    run: (analysis, units = [], params = {}, { stream, ...call } = {}) =>
      engine.run(
        { dataset: place, analysis, units, params, ...(stream === undefined ? {} : { stream }) },
        call,
      ),
    close: () => engine.close(),
  };
}
