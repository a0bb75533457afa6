import { openRecording } from '../io/open-recording.ts';
import { FormatError } from '../model/errors.ts';
import type { RecordingRef } from '../model/recording.ts';
import type { RawStretch } from './engine-api.ts';

/** Samples [start, end) of all columns as they lie in the file. Throws FormatError for other than 16-bit integers. */
export async function readRaw(
  recording: RecordingRef,
  stream: string,
  startSample: number,
  endSample: number,
  signal?: AbortSignal,
): Promise<RawStretch> {
  const reader = await openRecording(recording);
  try {
    const values = await reader.read(startSample, endSample, signal);
    if (!(values instanceof Int16Array))
      throw new FormatError({
        file: recording.file,
        found: `${recording.sampleType} samples`,
        expected: 'int16',
      });
    return { stream, startSample, endSample, columnCount: recording.columnCount, values };
  } finally {
    await reader.close();
  }
}
