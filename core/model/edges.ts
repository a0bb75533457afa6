/**
 * When one digital line went up and down, in samples of its stream counted from the first frame of the raw file, each
 * the first in the new state. Both ascend; a line that is up at first has an offset without an onset.
 */
export interface LineEdges {
  /** The bit's number for words (16 per word), the line's for Open Ephys, the channel's name for a voltage. */
  readonly line: string;
  readonly onsetSamples: Float64Array;
  readonly offsetSamples: Float64Array;
}

/** Edges that were written down as such, beside the raw samples or instead of them. */
export interface EdgeSource {
  /** Events of Open Ephys, or the files that npyx keeps in `sync_chan`. */
  readonly kind: 'open-ephys' | 'npyx';
  /** The stream whose samples they count. */
  readonly streamId: string;
  readonly folder: string;
  /** Throws AccessError and FormatError. */
  read(): Promise<readonly LineEdges[]>;
}
