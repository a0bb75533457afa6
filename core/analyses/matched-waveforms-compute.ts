import { amplitudeWindow, mostFrequent } from '../kernels/drift-match.ts';
import { addWaveform, finishedMean, noWaveforms } from '../kernels/mean-waveform.ts';
import { medianOfWaveforms } from '../kernels/median-of-waveforms.ts';
import { peakToPeak } from '../kernels/peak-channel.ts';
import { bestLag, rollSamples } from '../kernels/shift-match.ts';
import { ParameterError } from '../model/errors.ts';
import type { Computing } from './analysis.ts';
import { type BatchReading, readBatchMeans } from './batch-means.ts';
import type { MatchedWaveformParams, UnitMatched, UnitToMatch } from './matched-waveforms-params.ts';
import { readableSpikes, type SpikeBatches, spikeBatches, spikesOfBatches } from './spike-batches.ts';
import { channelsAround } from './waveform-places.ts';

/** The peak of a batch is looked for within this many samples of the spike. */
const centralSamples = 20;
/** Batches of the largest amplitudes that make the template for shifts. */
const templateBatches = 50;
/** What the batches that are averaged may take of the memory. */
const mostBytes = 2 ** 29;

/**
 * Drift-shift matching of one unit: the steps of NeuroPyxels' wvf_dsmatch, with a limit for shifts and a range of
 * channels that do not depend on each other. The raw file is read twice: first all batches on the channels around the
 * peak, for their peak channels and amplitudes; then on all channels those that are to be averaged, which are all that
 * is ever in memory. Throws ParameterError when these would not fit.
 */
export async function matchUnit(
  given: UnitToMatch,
  params: MatchedWaveformParams,
  context: Computing,
  progress: (done: number) => void,
): Promise<UnitMatched> {
  const { warn, signal } = context;
  const channelCount = given.columns.length;
  const size = params.windowSamples * channelCount;
  const most = Math.max(1, Math.floor(params.averageCount / params.batchSize));
  checkMemory(most * size * Float32Array.BYTES_PER_ELEMENT, params);
  const reader = await context.open(given.recording);
  try {
    const unit = readableSpikes(given, params.windowSamples, reader.ref.sampleCount, warn);
    const batches = spikeBatches(unit, params, warn);
    const total = (batches.starts.length + Math.min(most, batches.starts.length)) * batches.batchSize;
    let done = 0;
    const advance = () => {
      if (++done % 16 === 0) progress(done / total);
    };
    const reading = { reader, signal, advance };
    const { peaks, amplitudes, rawUv } = await firstPass(unit, batches, params, reading);

    const calm = Int32Array.from(peaks.keys()).filter((batch) => amplitudes[batch]! < params.maxAmplitudeUv);
    const peak =
      params.driftTo === 'template' ? unit.templatePeak : mostFrequent(calm.map((batch) => peaks[batch]!));
    const afterDrift = calm.filter((batch) => peaks[batch] === peak);
    const afterAmplitude = amplitudeWindow(afterDrift, amplitudes, most, params.amplitudePercent);

    const means: Float32Array[] = [];
    const chosen = { ...batches, starts: afterAmplitude.map((batch) => batches.starts[batch]!) };
    await readBatchMeans(unit, everyChannel(channelCount), chosen, params, reading, (_, mean) =>
      means.push(mean.slice()),
    );
    const driftMatchedUv = medianOfWaveforms(means, size);
    const ownAmplitudes = Float32Array.from(afterAmplitude, (batch) => amplitudes[batch]!);
    const lagsSamples = params.matchShifts
      ? matchShifts(means, ownAmplitudes, rangeAround(peak, params.channelRange, channelCount), size)
      : new Int32Array();
    const stays = (i: number) => Math.abs(lagsSamples[i] ?? 0) <= params.maxShiftSamples;
    const afterShift = afterAmplitude.filter((_, i) => stays(i));
    const meanUv = medianOfWaveforms(
      means.filter((_, i) => stays(i)),
      size,
    );
    if (params.matchShifts && afterShift.length > 0) centre(meanUv, peak, channelCount);

    if (calm.length < peaks.length)
      warn(
        `unit ${unit.unit}: ${peaks.length - calm.length} of ${peaks.length} batches left out, of ${params.maxAmplitudeUv} µV or more`,
      );
    if (peaks.length > 0 && afterShift.length === 0)
      warn(
        afterDrift.length === 0
          ? `unit ${unit.unit}: no batch has its peak on the channel to match`
          : `unit ${unit.unit}: every batch would have to be moved by more than ${params.maxShiftSamples} samples`,
      );
    const { columns, channelIds, sites, sampleRateHz, templatePeak } = unit;
    return {
      ...{ unit: unit.unit, columns, channelIds, sites, sampleRateHz, templatePeak, peak },
      batchSize: batches.batchSize,
      ...{ meanUv, driftMatchedUv, rawUv, batchPeaks: peaks, batchAmplitudesUv: amplitudes },
      ...{ afterDrift, afterAmplitude, afterShift, lagsSamples },
      spikeIds: spikesOfBatches(unit.spikeIds, batches, afterShift),
    };
  } finally {
    await reader.close();
  }
}

