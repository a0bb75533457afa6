import path from 'node:path';
import { catalogue } from '../analyses/catalogue.ts';
import type { Clocks } from '../analyses/clocks-figure.ts';
import { correlogram } from '../analyses/correlogram.ts';
import type { Correlograms } from '../analyses/correlogram-params.ts';
import { correlogramStack } from '../analyses/correlogram-stack.ts';
import { packCorrelograms } from '../analyses/correlogram-wire.ts';
import { parseParams } from '../analyses/params.ts';
import type { QualityMetrics } from '../analyses/quality-params.ts';
import type { Stack } from '../analyses/stack-params.ts';
import type { SyncResult } from '../analyses/sync-params.ts';
import { datasetsTable } from '../io/merged-dataset.ts';
import { chooseStream } from '../model/dataset.ts';
import { isInputError } from '../model/errors.ts';
import type { CallOptions, Serve } from '../rpc/rpc.ts';
import type { Engine } from './engine.ts';
import type { Check, EngineApi, ExportRequest } from './engine-api.ts';
import { exportRun } from './export-run.ts';
import { selfTest } from './self-test.ts';
import { streamClocks } from './stream-clocks.ts';
import { streamStack, tilesOfStack } from './stream-stack.ts';
import { spikeDensity, syncTraces, unitSpikes } from './trace-spikes.ts';
import { writeAside } from './write-aside.ts';

/** The engine as the other side of a channel sees it. */
export function engineService(engine: Engine): Serve<EngineApi> {
  return {
    open: ({ dataset }) => engine.open(dataset),
    units: ({ dataset }, call) => engine.units(dataset, call),
    async run(request, call) {
      const { analysis, result, params, warnings, cached, elapsedMs } = await engine.run(request, call);
      return { figure: analysis.draw(result, params), params, warnings, cached, elapsedMs };
    },
    async correlograms(request, call) {
      const run = await engine.run({ ...request, analysis: correlogram.id }, call);
      const { result, params, warnings, cached, elapsedMs } = run;
      return { result: packCorrelograms(result as Correlograms), params, warnings, cached, elapsedMs };
    },
    async stack(request, call) {
      const run = await engine.run({ ...request, analysis: correlogramStack.id }, call);
      const { params, warnings, cached, elapsedMs } = run;
      return { result: { ...(run.result as Stack), values: null }, params, warnings, cached, elapsedMs };
    },
    async quality({ dataset, snr }, call) {
      const request = { dataset, analysis: 'quality-metrics', units: [], params: { snr } };
      return (await engine.run(request, call)).result as QualityMetrics;
    },
    trains: async ({ dataset, units }) =>
      correlogram.gather(await engine.gathering(dataset), units, parseParams(correlogram.params, {})),
    async readAhead({ dataset, units }) {
      await engine.readAhead(dataset, units);
      return null;
    },
    export: (request, call) => exported(engine, request, call),
    async exportTo({ file, ...request }, call) {
      const tiles = request.format === 'npy' ? tilesOfStack(request) : null;
      if (tiles) await streamStack(engine, request, tiles, file, call);
      else await writeAside(file, await exported(engine, request, call), call.signal);
      return null;
    },
    packedTraces: (request, call) => engine.packedTraces(request, call),
    rawTraces: (request, call) => engine.rawTraces(request, call),
    traceSetup: (request) => engine.traceSetup(request),
    async makeOverview(request, call) {
      await engine.makeOverview(request, call);
      return null;
    },
    overviewDone: (request) => engine.overviewDone(request),
    async traceChannels({ dataset, stream }) {
      const { channels } = chooseStream((await engine.gathering(dataset)).dataset, stream);
      return channels
        .filter(({ role }) => role !== 'sync')
        .map(({ column, id, name }) => ({ column, id, name }));
    },
    unitSpikes: async ({ dataset, stream, units }) =>
      unitSpikes(await engine.gathering(dataset), units, stream),
    spikeDensity: async ({ dataset, stream, binCount }) =>
      spikeDensity(await engine.gathering(dataset), stream, binCount),
    async syncTraces({ dataset, stream }, call) {
      const run = await engine.run({ dataset, stream, analysis: 'sync', units: [], params: {} }, call);
      return syncTraces(run.result as SyncResult, run.dataset.folder);
    },
    async streamClocks({ dataset }, call) {
      const from = await engine.gathering(dataset);
      try {
        const run = await engine.run({ dataset, analysis: 'clocks', units: [], params: {} }, call);
        const why = run.warnings.join('; ') || 'no shared pulses';
        return streamClocks(from.dataset, run.result as Clocks, why);
      } catch (error) {
        if (!isInputError(error)) throw error;
        return streamClocks(from.dataset, null, error.message);
      }
    },
    async changed({ dataset }) {
      await engine.changed(dataset);
      return null;
    },
    async close({ dataset }) {
      await engine.forget(dataset);
      return null;
    },
    cached: ({ dataset }) => engine.cached(dataset),
    clearCache: ({ dataset, ...which }) => engine.clearCache(dataset, which),
    selfTest({ dataset }, { signal, progress }) {
      const done: Check[] = [];
      return selfTest(engine, dataset, {
        signal,
        onCheck(name, check) {
          if (check) done.push(check);
          else progress({ done: done.length / catalogue.length, message: name });
        },
      });
    },
    async merge(request, call) {
      const { result, warnings } = await engine.merge(request, call);
      const { dataset, clocks } = result;
      return { dataset, door: path.join(dataset, datasetsTable), clocks, warnings };
    },
    async jobPlan(request, { signal }) {
      const { summary, output } = await engine.jobPlan(request, signal);
      return { summary, ...output };
    },
    job: (request, call) => engine.job(request, { ...call, confirm: async () => true }),
    find: ({ folder, limit }, { signal }) => engine.find(folder, limit, signal),
  };
}

async function exported(
  engine: Engine,
  { format, widthPx, heightPx, seriesSlots, style, ...request }: ExportRequest,
  call: CallOptions,
): Promise<Uint8Array> {
  const run = await engine.run(request, { ...call, whole: format === 'npy' });
  return exportRun(run, format, {
    ...(widthPx === undefined ? {} : { widthPx }),
    ...(heightPx === undefined ? {} : { heightPx }),
    ...(seriesSlots === undefined ? {} : { seriesSlots }),
    ...(style === undefined ? {} : { style }),
  });
}
