import type { AnyAnalysis } from '../analyses/analysis.ts';
import { catalogue } from '../analyses/catalogue.ts';
import { camelCase } from '../analyses/kebab.ts';
import { Engine, type EngineOptions } from '../engine/engine.ts';
import type { UnitId, UnitTable } from '../model/units.ts';
import { npyxSwitches, ourParams } from './npyx-params.ts';
import { type Outcome, outcomeOf } from './outcome.ts';
import type { OpenRecording, RecordingBasics, RunOptions, Unit } from './recording.ts';

type Params = Readonly<Record<string, unknown>>;
type Method = (...given: unknown[]) => Promise<Outcome>;

/**
 * Opens a recording folder, or any file in it that names it. Throws an input error with one sentence when it cannot.
 * Each analysis of docs/analyses.md is a method: `recording.correlogram(['234', '92'], { binMs: 0.2 })`; it answers to
 * npyx's names too: `recording.ccg([234, 92], { bin_size: 0.2 })`.
 */
export async function open(place: string, options: EngineOptions = {}): Promise<OpenRecording> {
  const engine = new Engine(options);
  const summary = await engine.open(place);
  const basics: RecordingBasics = {
    summary,
    units: async (params) =>
      params ? ((await runIn(engine, place, 'units', [], params)).result as UnitTable) : engine.units(place),
    run: (analysis, units = [], params = {}, chosen = {}) =>
      runIn(engine, place, analysis, units, params, chosen),
    close: () => engine.close(),
  };
  return { ...methodsOf(engine, place), ...basics } as OpenRecording;
}

function runIn(
  engine: Engine,
  dataset: string,
  analysis: string,
  units: readonly UnitId[],
  params: Params,
  { stream, cache, units: _, ...call }: RunOptions = {},
) {
  return engine.run(
    { dataset, analysis, units, params, ...(stream ? { stream } : {}), ...(cache ? { cache } : {}) },
    call,
  );
}

/** The methods by name: ours win over npyx's, and of these the first in the catalogue. */
export function methodsOf(engine: Engine, dataset: string): Record<string, Method> {
  const every: readonly AnyAnalysis[] = catalogue;
  return Object.fromEntries([
    ...every
      .flatMap((analysis) =>
        analysis.npyx.map((name): [string, Method] => [
          name,
          methodOf(engine, dataset, analysis, npyxSwitches),
        ]),
      )
      .reverse(),
    ...every.map((analysis): [string, Method] => [
      camelCase(analysis.id),
      methodOf(engine, dataset, analysis, (_, params) => ({ params })),
    ]),
  ]);
}

/** `switches` are what a caller may say beside the parameters. */
function methodOf(
  engine: Engine,
  dataset: string,
  analysis: AnyAnalysis,
  switches: typeof npyxSwitches,
): Method {
  const run = async (units: readonly Unit[], given: Params, chosen: RunOptions): Promise<Outcome> => {
    const { params: named, cache } = switches(analysis, given);
    const params = ourParams(analysis, named);
    const options = cache ? { cache, ...chosen } : chosen;
    const again = (more: RunOptions) =>
      runIn(engine, dataset, analysis.id, units.map(String), params, { ...options, ...more });
    return outcomeOf(await again({}), () => again({ whole: true }));
  };
  return analysis.target === 'recording'
    ? (params = {}, options = {}) =>
        run((options as RunOptions).units ?? [], params as Params, options as RunOptions)
    : (units = [], params = {}, options = {}) =>
        run(
          Array.isArray(units) ? (units as readonly Unit[]) : [units as Unit],
          params as Params,
          options as RunOptions,
        );
}
