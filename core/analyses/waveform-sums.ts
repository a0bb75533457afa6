import { addWaveform, finishedMean, type MeanWaveform, noWaveforms } from '../kernels/mean-waveform.ts';
import { windowSums } from '../kernels/window-sums.ts';
import type { Cutter } from './waveform-cutter.ts';
import type { WaveformParams, WaveformSource } from './waveform-params.ts';

/** Mean and spread of the windows of one unit, as they come from the file. */
export interface WaveformSums {
  /** Adds the window that starts at sample `start`, and writes it, in µV, into `out` where it is wanted. */
  add(raw: Int16Array | Float32Array, start: number, out?: Float32Array): void;
  /** (samples × channels), in µV. */
  finish(): MeanWaveform;
}

/** Windows of 16-bit samples that are neither filtered nor referenced are summed as they are, any others after the cut. */
export function waveformSums(
  { recording, columns, uvPerBit }: WaveformSource,
  { windowSamples, baseline, highpassHz, medianReference, whiten }: WaveformParams,
  cutter: Cutter,
): WaveformSums {
  if (recording.sampleType !== 'int16' || highpassHz !== null || medianReference || whiten !== 'none')
    return sumsOfCut(cutter, windowSamples * columns.length);
  const sums = windowSums({
    rows: windowSamples,
    columnCount: recording.columnCount,
    columns,
    uvPerBit,
    subtractMedians: baseline === 'median',
  });
  return {
    add(raw, _start, out) {
      sums.add(raw as Int16Array);
      if (out) sums.write(out);
    },
    finish: () => sums.finish(),
  };
}

function sumsOfCut(cutter: Cutter, size: number): WaveformSums {
  const running = noWaveforms(size);
  const scratch = new Float32Array(size);
  return {
    add(raw, start, out = scratch) {
      cutter.cut(raw, start, out);
      addWaveform(running, out);
    },
    finish: () => finishedMean(running),
  };
}
