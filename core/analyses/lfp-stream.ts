import { warningsOfFile } from '../model/dataset.ts';
import { FormatError, MissingPart } from '../model/errors.ts';
import type { RecordingRef, Stream } from '../model/recording.ts';
import type { Gathering } from './analysis.ts';

/**
 * The LF band of the probe whose stream was chosen, or that stream where the probe has no other, as 2.0 probes have none.
 * Throws MissingPart without raw data, FormatError for samples that are no 16-bit numbers.
 */
export function lfpStream({ dataset, stream, warn }: Gathering): { stream: Stream; recording: RecordingRef } {
  const chosen = stream();
  const own = dataset.streams.find(
    ({ id, band, raw }) => band === 'lf' && raw && probeOf(id) === probeOf(chosen.id),
  );
  const found = own ?? chosen;
  const { raw } = found;
  if (!raw)
    throw new MissingPart(
      `raw data of ${found.id}`,
      dataset.folder,
      found.rawMissingReason ?? 'Put the .bin beside its .meta.',
    );
  if (raw.sampleType !== 'int16')
    throw new FormatError({ file: raw.file, found: `${raw.sampleType} samples`, expected: 'int16' });
  warningsOfFile(dataset, raw.file).forEach(warn);
  return { stream: found, recording: raw };
}

/** `imec0.ap` and `imec0.lf`, `ProbeA-AP` and `ProbeA-LFP`, `Neuropix-PXI-100.0` and `.1` are of one probe. */
const probeOf = (id: string): string => id.replace(/(\.(ap|lf)|-(AP|LFP)|\.[01])$/, '');
