import type { Gathering } from '../analyses/analysis.ts';
import type { SyncResult } from '../analyses/sync-params.ts';
import { bisectLeft } from '../kernels/bisect.ts';
import { chooseStream } from '../model/dataset.ts';
import { isInputError, MissingPart, messageOf } from '../model/errors.ts';
import { isSameProbe } from '../model/recording.ts';
import { parseUnitId, type UnitId } from '../model/units.ts';
import type { SyncTrace, UnitSpikes } from './engine-api.ts';

/**
 * The spikes of some units in seconds of one stream, to be drawn on its traces. A unit of another probe, or one that is not
 * there any more, comes without spikes and with a sentence.
 */
export async function unitSpikes(
  from: Gathering,
  units: readonly UnitId[],
  streamId: string,
): Promise<UnitSpikes[]> {
  const shown = chooseStream(from.dataset, streamId);
  const table = units.length > 0 ? await from.unitTable() : null;
  return Promise.all(
    units.map(async (unit) => {
      try {
        const { train, stream } = await from.source(unit);
        const { merged, streams } = from.dataset;
        const home = merged ? merged[parseUnitId(unit).probe]?.streamId : stream.id;
        const own = streams.find(({ id }) => id === home) ?? stream;
        if (!isSameProbe(own, shown))
          return {
            unit,
            timesS: new Float64Array(),
            peakColumn: -1,
            message: `Unit ${unit} is on ${own.id}.`,
          };
        const row = table?.ids.indexOf(unit) ?? -1;
        const timesS = Float64Array.from(train, (sample) => sample / stream.sampleRateHz);
        return { unit, timesS, peakColumn: table?.peakChannel[row] ?? -1, message: null };
      } catch (error) {
        if (!isInputError(error)) throw error;
        return { unit, timesS: new Float64Array(), peakColumn: -1, message: messageOf(error) };
      }
    }),
  );
}

/** How many of all spikes fall into each of `binCount` equal parts of the stream; null where nothing was sorted. */
export async function spikeDensity(
  from: Gathering,
  streamId: string,
  binCount: number,
): Promise<Float64Array | null> {
  const { sorting } = from.dataset;
  const { sampleCount, sampleRateHz } = chooseStream(from.dataset, streamId);
  if (!sorting || !sampleCount) return null;
  const { samples } = await sorting.spikes();
  const binSamples = (sampleCount / sampleRateHz / binCount) * sorting.sampleRateHz;
  let before = bisectLeft(samples, 0);
  return Float64Array.from({ length: binCount }, (_, bin) => {
    const end = bisectLeft(samples, (bin + 1) * binSamples, before);
    const count = end - before;
    before = end;
    return count;
  });
}

/** The lines of a stream in seconds. Throws MissingPart where it has none. */
export function syncTraces({ lines, sampleRateHz, stream }: SyncResult, folder: string): SyncTrace[] {
  if (lines.length === 0)
    throw new MissingPart(`sync line of ${stream} that changes`, folder, 'Choose another stream.');
  return lines.map(({ line, onsetSamples, offsetSamples }) => ({
    line,
    onsetsS: onsetSamples.map((sample) => sample / sampleRateHz),
    offsetsS: offsetSamples.map((sample) => sample / sampleRateHz),
  }));
}
