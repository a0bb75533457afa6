import type { DatasetSummary, StreamSummary } from '../../core/engine/engine-api.ts';
import type { PartStatus } from '../../core/model/dataset.ts';
import type { UnitTable } from '../../core/model/units.ts';
import { compactCount, counted, duration, listed, plain } from './format.ts';

/** One fact of the header: what carries weight, and the rest. */
export interface Fact {
  readonly key: string;
  readonly before?: string;
  readonly strong: string;
  readonly rest?: string;
  /** The whole of it in words, for the tooltip. */
  readonly title: string;
}

/** The stream a dashboard shows first: the one that analyses use, else the first. */
export const mainStream = (dataset: DatasetSummary): StreamSummary | null =>
  dataset.streams.find(({ id }) => id === dataset.mainStream) ?? dataset.streams[0] ?? null;

/** What the recording is, one fact each, in the order an electrophysiologist asks. */
export function factsOf(
  dataset: DatasetSummary,
  stream: StreamSummary | null,
  units: UnitTable | null,
): readonly Fact[] {
  const facts: Fact[] = [];
  if (dataset.merged)
    facts.push({
      key: 'merged',
      strong: counted(dataset.merged.length, 'probe'),
      rest: `· ${dataset.merged.map(({ name, isMissing }) => (isMissing ? `${name} (missing)` : name)).join(', ')}`,
      title: dataset.merged
        .map(({ name, index, folder }) => `${name}, units n.${index}: ${folder}`)
        .join('\n'),
    });
  if (stream) facts.push(...streamFacts(stream));
  const software = dataset.software ?? (dataset.acquisition === 'unknown' ? null : dataset.acquisition);
  if (software) facts.push({ key: 'software', strong: '', rest: software, title: 'Acquisition software' });
  if (dataset.sorting) {
    const { sorter, folder } = dataset.sorting;
    const title = `Sorting in ${folder}`;
    if (!units) facts.push({ key: 'sorting', strong: '', rest: sorter, title });
    else {
      const spikes = units.spikeCount.reduce((sum, count) => sum + count, 0);
      facts.push({
        key: 'sorting',
        before: `${sorter} ·`,
        strong: counted(units.ids.length, 'unit'),
        rest: `· ${counted(spikes, 'spike')}`,
        title,
      });
    }
  }
  return facts;
}

function streamFacts(stream: StreamSummary): Fact[] {
  const { probe, durationS, sampleRateHz, channelCount, syncWordCount, uvPerBit, band } = stream;
  const facts: Fact[] = [];
  if (probe) {
    const details = [probe.partNumber, probe.serial && `SN ${probe.serial}`].filter(Boolean);
    facts.push({
      key: 'probe',
      strong: probe.model,
      rest: details.map((detail) => `· ${detail}`).join(' '),
      title: `Probe of ${stream.id}`,
    });
  }
  const rate = `${plain(sampleRateHz, 2)} Hz`;
  facts.push(
    durationS === null
      ? { key: 'time', strong: rate, title: 'Sampling rate; the duration is not known' }
      : {
          key: 'time',
          strong: duration(durationS),
          rest: `at ${rate}`,
          title: `${plain(durationS, 3)} s, ${compactCount(stream.sampleCount ?? Number.NaN)} samples`,
        },
  );
  const sync = syncWordCount > 1 ? `+ ${syncWordCount} sync` : syncWordCount === 1 ? '+ sync' : '';
  facts.push({
    key: 'channels',
    strong: plain(channelCount),
    rest: `channel${channelCount === 1 ? '' : 's'} ${sync}`.trimEnd(),
    title: `Columns of ${stream.id}`,
  });
  const [low, high] = [uvPerBit[0], uvPerBit.at(-1)];
  if (low !== undefined && high !== undefined)
    facts.push({
      key: 'gain',
      strong: `${plain(low, 3)}${low === high ? '' : `–${plain(high, 3)}`} µV`,
      rest: `/bit ${bandWord(band)}`,
      title: `Microvolts per bit: ${listed(uvPerBit.map((value) => plain(value, 5)))}`,
    });
  return facts;
}

const bandWord = (band: StreamSummary['band']): string =>
  band === 'ap' || band === 'lf' ? band.toUpperCase() : '';

export interface Trouble {
  readonly state: 'missing' | 'broken';
  /** `no LF raw data — LFP views are off`, or how many parts there are and what they cost. */
  readonly text: string;
}

/** What is not there or not usable, in a few words; null when all is well. */
export function troubleOf(parts: readonly PartStatus[]): Trouble | null {
  const troubled = parts.filter(({ state }) => state !== 'present');
  const [only] = troubled;
  if (!only) return null;
  const state = troubled.some((part) => part.state === 'broken') ? 'broken' : 'missing';
  if (troubled.length === 1) return { state, text: `${phrase(only)}${cost(only.costs)}` };
  const broken = troubled.filter((part) => part.state === 'broken');
  const missing = troubled.filter((part) => part.state === 'missing');
  const phrases = [...broken.map(phrase), ...missing.map(phrase)];
  return {
    state,
    text: phrases.length > 2 ? `${troubled.length} parts cannot be used` : phrases.join(' · '),
  };
}

const phrase = ({ state, part }: PartStatus): string =>
  state === 'missing' ? `no ${part}` : `${part} broken`;
const cost = (costs: string | undefined): string => (costs ? ` — ${costs}` : '');
