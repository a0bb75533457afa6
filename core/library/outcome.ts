import path from 'node:path';
import type { AnyAnalysis, Named, Table, Target } from '../analyses/analysis.ts';
import type { Params, Values } from '../analyses/params.ts';
import type { ExportFormat } from '../engine/engine-api.ts';
import { type ExportOptions, exportFormats, exportRun } from '../engine/export-run.ts';
import type { Run } from '../engine/run-analysis.ts';
import { writeAside } from '../engine/write-aside.ts';
import type { Figure } from '../figure/figure.ts';
import { ParameterError } from '../model/errors.ts';

/** The parameters of an analysis, with the values that were used. */
export type ValuesOf<A> = A extends { readonly params: infer P extends Params } ? Values<P> : never;
/** What an analysis computes. */
export type ResultOf<A> = A extends { compute(...given: never[]): infer R } ? Awaited<R> : never;
/** Anything the catalogue holds, whatever its types. */
export type Catalogue = AnyAnalysis & Named<string, readonly string[], Target>;

/** What came of running an analysis: its result, typed, and the other faces of it. */
export interface Outcome<A = Catalogue> extends Omit<Run, 'result' | 'params'> {
  readonly result: ResultOf<A>;
  readonly params: ValuesOf<A>;
  /** Drawn when it is first asked for. */
  readonly figure: Figure;
  /** The `result` of the command line's JSON: units as text, samples as integers, keys as in docs/cli.md. */
  json(): unknown;
  /** Columns of equal length. Throws ParameterError for an analysis that has no table. */
  table(): Table;
  /**
   * Writes the figure (`.svg`, `.png`, `.pdf`) or the numbers (`.json`, `.csv`, `.npy`), as the file's name ends, whole
   * or not at all. Throws ParameterError for another ending, and for what the analysis does not have.
   */
  save(file: string, options?: ExportOptions): Promise<void>;
}

/** `whole` runs it again with its main array, where the cache leaves that out. */
export function outcomeOf<A>(run: Run, whole: () => Promise<Run>): Outcome<A> {
  let figure: Figure | undefined;
  const { analysis, result, params } = run;
  return {
    ...run,
    result: result as ResultOf<A>,
    params: params as ValuesOf<A>,
    get figure() {
      figure ??= analysis.draw(result, params);
      return figure;
    },
    json: () => analysis.toJson(result, params),
    table() {
      if (analysis.toTable) return analysis.toTable(result);
      throw new ParameterError(`table: ${analysis.id} has no table`);
    },
    async save(file, options) {
      const format = formatOf(file);
      const from = format === 'npy' && analysis.slim ? await whole() : run;
      await writeAside(file, await exportRun(from, format, options));
    },
  };
}

/** Throws ParameterError with the endings there are. */
export function formatOf(file: string): ExportFormat {
  const ending = path.extname(file).slice(1).toLowerCase();
  const format = exportFormats.find((each) => each === ending);
  if (format) return format;
  throw new ParameterError(
    `file: ${JSON.stringify(file)} ends with none of ${exportFormats.map((each) => `.${each}`).join(' ')}`,
  );
}
