import type { LineEdges } from '../model/edges.ts';
import type { RecordingRef } from '../model/recording.ts';
import { choice, integers, number, type Values } from './params.ts';

export const syncParams = {
  lines: integers({
    doc: 'Only these lines: bits of the sync words counted from 0, 16 per word, or lines of Open Ephys; all that change unless told.',
  }),
  analogChannels: integers({
    doc: 'Columns of analog inputs (NI-DAQ, OneBox) to be read as lines too, by a threshold; none unless told.',
  }),
  thresholdV: number({
    default: 1.5,
    min: -10,
    max: 10,
    doc: 'An analog input is up from the sample that reaches this voltage.',
  }),
  hysteresisV: number({
    default: 0.2,
    min: 0,
    max: 10,
    doc: 'It is down again when it has fallen this far below the threshold.',
  }),
  edgesFrom: choice(['recording', 'npyx'], {
    default: 'recording',
    doc: 'Look for the edges in the recording, or take those that npyx wrote down in sync_chan.',
  }),
  unit: choice(['s', 'ms', 'samples'], {
    default: 's',
    doc: 'Unit of time in the figure.',
    npyx: 'unit',
  }),
};

export type SyncParams = Values<typeof syncParams>;

/** Everything the edges of one stream are found from, as plain data. */
export interface SyncInputs {
  readonly stream: string;
  /** The raw file's name without its ending, by which npyx names the files of its edges. */
  readonly stem: string;
  readonly sampleRateHz: number;
  readonly sampleCount: number | null;
  /** What to scan; absent where the edges are known already. */
  readonly scan?: {
    readonly recording: RecordingRef;
    /** Columns of 16-bit words; the lines of the second are numbered from 16. */
    readonly wordColumns: readonly number[];
    readonly analog: readonly {
      readonly name: string;
      readonly column: number;
      /** Bits. */
      readonly high: number;
      readonly low: number;
    }[];
  };
  readonly edges: readonly LineEdges[];
}

/** How regular the pulses of a line are; NaN where there are too few. */
export interface PulseStatistics {
  readonly pulseCount: number;
  readonly medianIntervalS: number;
  /** Standard deviation of the intervals without the gaps, µs. */
  readonly jitterUs: number;
  /** Pulses that a regular line (intervals mostly within 10 % of their median) lacks. */
  readonly missingPulseCount: number | null;
}

export interface SyncLine extends LineEdges, PulseStatistics {}

export interface SyncResult {
  readonly stream: string;
  readonly stem: string;
  readonly sampleRateHz: number;
  readonly sampleCount: number | null;
  readonly lines: readonly SyncLine[];
}
