import { catalogue } from '../analyses/catalogue.ts';
import { Engine } from '../engine/engine.ts';
import { methodsOf } from './open.ts';
import type { Outcome } from './outcome.ts';
import type { NpyxMethods } from './recording.ts';

type OfDataset<F> = F extends (...given: infer G) => infer R ? (dataset: string, ...given: G) => R : never;

/** npyx's functions, with the dataset first. */
export type Npyx = { readonly [Name in keyof NpyxMethods]: OfDataset<NpyxMethods[Name]> } & {
  /** Ends the computing threads; a script that ends need not. */
  close(): Promise<void>;
};

let engine: Engine | undefined;

/**
 * The analyses as npyx has them: functions that are told the folder. One engine serves them all.
 *
 *     import { npyx } from 'neuropyxels';
 *     const { result } = await npyx.ccg('/data/rec_g0_imec0', [234, 92], { bin_size: 0.2, win_size: 80 });
 */
export const npyx = Object.freeze({
  ...Object.fromEntries(
    catalogue
      .flatMap((analysis) => analysis.npyx)
      .map((name) => [
        name,
        (dataset: string, ...given: unknown[]): Promise<Outcome> | undefined => {
          engine ??= new Engine();
          return methodsOf(engine, dataset)[name]?.(...given);
        },
      ]),
  ),
  async close() {
    await engine?.close();
    engine = undefined;
  },
}) as Npyx;
