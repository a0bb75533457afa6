import { butterworthHighpass, type Section } from '../../kernels/butterworth.ts';
import { subtractCommonMedian } from '../../kernels/common-reference.ts';
import { filterForwardBackward, paddingOf } from '../../kernels/filter-forward-backward.ts';
import { medianInPlace } from '../../kernels/median.ts';
import { settlingSamples } from '../../kernels/settling.ts';
import { FormatError, MissingPart, ParameterError } from '../../model/errors.ts';
import type { RecordingRef } from '../../model/recording.ts';
import { defineJob, type Plan } from '../job.ts';
import { numberText } from '../number-text.ts';
import { choice, integer, optionalNumber, text } from '../params.ts';
import { preprocessedHeader } from './preprocessed-header.ts';

/** Half a second at 30 kHz: 11.6 MB of 385 channels, small beside memory and large beside the margins. */
const stepSamples = 15_000;
/** What the margins may leave of a step at their far end: 1e-7 of 10 bits is far below a tenth of a bit. */
const tolerance = 1e-7;

interface Preprocessing extends Plan {
  readonly recording: RecordingRef;
  /** Columns that are filtered and referenced; all others are copied bit for bit. */
  readonly columns: Int32Array;
  /** Columns that the common reference is taken from. */
  readonly referenceColumns: Int32Array;
  readonly sections: readonly Section[];
  readonly marginSamples: number;
  readonly median: boolean;
  /** The SpikeGLX header of the output; null for other formats, whose reader needs none of ours. */
  readonly header: { readonly file: string; readonly text: string } | null;
}

export const preprocess = defineJob({
  id: 'preprocess',
  version: 1,
  title: 'Preprocess',
  summary:
    'Writes a high-passed, commonly referenced copy of the raw recording for a sorter; sync words stay as they are.',
  npyx: ['preprocess_binary_file'],
  target: 'recording',
  needs: ['recording'],
  params: {
    highpassHz: optionalNumber({
      default: 300,
      min: 1,
      doc: 'Corner of a zero-phase Butterworth high-pass; none leaves the band as recorded.',
      npyx: 'f_high',
    }),
    order: integer({
      default: 3,
      min: 1,
      max: 12,
      doc: 'Order of the filter, applied in each direction.',
      npyx: 'order',
    }),
    reference: choice(['median', 'none'], {
      default: 'median',
      doc: 'Subtract from each sample the median of all channels, after the filter.',
      npyx: 'median_subtract',
    }),
    output: text({
      default: '',
      doc: 'The file to write; beside the recording in preprocessed/ unless told.',
    }),
  },

  plan(from, { highpassHz, order, reference, output }): Preprocessing {
    const stream = from.stream();
    const { raw, sampleRateHz, channels } = stream;
    const todo = stream.rawMissingReason ?? 'Put the .bin beside its .meta.';
    if (!raw) throw new MissingPart(`raw data of ${stream.id}`, from.dataset.folder, todo);
    if (raw.sampleType !== 'int16')
      throw new FormatError({ file: raw.file, found: `${raw.sampleType} samples`, expected: 'int16' });
    if (highpassHz === null && reference === 'none')
      throw new ParameterError('highpassHz, reference: both are none, expected at least one thing to do');
    if (highpassHz !== null && highpassHz >= sampleRateHz / 2)
      throw new ParameterError(
        `highpassHz: ${highpassHz} Hz is not below half the sampling rate of ${sampleRateHz} Hz`,
      );
    const neural = channels.filter(({ role }) => role === 'neural');
    const silent = new Set(stream.probe?.sites.flatMap((site) => (site.isReference ? [site.column] : [])));
    const sections = highpassHz === null ? [] : butterworthHighpass(order, highpassHz / sampleRateHz);
    if (raw.sampleCount <= paddingOf(sections))
      throw new FormatError({
        file: raw.file,
        found: `${raw.sampleCount} samples`,
        expected: `more than the ${paddingOf(sections)} that the filter needs`,
      });
    const bytes = raw.sampleCount * raw.columnCount * 2;
    const file = output || defaultOutput(from.dataset.folder, raw.file);
    const steps = [
      ...(highpassHz === null ? [] : [`zero-phase high-pass ${numberText(highpassHz)} Hz of order ${order}`]),
      ...(reference === 'median' ? ['global median reference'] : []),
    ];
    const header = from.header(stream);
    return {
      recording: raw,
      columns: Int32Array.from(neural, ({ column }) => column),
      referenceColumns: Int32Array.from(
        neural.filter(({ column }) => !silent.has(column)),
        ({ column }) => column,
      ),
      sections,
      marginSamples: Math.max(settlingSamples(sections, tolerance), paddingOf(sections)),
      median: reference === 'median',
      header:
        from.dataset.acquisition === 'SpikeGLX' && header
          ? preprocessedHeader(header, { file, bytes, steps })
          : null,
      output: { file, bytes },
      inputBytes: bytes,
      stepCount: Math.ceil(raw.sampleCount / stepSamples),
      summary: `Writes ${numberText(bytes / 1e6)} MB to ${file}: ${steps.join(', ')}.`,
    };
  },

  async step(plan, index, { open, write, signal }) {
    const { recording, sections, marginSamples } = plan;
    const { columnCount, sampleCount } = recording;
    const start = index * stepSamples;
    const end = Math.min(start + stepSamples, sampleCount);
    const from = Math.max(0, start - marginSamples);
    const reader = await open(recording);
    try {
      const read = await reader.read(from, Math.min(sampleCount, end + marginSamples), signal);
      const output = Int16Array.from(read.subarray((start - from) * columnCount, (end - from) * columnCount));
      const cleaned = filtered(read, plan, start - from, end - from, sections);
      if (plan.median) subtractMedian(cleaned, plan);
      putBack(cleaned, plan.columns, output, columnCount);
      await write(start * columnCount * 2, new Uint8Array(output.buffer));
    } finally {
      await reader.close();
    }
  },

  finish: ({ header }) => (header ? { [header.file]: header.text } : {}),
});

