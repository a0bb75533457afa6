/** What must be true of a result, whatever the recording: the sentence that is wrong, or null. */
type Truth = (result: never) => string | null;

type Rows = readonly (readonly number[])[];

const ascending = (values: readonly number[]): boolean =>
  values.every((value, i) => i === 0 || value >= (values[i - 1] as number));

/** By analysis, over the `result` of the JSON envelope, which other programs rely on. */
export const truths: Readonly<Record<string, Truth>> = {
  metadata: ({ streams }: { streams: readonly Stream[] }) => {
    const wrong = streams.find(
      ({ sampleCount, sampleRateHz, durationS }) =>
        sampleCount !== null && Math.abs(sampleCount / sampleRateHz - (durationS ?? Number.NaN)) > 1e-6,
    );
    return wrong ? `${wrong.id}: samples over sampling rate are not the duration` : null;
  },
  units: ({ units }: { units: readonly { id: string; spikeCount: number; rateHz: number }[] }) => {
    if (new Set(units.map(({ id }) => id)).size !== units.length) return 'a unit is listed twice';
    const silent = units.find(({ spikeCount, rateHz }) => spikeCount > 0 !== rateHz > 0);
    return silent ? `unit ${silent.id}: spikes and rate contradict each other` : null;
  },
  'spike-train': ({ unit, samples }: { unit: string; samples: readonly number[] }) =>
    ascending(samples) ? null : `unit ${unit}: spike times do not ascend`,
  'spike-ids': ({ unit, ids }: { unit: string; ids: readonly number[] }) =>
    ascending(ids) ? null : `unit ${unit}: ids do not ascend`,
  isi: ({
    unit,
    counts,
    edgesMs,
  }: {
    unit: string;
    counts: readonly number[];
    edgesMs: readonly number[];
  }) =>
    edgesMs.length === counts.length + 1 && ascending(edgesMs)
      ? null
      : `unit ${unit}: ${counts.length} bins between ${edgesMs.length} edges`,
  waveforms: ({ unit, meanUv, channelIds }: { unit: string; meanUv: Rows; channelIds: readonly number[] }) =>
    meanUv.every((row) => row.length === channelIds.length)
      ? null
      : `unit ${unit}: the mean does not have one value for each channel`,
  correlogram({ units, values, lagsMs }: Correlogram) {
    const last = lagsMs.length - 1;
    const symmetric = units.every((_, i) =>
      lagsMs.every((_lag, k) => near(values[i]?.[i]?.[k], values[i]?.[i]?.[last - k])),
    );
    return symmetric ? null : 'an autocorrelogram is not symmetric';
  },
};

interface Stream {
  readonly id: string;
  readonly sampleCount: number | null;
  readonly sampleRateHz: number;
  readonly durationS: number | null;
}
interface Correlogram {
  readonly units: readonly string[];
  readonly lagsMs: readonly number[];
  readonly values: readonly (readonly (readonly (number | null)[])[])[];
}

const near = (a: number | null | undefined, b: number | null | undefined): boolean =>
  a === b || Math.abs((a ?? Number.NaN) - (b ?? Number.NaN)) <= 1e-9 * Math.abs(a ?? 0);