function checkMemory(bytes: number, { averageCount, batchSize }: MatchedWaveformParams): void {
  if (bytes <= mostBytes) return;
  throw new ParameterError(
    `averageCount: ${averageCount} spikes in batches of ${batchSize} take ${Math.ceil(bytes / 2 ** 20)} MB of memory, above ${mostBytes / 2 ** 20} MB; take fewer spikes, larger batches or a shorter window`,
  );
}

const everyChannel = (count: number): Int32Array => Int32Array.from({ length: count }, (_, i) => i);

/** Channels [from, to), `range` on either side of the lower edge of the peak channel, as npyx counts them. */
const rangeAround = (peak: number, range: number, channelCount: number) => ({
  channelCount,
  first: Math.max(0, peak - range),
  end: Math.min(channelCount, peak + range),
});

/**
 * The channels where a batch may have its peak, and those that are drawn around each of them; ascending. All channels
 * where a reference is made of all.
 */
function channelsNear(
  { templatePeak, sites, columns }: UnitToMatch,
  { peakRange, channelCount, medianReference }: MatchedWaveformParams,
): Int32Array {
  if (medianReference) return everyChannel(columns.length);
  const { first, end } = rangeAround(templatePeak, peakRange, columns.length);
  const near = new Set<number>();
  for (let peak = first; peak < end; peak++) {
    near.add(peak);
    for (const channel of channelsAround(peak, channelCount, sites, columns.length)) near.add(channel);
  }
  return Int32Array.from(near).sort();
}

/** Each batch's peak channel and amplitude around the spike, and the mean of all batches near the peak. */
async function firstPass(
  unit: UnitToMatch,
  batches: SpikeBatches,
  params: MatchedWaveformParams,
  reading: BatchReading,
) {
  const { windowSamples } = params;
  const channels = channelsNear(unit, params);
  const width = channels.length;
  const { first, end } = rangeAround(unit.templatePeak, params.peakRange, unit.columns.length);
  const middle = Math.floor(windowSamples / 2);
  const [from, to] = [Math.max(0, middle - centralSamples), Math.min(windowSamples, middle + centralSamples)];
  const peaks = new Int32Array(batches.starts.length).fill(-1);
  const amplitudes = new Float32Array(batches.starts.length).fill(Number.NEGATIVE_INFINITY);
  const all = noWaveforms(windowSamples * width);
  await readBatchMeans(unit, channels, batches, params, reading, (batch, mean) => {
    const heights = peakToPeak(mean.subarray(from * width, to * width), width);
    channels.forEach((channel, i) => {
      if (channel < first || channel >= end || !(heights[i]! > amplitudes[batch]!)) return;
      peaks[batch] = channel;
      amplitudes[batch] = heights[i]!;
    });
    addWaveform(all, mean);
  });
  const rawUv = new Float32Array(windowSamples * unit.columns.length);
  finishedMean(all).mean.forEach((value, i) => {
    rawUv[Math.floor(i / width) * unit.columns.length + channels[i % width]!] = value;
  });
  return { peaks, amplitudes, rawUv };
}

/** Rolls each batch onto the median of the largest ones; returns by how many samples. */
function matchShifts(
  means: readonly Float32Array[],
  amplitudes: Float32Array,
  channels: ReturnType<typeof rangeAround>,
  size: number,
): Int32Array {
  const largest = [...means.keys()]
    .sort((a, b) => amplitudes[b]! - amplitudes[a]! || a - b)
    .slice(0, templateBatches);
  const template = medianOfWaveforms(
    largest.map((i) => means[i]!),
    size,
  );
  return Int32Array.from(means, (mean) => {
    const lag = bestLag(template, mean, channels);
    rollSamples(mean, channels.channelCount, lag);
    return lag;
  });
}

/** Rolls a waveform so that its largest value on the peak channel, of either sign, is at half of the window. */
function centre(waveform: Float32Array, peak: number, channelCount: number): void {
  const sampleCount = waveform.length / channelCount;
  let at = 0;
  for (let sample = 1; sample < sampleCount; sample++)
    if (Math.abs(waveform[sample * channelCount + peak]!) > Math.abs(waveform[at * channelCount + peak]!))
      at = sample;
  rollSamples(waveform, channelCount, Math.floor(sampleCount / 2) - at);
}
