import { paddingOf } from '../../kernels/filter-forward-backward.ts';
import { drawLines, saturatedRows } from '../../kernels/saturated-rows.ts';
import {
  AccessError,
  FormatError,
  isInputError,
  MissingPart,
  messageOf,
  ParameterError,
} from '../../model/errors.ts';
import type { RecordingRef } from '../../model/recording.ts';
import { readStretch, takeCleaner } from '../clean-stretch.ts';
import { type Cleaning, cleaningOf } from '../cleaning.ts';
import { sorterWhitening, whitened } from '../cleaning-whitening.ts';
import { defineJob, jobMemoryBytes, type Plan, type Planning } from '../job.ts';
import { countText, numberText } from '../number-text.ts';
import { type AskedSaturation, movesOf, rangeOf, saturationOf } from './preprocess-asked.ts';
import { preprocessParams } from './preprocess-params.ts';
import { copyOf, preprocessedHeader, preprocessedParams } from './preprocessed-header.ts';
import { stepSizeOf } from './step-size.ts';

export interface Preprocessing extends Plan {
  readonly recording: RecordingRef;
  readonly cleaning: Cleaning;
  /** Samples [start, end) of the recording are written, so many in a step. */
  readonly startSample: number;
  readonly endSample: number;
  readonly stepSamples: number;
  readonly saturation: AskedSaturation | null;
  readonly sampleRateHz: number;
  /** The header of the output, by file. */
  readonly texts: Readonly<Record<string, string>>;
}

