import type { AnyAnalysis } from '../analyses/analysis.ts';
import { catalogue } from '../analyses/catalogue.ts';
import type { ParamValues } from '../analyses/params.ts';
import { layout } from '../figure/layout.ts';
import { themes } from '../figure/theme.ts';
import { isCancelled, isInputError, messageOf } from '../model/errors.ts';
import type { UnitId, UnitTable } from '../model/units.ts';
import type { Engine } from './engine.ts';
import type { Check } from './engine-api.ts';
import { envelopeText } from './envelope.ts';
import type { Run } from './run-analysis.ts';
import { givenFor } from './self-test-given.ts';
import { truths } from './self-test-truths.ts';

export interface SelfTestOptions {
  readonly signal?: AbortSignal;
  /** Called before each command and after it, so that a long one is seen to run. */
  readonly onCheck?: (name: string, check?: Check) => void;
}

/**
 * Every command of the catalogue, computed anew on a dataset: it must run, its result must hold what is true of it on any
 * recording, be the same when drawn twice, and fit its figure, table and JSON. Of the units, the two good ones with most
 * spikes are taken. A command whose files are not there passes, with the reason. Throws Cancelled, and input errors when
 * the dataset itself cannot be opened.
 */
export async function selfTest(
  engine: Engine,
  dataset: string,
  { signal, onCheck }: SelfTestOptions = {},
): Promise<readonly Check[]> {
  await engine.open(dataset);
  const units = chosen(await engine.units(dataset).catch(() => null));
  const checks: Check[] = [];
  for (const analysis of catalogue) {
    signal?.throwIfAborted();
    onCheck?.(analysis.id);
    const startedMs = performance.now();
    const finish = (ok: boolean, message?: string) => {
      const secondsElapsed = (performance.now() - startedMs) / 1000;
      const check = { name: analysis.id, ok, secondsElapsed, ...(message === undefined ? {} : { message }) };
      checks.push(check);
      onCheck?.(analysis.id, check);
    };
    try {
      const given = await givenFor(engine, dataset, analysis, signal);
      if ('reason' in given) finish(true, `left out: ${given.reason}`);
      else {
        const run = await engine.run(
          {
            dataset,
            analysis: analysis.id,
            units: analysis.target === 'recording' ? [] : units.slice(0, analysis.target === 'unit' ? 1 : 2),
            params: given.params,
            cache: 'off',
          },
          signal ? { signal } : {},
        );
        const wrong = faultOf(run);
        finish(wrong === null, wrong ?? undefined);
      }
    } catch (error) {
      if (signal?.aborted || isCancelled(error)) throw error;
      // A part of the recording that is not there is no failure of the command.
      const missing = error instanceof Error && error.name === 'MissingPart';
      const fault = isInputError(error) ? messageOf(error) : `fault of the program: ${messageOf(error)}`;
      finish(missing, missing ? `left out: ${messageOf(error)}` : fault);
    }
  }
  return checks;
}

/** The good units with most spikes, else those with most spikes; always the same. */
function chosen(table: UnitTable | null): readonly UnitId[] {
  if (!table) return [];
  const rows = table.ids.map((_, row) => row);
  const good = (row: number) => Number(table.group[row] === 'good');
  rows.sort((a, b) => good(b) - good(a) || (table.spikeCount[b] ?? 0) - (table.spikeCount[a] ?? 0) || a - b);
  return rows.slice(0, 2).map((row) => table.ids[row] as UnitId);
}

/** The first thing that is wrong with a result, or null. */
function faultOf(run: Run): string | null {
  const { analysis, result, params } = run;
  const { result: json } = JSON.parse(envelopeText(run)) as { result: unknown };
  const truth = truths[analysis.id] as ((result: unknown) => string | null) | undefined;
  const wrong = eachOf(json)
    .map((one) => truth?.(one) ?? null)
    .find((sentence) => sentence !== null);
  return wrong ?? tableFault(analysis, result) ?? figureFault(analysis, result, params);
}

/** A command about several units answers with `{units: [one, …]}`, each as it would answer for that unit alone. */
function eachOf(json: unknown): readonly unknown[] {
  const { units } = (json ?? {}) as { units?: unknown };
  const each = Array.isArray(units) && units.every((one) => typeof one === 'object' && one && 'unit' in one);
  return each ? units : [json];
}

function tableFault(analysis: AnyAnalysis, result: unknown): string | null {
  const lengths = Object.entries(analysis.toTable?.(result) ?? {}).map(([name, { length }]) => ({
    name,
    length,
  }));
  const odd = lengths.find(({ length }) => length !== lengths[0]?.length);
  return odd ? `table: ${odd.name} has ${odd.length} rows, ${lengths[0]?.name} ${lengths[0]?.length}` : null;
}

function figureFault(analysis: AnyAnalysis, result: unknown, params: ParamValues): string | null {
  const size = { width: 900, height: 640 };
  const draw = () => layout(analysis.draw(result, params), size, themes.light);
  const [first, second] = [draw(), draw()];
  if (JSON.stringify(first.items) !== JSON.stringify(second.items))
    return 'its figure differs when drawn again';
  const outside = first.items.find(
    (item) => item.kind === 'text' && !(Number.isFinite(item.x) && Number.isFinite(item.y)),
  );
  if (outside) return 'its figure holds a text without a place';
  return first.alt.trim() === '' ? 'its figure has no text alternative' : null;
}
