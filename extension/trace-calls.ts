import { chooseTransfer } from '../core/analyses/trace-transfer.ts';
import type { PackedWindow, RawStretch } from '../core/engine/engine-api.ts';
import type { Serve } from '../core/rpc/rpc.ts';
import type { TraceCalls } from '../webviews/protocol.ts';
import { freezeTraces } from './freeze-traces.ts';
import type { LinkSpeed } from './link-speed.ts';
import type { Services } from './services.ts';

/** What a page with traces asks, of one dataset; samples go as the page's link allows. */
export function traceCalls(services: Services, dataset: string, link: LinkSpeed): Serve<TraceCalls> {
  const { engine } = services;
  const of = { dataset };
  return {
    channels: (request, call) => engine.traceChannels({ ...request, ...of }, call),
    async traces({ offer, ...request }, call) {
      if (!offer) return link.during(engine.packedTraces({ ...request, ...of }, call));
      if (link.bytesPerS === null) link.start();
      const { startSample, endSample, ...facts } = offer;
      const choice = chooseTransfer({
        ...facts,
        rawSamples: endSample - startSample,
        columnSamples: request.columnSamples,
        onlyFurthest: request.onlyFurthest ?? false,
        linkBytesPerS: link.bytesPerS,
      });
      return link.during<RawStretch | PackedWindow>(
        choice === 'raw'
          ? engine.rawTraces({ stream: request.stream, startSample, endSample, ...of }, call)
          : engine.packedTraces({ ...request, ...of }, call),
      );
    },
    traceSetup: (request, call) => engine.traceSetup({ ...request, ...of }, call),
    makeOverview: (request, call) => engine.makeOverview({ ...request, ...of }, call),
    overviewDone: (request, call) => engine.overviewDone({ ...request, ...of }, call),
    spikes: (request, call) => engine.unitSpikes({ ...request, ...of }, call),
    density: (request, call) => engine.spikeDensity({ ...request, ...of }, call),
    syncTraces: (request, call) => engine.syncTraces({ ...request, ...of }, call),
    clocks: (_, call) => engine.streamClocks(of, call),
    async freeze(seen) {
      freezeTraces(services, dataset, seen);
      return null;
    },
  };
}
