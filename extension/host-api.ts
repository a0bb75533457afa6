import { isCancelled, isInputError } from '../core/model/errors.ts';
import type { UnitId } from '../core/model/units.ts';
import type { Call, Serve } from '../core/rpc/rpc.ts';
import type { FigureRequest, HostApi } from '../webviews/protocol.ts';
import { browseEvents } from './ask-events.ts';
import { copyAs } from './copy-as.ts';
import type { OpenDataset } from './datasets.ts';
import { exportFigure } from './export-figure.ts';
import { runOf } from './run-of.ts';
import type { Services } from './services.ts';

/** What differs between the page of a dashboard and that of a figure panel. */
export interface PageRole {
  readonly dataset: OpenDataset;
  readonly opening: FigureRequest | null;
  /** The stream the page was opened for. */
  stream(call: Call): Promise<string | null>;
  showing(request: FigureRequest): void;
  selected(units: readonly UnitId[], slots: readonly number[]): void;
  openAsText(): Promise<void>;
}

/** Answers a page. The page shows the errors; faults of ours go to the log and to the user as well. */
export function hostApi(services: Services, role: PageRole): Serve<HostApi> {
  const { engine, faults, figures, log } = services;
  const { dataset } = role;
  return guarded(
    {
      dataset: (_, call) => dataset.summary(call),
      units: (_, call) => dataset.units(call),
      quality: (request, call) => engine.quality({ dataset: dataset.door, ...request }, call),
      door: async (_, call) => ({ stream: await role.stream(call) }),
      trains: ({ units }, call) => engine.trains({ dataset: dataset.door, units }, call),
      readAhead: ({ units }, call) =>
        // What cannot be read is told when it is asked for.
        engine.readAhead({ dataset: dataset.door, units }, call).catch(() => null),
      correlograms: (request, call) => engine.correlograms(runOf(dataset, request), call),
      stack: (request, call) => engine.stack(runOf(dataset, request), call),
      figure: (request, call) => engine.run(runOf(dataset, request), call),
      exportFigure: (request) => exportFigure(services, dataset, request),
      copyAs: (request) => copyAs(dataset, request),
      async pickFiles() {
        const { folder } = await dataset.summary();
        return browseEvents(folder).catch((error: unknown) => {
          if (isCancelled(error)) return null;
          throw error;
        });
      },
      async openFigure(request) {
        figures.open(dataset.door, request);
        return null;
      },
      opening: async () => role.opening,
      async showing(request) {
        role.showing(request);
        return null;
      },
      async selected({ units, slots }) {
        role.selected(units, slots);
        return null;
      },
      async openAsText() {
        await role.openAsText();
        return null;
      },
      async log({ level, message }) {
        log[level](`page: ${message}`);
        return null;
      },
    },
    (error, method) => faults.fromPage(error, `answer '${method}' for ${dataset.name}`),
  );
}

/** Every method as it is, but what it throws is reported first. */
export function guarded<T extends object>(api: T, report: (error: unknown, method: string) => void): T {
  const methods = Object.entries(api as Record<string, (argument: unknown, call: Call) => Promise<unknown>>);
  return Object.fromEntries(
    methods.map(([name, method]) => [
      name,
      async (argument: unknown, call: Call) => {
        try {
          return await method(argument, call);
        } catch (error) {
          if (!isCancelled(error) && !call.signal.aborted) report(error, name);
          throw isInputError(error) || isCancelled(error) ? error : withoutStack(error);
        }
      },
    ]),
  ) as T;
}

/** A page shows sentences; the stack is in the log. */
const withoutStack = (error: unknown): Error => {
  const plain = new Error(error instanceof Error ? error.message : String(error));
  delete plain.stack;
  return plain;
};
