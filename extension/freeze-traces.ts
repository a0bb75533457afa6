import { rawTraces } from '../core/analyses/raw-traces.ts';
import type { FrozenTraces } from '../webviews/protocol.ts';
import type { Services } from './services.ts';

/** A figure's times need no more digits than samples have. */
const decimals = 1e5;

/** The parameters by which `raw-traces` draws what is seen. */
export function frozenParams(seen: FrozenTraces): Record<string, unknown> {
  const { startS, endS, channels, units, isImage, rowUv, processing } = seen;
  return {
    ...processing,
    startS: Math.round(startS * decimals) / decimals,
    endS: Math.round(endS * decimals) / decimals,
    channels,
    show: isImage ? 'heatmap' : 'lines',
    ...(units.length > 0 ? { overlayUnits: units } : {}),
    ...(isImage ? {} : { offsetUv: rowUv }),
  };
}

/** Opens the figure of what the traces show, with the same processing. */
export function freezeTraces({ figures }: Services, dataset: string, seen: FrozenTraces): void {
  const params = frozenParams(seen);
  figures.open(dataset, { analysis: rawTraces.id, units: [], params, stream: seen.stream });
}
