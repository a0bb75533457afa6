import type { ProbeSite } from '../model/probe.ts';
import type { RecordingRef, Stream } from '../model/recording.ts';
import type { UnitId } from '../model/units.ts';
import type { Cleaning } from './cleaning.ts';
import { cleaningParams } from './cleaning-params.ts';
import type { SorterWhitening } from './cleaning-whitening.ts';
import { choice, flag, integer, integers, names, number, optionalNumber, type Values } from './params.ts';

export const rawTracesParams = {
  startS: number({ default: 0, min: 0, doc: 'Where the stretch begins, on the clock of the raw file.' }),
  endS: optionalNumber({ min: 0, doc: 'Where it ends; none takes a tenth of a second.' }),
  channels: integers({
    doc: 'Channels by number, in this order; all unless told.',
    npyx: 'channels',
  }),
  ...cleaningParams,
  centre: flag({
    default: false,
    doc: 'Subtract from each channel its median over the stretch: raw channels have offsets of many µV. The figure always does.',
    npyx: 'center_chans_on_0',
  }),
  overlayUnits: names({
    of: 'unit',
    doc: 'Units whose spikes are drawn over the traces in their colours; none unless told.',
    npyx: 'units',
  }),
  overlayChannels: integer({
    default: 5,
    min: 1,
    max: 5000,
    doc: 'Channels around the peak of a unit on which its spikes are drawn.',
    npyx: 'Nchan_plot',
  }),
  overlayWindowSamples: integer({
    default: 82,
    min: 2,
    max: 3000,
    doc: 'Length of what is drawn of a spike; the spike is in its middle.',
    npyx: 'spk_window',
  }),
  show: choice(['lines', 'heatmap'], {
    default: 'lines',
    doc: 'A line per channel, or voltages in colours.',
    npyx: 'as_heatmap',
  }),
  offsetUv: optionalNumber({
    min: 0.1,
    doc: 'Distance from one line to the next; none takes what lets them just touch.',
    npyx: 'offset',
  }),
};

export type RawTracesParams = Values<typeof rawTracesParams>;

export interface RawTracesInputs {
  readonly stream: Stream;
  readonly recording: RecordingRef;
  readonly startSample: number;
  readonly endSample: number;
  readonly cleaning: Cleaning;
  readonly sorter: SorterWhitening | null;
  /** For each wanted channel its place among those that are cleaned. */
  readonly places: Int32Array;
  readonly uvPerBit: Float64Array;
  readonly sites: readonly (ProbeSite | null)[];
  readonly overlays: readonly Overlay[];
}

export interface Overlay {
  readonly unit: UnitId;
  /** Spikes that reach into the stretch, counted from its first sample. */
  readonly samples: Float64Array;
  /** Rows of the result on which they are drawn, and the peak among them. */
  readonly channels: Int32Array;
  readonly peakChannel: number;
}

export interface RawTraces {
  readonly stream: string;
  readonly startSample: number;
  readonly sampleRateHz: number;
  readonly channelIds: Int32Array;
  readonly sites: readonly (ProbeSite | null)[];
  /** (samples × channels), µV. */
  readonly valuesUv: Float32Array;
  readonly steps: readonly string[];
  readonly overlays: readonly Overlay[];
}