export const preprocess = defineJob({
  id: 'preprocess',
  version: 5,
  title: 'Preprocess',
  summary:
    'Writes a filtered, commonly referenced copy of the raw recording for a sorter; sync words stay as they are.',
  npyx: ['preprocess_binary_file'],
  method:
    'In this order, each step only where it is asked for. **Artefacts**: samples at which many channels are saturated are drawn over by lines. **ADC alignment**: channel $c$ is delayed by $r/m$ samples, $r = \\lfloor c/2 \\rfloor \\bmod 12$ and $m = 13$ for probes of the 1.0 family, $r = \\lfloor c/2 \\rfloor \\bmod 16$ and $m = 16$ for 2.0, by the filter of 20 samples that is nearest to the exact delay up to a third of the sampling rate (1 in 60 000). **Filter**: Butterworth, forward and backward with the ends continued by point reflection (as SciPy’s `sosfiltfilt`), or forward only; within a thousandth of a bit of double precision for signals of up to a thousand bits, and within a millionth of larger ones. **Reference**: the median over channels at each sample, told to a sixteenth of a bit; reference sites do not weigh. **Whitening**: ZCA of the covariance of 25 stretches of 1500 samples, each channel with its neighbours, scaled so that its noise keeps its size. At last values are rounded to the nearest bit, and those beyond 16 bits are clipped and counted. The work is done in steps, each with as much of the recording on both sides as its filter needs, so that the copy is the same however it is divided.',
  references: [
    'Laakso et al. 1996, IEEE Signal Process Mag 13(1):30, doi:10.1109/79.482137',
    'Bell and Sejnowski 1997, Vision Res 37:3327, doi:10.1016/S0042-6989(97)00121-1',
  ],
  target: 'recording',
  needs: ['recording'],
  params: preprocessParams,

  async plan(from, params): Promise<Preprocessing> {
    const stream = from.stream();
    const { raw, sampleRateHz } = stream;
    const todo = stream.rawMissingReason ?? 'Put the .bin beside its .meta.';
    if (!raw) throw new MissingPart(`raw data of ${stream.id}`, from.dataset.folder, todo);
    if (raw.sampleType !== 'int16')
      throw new FormatError({ file: raw.file, found: `${raw.sampleType} samples`, expected: 'int16' });
    const plain = cleaningOf(stream, params);
    if (plain.steps.length === 0 && params.artefacts === 'keep')
      throw new ParameterError(
        'highpassHz, reference, adcRealign, whiten: nothing is asked for, expected at least one thing to do',
      );
    const [startSample, endSample] = rangeOf(params, stream);
    const padding = paddingOf(plain.shape.sections);
    if (raw.sampleCount <= padding)
      throw new FormatError({
        file: raw.file,
        found: countText(raw.sampleCount, 'sample'),
        expected: `more than the ${padding} that the filter needs`,
      });
    const sorter = await sorterWhitening(from.dataset.sorting, from.dataset.folder, params);
    const cleaning = await whitened(
      plain,
      params,
      { stream, recording: raw, sorter },
      from.open,
      from.signal,
    );
    const saturation = saturationOf(from, stream, params);
    const steps = [
      ...(params.artefacts === 'keep'
        ? []
        : [`saturated samples ${params.artefacts === 'zero' ? 'set to zero' : 'drawn over by lines'}`]),
      ...cleaning.steps,
    ];
    const bytes = (endSample - startSample) * raw.columnCount * 2;
    const file = params.output || copyOf(from.dataset, raw.file, params.compress ? '.cbin' : '.bin');
    if (params.compress && !/\.cbin$/i.test(file))
      throw new ParameterError(`output: ${file} is compressed; give it a name that ends in .cbin`);
    const isPacked = /\.cbin$/i.test(file);
    // Neither we nor a sorter would find it under another name.
    if (!/\.(c?bin|dat)$/i.test(file))
      throw new ParameterError(
        `output: ${file} is the name of no raw file; give it one that ends in .bin, .cbin or .dat`,
      );
    if (isPacked && from.dataset.acquisition !== 'SpikeGLX')
      throw new ParameterError(
        `output: ${file} would be a .cbin, which is for SpikeGLX; name a .dat or .bin`,
      );
    const moves = params.moveOriginal ? movesOf(from, stream, params) : undefined;
    const header = from.header(stream);
    const texts =
      from.dataset.acquisition === 'SpikeGLX' && header
        ? preprocessedHeader(header, {
            file,
            name: moves?.files.at(-1)?.[1] ?? file,
            bytes,
            steps,
            startSample,
            sampleRateHz,
          })
        : preprocessedParams({ file, steps, sampleRateHz, columnCount: raw.columnCount });
    const { columnCount } = raw;
    const chunkSamples = await chunkSamplesOf(raw, from);
    const size = stepSizeOf(cleaning, { columnCount, isPacked, chunkSamples });
    const { stepSamples, stepBytes, sharedBytes } = size;
    if (stepBytes + sharedBytes > jobMemoryBytes)
      throw new ParameterError(
        `highpassHz, lowpassHz: the answer of this filter lasts ${numberText(plain.before / sampleRateHz)} s, and so much of the recording on both sides takes ${numberText((stepBytes + sharedBytes) / 1e6)} MB of memory, more than the ${jobMemoryBytes / 1e6} MB that there are for it; take a higher corner or a lower order`,
      );
    return {
      recording: raw,
      cleaning,
      startSample,
      endSample,
      stepSamples,
      saturation,
      sampleRateHz,
      texts,
      output: {
        file,
        bytes,
        ...(isPacked
          ? {
              packed: {
                columnCount: raw.columnCount,
                sampleCount: endSample - startSample,
                sampleRateHz,
                stepSamples,
              },
            }
          : {}),
      },
      inputBytes: bytes,
      ...(moves ? { moves } : {}),
      stepBytes,
      ...(chunkSamples > 0
        ? {
            sharedBytes,
            reads: {
              recording: raw,
              first: startSample,
              step: stepSamples,
              before: cleaning.before,
              behind: cleaning.behind,
            },
          }
        : {}),
      stepCount: Math.ceil((endSample - startSample) / stepSamples),
      summary: `Writes ${numberText(bytes / 1e6)} MB${isPacked ? ', compressed,' : ''} to ${file}: ${steps.join(', ')}. ${raw.file} ${moves ? 'is moved to original_data/ then, and the copy takes its place' : 'stays as it is'}.`,
    };
  },

  async step(plan, index, { open, write, signal }) {
    const { recording, cleaning, stepSamples, saturation } = plan;
    const { shape, before, behind, excluded } = cleaning;
    const { columnCount } = recording;
    const start = plan.startSample + index * stepSamples;
    const end = Math.min(start + stepSamples, plan.endSample);
    const fail = (error: unknown): never => {
      throw unreadable(error, recording, [start - before, end + behind], plan.sampleRateHz);
    };
    const reader = await open(recording).catch(fail);
    // Steps that wait for the disk on one thread have memory of their own each.
    const size = { stretch: stepSamples + before + behind, rows: stepSamples };
    const { cleaner, giveBack } = takeCleaner(shape, size);
    try {
      const { raw } = cleaner;
      const { count, from, to } = await readStretch(reader, cleaning, start, end, raw, signal).catch(fail);
      const runs = saturation ? saturatedRows(raw, count, columnCount, shape.columns, saturation) : [];
      for (const run of runs) drawLines(raw, count, columnCount, shape.columns, run);
      cleaner.clean(count, from, to);
      const clippedValues = cleaner.put();
      let saturatedSamples = 0;
      for (const [first, last] of runs)
        for (let row = Math.max(first, from); row < Math.min(last, to); row++) {
          saturatedSamples++;
          if (saturation?.zero) for (const column of shape.columns) raw[row * columnCount + column] = 0;
        }
      for (const column of excluded)
        for (let row = from; row < to; row++) raw[row * columnCount + column] = 0;
      const done = raw.subarray(from * columnCount, to * columnCount);
      await write(
        (start - plan.startSample) * columnCount * 2,
        new Uint8Array(done.buffer, done.byteOffset, done.byteLength),
      );
      return { clippedValues, saturatedSamples };
    } finally {
      giveBack();
      await reader.close();
    }
  },

  finish: ({ texts }) => texts,

  warnings({ endSample, startSample, cleaning, saturation }, { clippedValues = 0, saturatedSamples = 0 }) {
    const values = (endSample - startSample) * cleaning.shape.columns.length;
    const samples = endSample - startSample;
    const share = (count: number, all: number) => `${numberText((100 * count) / all)} %`;
    return [
      ...(clippedValues > 0
        ? [
            `${countText(clippedValues, 'value')} of ${values} (${share(clippedValues, values)}) did not fit into 16 bits and were clipped`,
          ]
        : []),
      ...(saturation && saturatedSamples > 0
        ? [
            `${countText(saturatedSamples, 'sample')} of ${samples} (${share(saturatedSamples, samples)}) were saturated and ${saturation.zero ? 'set to zero' : 'drawn over by lines'}`,
          ]
        : []),
    ];
  },
});

/** Frames that are only readable together; 0 where any are. */
async function chunkSamplesOf(raw: RecordingRef, { open }: Planning): Promise<number> {
  if (raw.encoding === 'flat') return 0;
  const reader = await open(raw);
  await reader.close();
  return reader.chunkSamples ?? 0;
}

/** Tells which range could not be read; whatever else was thrown stays. */
function unreadable(
  error: unknown,
  { file, sampleCount }: RecordingRef,
  [from, to]: readonly [number, number],
  sampleRateHz: number,
): unknown {
  if (!isInputError(error)) return error;
  const [first, last] = [Math.max(0, from), Math.min(sampleCount, to)];
  const seconds = (sample: number) => `${(sample / sampleRateHz).toFixed(3)} s`;
  return new AccessError(
    `${file}: samples ${first} to ${last} (${seconds(first)} to ${seconds(last)}) could not be read; what is done is kept, run the job again to go on, or leave this range out by startS and endS. ${messageOf(error)}`,
    { cause: error },
  );
}
