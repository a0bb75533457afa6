import { ParameterError } from '../model/errors.ts';
import type { AnyAnalysis } from './analysis.ts';
import { binnedTrains } from './binned-trains.ts';
import { cleanTrain } from './clean-train.ts';
import { clocks } from './clocks.ts';
import { colormap } from './colormap.ts';
import { connections } from './connections.ts';
import { correlogram } from './correlogram.ts';
import { correlogram3d } from './correlogram-3d.ts';
import { correlogramStack } from './correlogram-stack.ts';
import { crossIntervals } from './cross-intervals.ts';
import { csd } from './csd.ts';
import { eventSynchrony } from './event-synchrony.ts';
import { firingRate } from './firing-rate.ts';
import { isi } from './isi.ts';
import { jointPsth } from './joint-psth.ts';
import { lfpSpectrum } from './lfp-spectrum.ts';
import { matchedWaveforms } from './matched-waveforms.ts';
import { metadata } from './metadata.ts';
import { peakChannels } from './peak-channel.ts';
import { populationSynchrony } from './population-synchrony.ts';
import { psth } from './psth.ts';
import { qualityMetrics } from './quality-metrics.ts';
import { rawTraces } from './raw-traces.ts';
import { scaledAcg } from './scaled-acg.ts';
import { snr } from './snr.ts';
import { spikeIds } from './spike-ids.ts';
import { spikeTrain } from './spike-train.ts';
import { surrogateCorrelogram } from './surrogate-correlogram.ts';
import { sync } from './sync.ts';
import { synchrony } from './synchrony.ts';
import { templates } from './templates.ts';
import { trials } from './trials.ts';
import { unitFeatures } from './unit-features.ts';
import { units } from './units.ts';
import { waveforms } from './waveforms.ts';

/** The analyses with their types, for the library; one that is missing here does not compile below. */
export type Catalogued =
  | typeof metadata
  | typeof units
  | typeof peakChannels
  | typeof qualityMetrics
  | typeof spikeTrain
  | typeof spikeIds
  | typeof isi
  | typeof firingRate
  | typeof binnedTrains
  | typeof cleanTrain
  | typeof unitFeatures
  | typeof templates
  | typeof waveforms
  | typeof matchedWaveforms
  | typeof snr
  | typeof correlogram
  | typeof surrogateCorrelogram
  | typeof correlogram3d
  | typeof scaledAcg
  | typeof correlogramStack
  | typeof connections
  | typeof crossIntervals
  | typeof synchrony
  | typeof populationSynchrony
  | typeof psth
  | typeof jointPsth
  | typeof eventSynchrony
  | typeof trials
  | typeof rawTraces
  | typeof lfpSpectrum
  | typeof csd
  | typeof sync
  | typeof clocks
  | typeof colormap;

/** All analyses, in the order in which menus, help and docs show them. */
const listed: readonly Catalogued[] = [
  metadata,
  units,
  peakChannels,
  qualityMetrics,
  spikeTrain,
  spikeIds,
  isi,
  firingRate,
  binnedTrains,
  cleanTrain,
  unitFeatures,
  templates,
  waveforms,
  matchedWaveforms,
  snr,
  correlogram,
  surrogateCorrelogram,
  correlogram3d,
  scaledAcg,
  correlogramStack,
  connections,
  crossIntervals,
  synchrony,
  populationSynchrony,
  psth,
  jointPsth,
  eventSynchrony,
  trials,
  rawTraces,
  lfpSpectrum,
  csd,
  sync,
  clocks,
  colormap,
];
export const catalogue: readonly AnyAnalysis[] = listed;

/** Throws ParameterError with the ids there are. */
export function analysisOf(id: string): AnyAnalysis {
  const found = catalogue.find((analysis) => analysis.id === id);
  if (found) return found;
  const ids = catalogue.map((analysis) => analysis.id).join(', ');
  throw new ParameterError(`analysis: got ${JSON.stringify(id)}, expected one of ${ids}`);
}
