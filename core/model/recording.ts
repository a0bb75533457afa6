import type { Probe } from './probe.ts';

export type Band = 'ap' | 'lf' | 'nidq' | 'obx' | 'aux';

/** One column of a raw file. */
export interface Channel {
  readonly column: number;
  /** The acquisition system's number. */
  readonly id: number;
  /** `AP12`, `CH3`, `SY0`. */
  readonly name: string;
  readonly role: 'neural' | 'analog' | 'sync';
  /** Microvolts per bit; NaN for sync words, which are bits and not voltages. */
  readonly uvPerBit: number;
}

export type SampleType = 'int16' | 'uint16' | 'int32' | 'float32' | 'float64';

/** How to read a raw file, in plain data: this is what crosses to a thread, never the samples. */
export interface RecordingRef {
  readonly file: string;
  /** Flat samples × columns, or the chunks of mtscomp. */
  readonly encoding: 'flat' | 'mtscomp';
  /** The `.ch` beside a `.cbin`. */
  readonly chunksFile?: string;
  readonly sampleType: SampleType;
  /** Bytes before the first sample (`offset` of params.py). */
  readonly headerBytes: number;
  readonly columnCount: number;
  /** Whole frames in the file as it is on disk. */
  readonly sampleCount: number;
  /** Identifies the content without the path; part of every cache key. */
  readonly fingerprint: string;
}

/** One stream of a recording: one band of one probe, or one auxiliary device. */
export interface Stream {
  /** `imec0.ap`, `nidq`, `Record Node 101#Neuropix-PXI-100.ProbeA-AP`. Unique in the dataset. */
  readonly id: string;
  readonly band: Band;
  readonly sampleRateHz: number;
  readonly channels: readonly Channel[];
  readonly probe: Probe | null;
  /** From the raw file's size, else from what the header says; null when neither is known. */
  readonly sampleCount: number | null;
  /** Sample number of the first frame on the acquisition clock. */
  readonly firstSample: number;
  /** The `.meta` or `.oebin` that describes the stream. */
  readonly headerFile: string;
  /** Undefined when the raw file is missing or unusable; `rawMissingReason` then says why in a sentence. */
  readonly raw?: RecordingRef;
  readonly rawMissingReason?: string;
  /** Hardware or acquisition filter corners as far as the header tells, Hz. */
  readonly filterHz?: { readonly low?: number; readonly high?: number };
  readonly warnings: readonly string[];
}

export const durationS = (stream: Pick<Stream, 'sampleCount' | 'sampleRateHz'>): number | null =>
  stream.sampleCount === null ? null : stream.sampleCount / stream.sampleRateHz;

interface ProbeStream {
  readonly id: string;
  readonly probe: object | null;
}

/** Two bands of one probe have the same columns and the same clock. An auxiliary stream shows no spikes of a probe. */
export const isSameProbe = (a: ProbeStream, b: ProbeStream): boolean =>
  a.id === b.id ||
  (a.probe !== null &&
    b.probe !== null &&
    a.id.replace(/[.-](ap|lf|lfp)$/i, '') === b.id.replace(/[.-](ap|lf|lfp)$/i, ''));

/** An open raw file. Samples come row-major, samples × columns, as on disk. */
export interface RecordingReader {
  readonly ref: RecordingRef;
  /** Frames [start, end). Throws RangeError outside [0, sampleCount]. */
  read(startSample: number, endSample: number, signal?: AbortSignal): Promise<Int16Array | Float32Array>;
  /**
   * Fills `target` with the frames from `startSample` on, where the file is flat and of 16-bit integers. For reading a
   * whole file block by block: memory that is used again is several times faster than new memory.
   */
  readInto?(target: Int16Array, startSample: number, signal?: AbortSignal): Promise<void>;
  /** Of a compressed file: the most frames that are decompressed together. */
  readonly chunkSamples?: number;
  close(): Promise<void>;
}
