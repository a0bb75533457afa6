import { chooseStream } from '../model/dataset.ts';
import { ParameterError } from '../model/errors.ts';
import type { Periods } from '../model/periods.ts';
import type { Gathering } from './analysis.ts';
import { numberText } from './number-text.ts';
import { recordedSpans } from './recorded-spans.ts';
import { spikeRateHz } from './sorted-units.ts';

/**
 * Throws ParameterError for a period that lies outside the recording, and warns of one that reaches past its end. Says
 * nothing where no header or raw file tells how long the recording is.
 */
export async function checkPeriods(from: Gathering, periodsS: unknown): Promise<void> {
  const { dataset } = from;
  const stream = dataset.streams.length > 0 ? chooseStream(dataset) : undefined;
  if (!Array.isArray(periodsS) || !stream?.sampleCount) return;
  const spans = dataset.merged && dataset.sorting ? await recordedSpans(from) : null;
  const durationS = spans ? spans.whole[1] / spikeRateHz(from) : stream.sampleCount / stream.sampleRateHz;
  for (const [startS, endS] of periodsS as Periods) {
    const period = `periodsS: ${startS}:${endS} s`;
    if (startS >= durationS)
      throw new ParameterError(
        `${period} lies outside the recording, which ends at ${numberText(durationS)} s`,
      );
    if (endS > durationS * (1 + 1e-9))
      from.warn(`${period} reaches past the end of the recording at ${numberText(durationS)} s`);
  }
}