/** `run/rec.ap.bin` → `run/preprocessed/rec.ap.bin`: a folder that is a recording of its own. */
function defaultOutput(folder: string, file: string): string {
  const name = file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
  return `${folder}/preprocessed/${name.replace(/\.cbin$/, '.bin')}`;
}

/** The neural columns of rows [start, end) of what was read, filtered over all of it: (samples × neural columns). */
function filtered(
  read: ArrayLike<number>,
  { columns, recording: { columnCount } }: Preprocessing,
  start: number,
  end: number,
  sections: readonly Section[],
): Float32Array {
  const cleaned = new Float32Array((end - start) * columns.length);
  const channel = new Float64Array(read.length / columnCount);
  columns.forEach((column, k) => {
    for (let s = 0; s < channel.length; s++) channel[s] = read[s * columnCount + column] as number;
    const values = sections.length === 0 ? channel : filterForwardBackward(channel, sections);
    for (let s = start; s < end; s++) cleaned[(s - start) * columns.length + k] = values[s] as number;
  });
  return cleaned;
}

/** The median is taken over the reference columns and subtracted from all neural ones. */
function subtractMedian(cleaned: Float32Array, { columns, referenceColumns }: Preprocessing): void {
  if (referenceColumns.length === columns.length) {
    subtractCommonMedian(cleaned, columns.length);
    return;
  }
  const width = columns.length;
  const places = Int32Array.from(referenceColumns, (column) => columns.indexOf(column));
  const scratch = new Float32Array(places.length);
  for (let row = 0; row < cleaned.length; row += width) {
    places.forEach((place, i) => {
      scratch[i] = cleaned[row + place] as number;
    });
    const median = medianInPlace(scratch);
    for (let k = row; k < row + width; k++) cleaned[k] = (cleaned[k] as number) - median;
  }
}

/** Rounds to the nearest bit and stays within 16. */
function putBack(cleaned: Float32Array, columns: Int32Array, output: Int16Array, columnCount: number): void {
  const sampleCount = output.length / columnCount;
  for (let s = 0; s < sampleCount; s++)
    columns.forEach((column, k) => {
      const value = Math.round(cleaned[s * columns.length + k] as number);
      output[s * columnCount + column] = Math.max(-32768, Math.min(32767, value));
    });
}
