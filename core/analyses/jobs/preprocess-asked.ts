import type { Saturation } from '../../kernels/saturated-rows.ts';
import { ParameterError } from '../../model/errors.ts';
import type { Stream } from '../../model/recording.ts';
import type { Plan, Planning } from '../job.ts';
import { numberText } from '../number-text.ts';
import type { PreprocessParams } from './preprocess-params.ts';
import { copyOf, split } from './preprocessed-header.ts';

/** Taken with an artefact on either side, before the amplifier comes back. */
const artefactMarginS = 0.001;

/** When samples are saturated, and whether they become zero then. */
export type AskedSaturation = Saturation & { readonly zero: boolean };

/** The original to `original_data/`, and the copy to its place. Throws ParameterError where that cannot be. */
export function movesOf(
  from: Planning,
  { raw, headerFile }: Stream,
  { output, compress }: PreprocessParams,
): Plan['moves'] {
  const { folder, acquisition } = from.dataset;
  const file = raw?.file ?? '';
  const isElsewhere = output !== '' || !file.startsWith(folder);
  if (acquisition !== 'SpikeGLX' || isElsewhere || compress || /\.cbin$/i.test(file))
    throw new ParameterError(
      'moveOriginal: only for the .bin of a SpikeGLX recording, and without output and compress: the copy takes its place',
    );
  const [own, name] = split(file);
  const meta = split(headerFile)[1];
  const copy = copyOf(from.dataset, file, '.bin');
  return {
    folder: own.slice(0, -1),
    files: [
      [file, `${own}original_data/${name}`],
      [`${own}${meta}`, `${own}original_data/${meta}`],
      [copy.replace(/\.[^.]*$/, '.meta'), `${own}${meta}`],
      [copy, file],
    ],
  };
}

/** Samples [start, end) that are asked for. Throws ParameterError where the recording does not have them. */
export function rangeOf(
  { startS, endS }: PreprocessParams,
  { sampleRateHz, raw }: Stream,
): readonly [number, number] {
  const total = raw?.sampleCount ?? 0;
  const durationS = total / sampleRateHz;
  const start = Math.round(startS * sampleRateHz);
  const end = endS === null ? total : Math.round(endS * sampleRateHz);
  if (end > total)
    throw new ParameterError(
      `endS: ${endS} s is beyond the end of the recording at ${numberText(durationS)} s`,
    );
  if (start >= end)
    throw new ParameterError(
      `startS: ${startS} s is not before the end at ${numberText(end / sampleRateHz)} s`,
    );
  return [start, end];
}

/** When samples are saturated; null where artefacts are kept. Throws ParameterError where the amplifier's range is not known. */
export function saturationOf(
  from: Planning,
  stream: Stream,
  { artefacts, artefactChannelsPercent, saturationUv }: PreprocessParams,
): AskedSaturation | null {
  if (artefacts === 'keep') return null;
  const voltages = stream.channels.filter(({ role }) => role !== 'sync');
  const most = Number(from.header(stream)?.values['imMaxInt'] ?? Number.NaN);
  const uvPerBit = voltages[0]?.uvPerBit ?? Number.NaN;
  const limit = saturationUv === null ? 0.98 * most : saturationUv / uvPerBit;
  if (!(limit > 0))
    throw new ParameterError(
      'saturationUv: the header does not tell the range of the amplifier; give the voltage at which it is saturated',
    );
  return {
    limit: Math.floor(limit),
    channels: Math.max(1, Math.ceil((artefactChannelsPercent / 100) * voltages.length)),
    margin: Math.round(artefactMarginS * stream.sampleRateHz),
    zero: artefacts === 'zero',
  };
}
