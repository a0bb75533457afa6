import { pulseIntervals } from '../kernels/pulse-intervals.ts';
import type { LineEdges } from '../model/edges.ts';
import { ndArray } from '../model/nd-array.ts';
import { defineAnalysis } from './analysis.ts';
import { syncFigure } from './sync-figure.ts';
import { syncInputs } from './sync-inputs.ts';
import { type SyncInputs, type SyncLine, type SyncResult, syncParams } from './sync-params.ts';
import { scanLines } from './sync-scan.ts';

export const sync = defineAnalysis({
  id: 'sync',
  version: 1,
  title: 'Sync lines',
  summary: 'When each digital line went up and down, and how regular its pulses are.',
  method:
    'Each of the 16 bits of the sync words is a line. A line goes up at the first sample at which its bit is 1 after a 0, and down at the first 0 after a 1; a line that is up at the first sample has no onset for it. Open Ephys stores edges with numbers counted from the start of acquisition: those of the first sample of the recording are subtracted.',
  npyx: ['get_npix_sync'],
  target: 'recording',
  needs: ['recording'],
  params: syncParams,

  gather: (from, _units, params): Promise<SyncInputs> =>
    syncInputs(from.dataset, from.stream(), params, from.warn),

  async compute(inputs, { lines }, context): Promise<SyncResult> {
    const found = await scanLines(inputs, context);
    const { stream, stem, sampleRateHz, sampleCount } = inputs;
    const wanted = lines?.map(String);
    const absent = wanted?.filter((line) => !found.some((each) => each.line === line)) ?? [];
    const there = found.map(({ line }) => line).join(', ') || 'none';
    if (absent.length > 0)
      context.warn(`${stream}: line ${absent.join(', ')} never changes; lines that do: ${there}`);
    else if (found.length === 0) context.warn(`${stream}: no line ever changes`);
    return {
      stream,
      stem,
      sampleRateHz,
      sampleCount,
      lines: found
        .filter(({ line }) => !wanted || wanted.includes(line))
        .map((edges) => withStatistics(edges, sampleRateHz)),
    };
  },

  draw: syncFigure,

  toJson: ({ stream, sampleRateHz, lines }) => ({
    stream,
    sampleRateHz,
    lines: Object.fromEntries(
      lines.map(({ line, onsetSamples, offsetSamples, ...statistics }) => [
        line,
        {
          onsetSamples: [...onsetSamples],
          offsetSamples: [...offsetSamples],
          onsetsS: Array.from(onsetSamples, (sample) => sample / sampleRateHz),
          offsetsS: Array.from(offsetSamples, (sample) => sample / sampleRateHz),
          ...statistics,
        },
      ]),
    ),
  }),

  toTable({ lines, sampleRateHz }) {
    const edges = lines
      .flatMap(({ line, onsetSamples, offsetSamples }) => [
        ...Array.from(onsetSamples, (sample) => ({ line, edge: 'onset', sample })),
        ...Array.from(offsetSamples, (sample) => ({ line, edge: 'offset', sample })),
      ])
      .sort((a, b) => a.sample - b.sample);
    return {
      line: edges.map(({ line }) => line),
      edge: edges.map(({ edge }) => edge),
      sample: edges.map(({ sample }) => sample),
      timeS: edges.map(({ sample }) => sample / sampleRateHz),
    };
  },

  /** As npyx keeps them: `sync_chan/<stem>_sync6on_samples.npy`, the last sample before each edge. */
  toFiles({ stem, lines }) {
    const file = (samples: Float64Array) => ({
      array: ndArray(
        samples.map((sample) => sample - 1),
        samples.length,
      ),
      int64: true,
    });
    return Object.fromEntries(
      lines
        .filter(({ line }) => /^\d+$/.test(line))
        .flatMap(({ line, onsetSamples, offsetSamples }) => [
          [`${stem}_sync${line}on_samples.npy`, file(onsetSamples)],
          [`${stem}_sync${line}of_samples.npy`, file(offsetSamples)],
        ]),
    );
  },

  toArray({ lines }) {
    const onsets = Float64Array.from(lines.flatMap(({ onsetSamples }) => [...onsetSamples])).sort();
    return { array: ndArray(onsets, onsets.length), int64: true };
  },
});

function withStatistics(edges: LineEdges, sampleRateHz: number): SyncLine {
  const { median, deviation, missing } = pulseIntervals(edges.onsetSamples);
  return {
    ...edges,
    pulseCount: edges.onsetSamples.length,
    medianIntervalS: median / sampleRateHz,
    jitterUs: (1e6 * deviation) / sampleRateHz,
    missingPulseCount: missing,
  };
}
