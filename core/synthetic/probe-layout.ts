// Where the saved channels of a synthetic probe are, and how it turns volts into numbers.

export interface ProbeLayout {
  readonly family: '3A' | 'NP1.0' | 'NP2.0' | 'OE';
  /** Probe type number of the `.meta` file; 0 for Neuropixels 1.0. */
  readonly type: number;
  /** Site of every one of the 384 acquired channels; empty for Neuropixels 1.0, where it is the channel's number. */
  readonly sites: readonly Site[];
  /** Acquired channel of each file column. The arrays below run over file columns as well. */
  readonly saved: readonly number[];
  readonly xUm: readonly number[];
  readonly yUm: readonly number[];
  readonly shank: readonly number[];
  /** File column of the internal reference, −1 without one. */
  readonly reference: number;
  /** Samples lie in [−maxInt, maxInt). */
  readonly maxInt: number;
  readonly rangeV: number;
  readonly uvPerBit: number;
  readonly uvPerBitLf: number;
  readonly hasLf: boolean;
}

export interface Site {
  readonly shank: number;
  readonly electrode: number;
}

/** The integers from `first` to `last`, both included. */
export const span = (first: number, last: number): number[] =>
  Array.from({ length: last - first + 1 }, (_, i) => first + i);

/** Neuropixels 1.0 or 3A, bank 0 everywhere. */
export function neuropixels1(channels: number, phase: string): ProbeLayout {
  const saved = span(0, channels - 1);
  const columnsUm = [43, 11, 59, 27];
  return {
    family: phase === '3A' ? '3A' : 'NP1.0',
    type: 0,
    sites: [],
    saved,
    xUm: saved.map((channel) => columnsUm[channel % 4]!),
    yUm: saved.map((channel) => 20 * (Math.floor(channel / 2) + 1)),
    shank: saved.map(() => 0),
    reference: saved.indexOf(191),
    maxInt: 512,
    rangeV: 0.6,
    uvPerBit: 1.2e6 / 1024 / 500,
    uvPerBitLf: 1.2e6 / 1024 / 250,
    hasLf: true,
  };
}

/** Block of 48 electrodes → block of 48 channels on each shank of a 2.0 probe, at the tip of the shanks. */
const BLOCK_OF_SHANK: readonly (readonly number[])[] = [
  [0, 2, 4, 6, 5, 7, 1, 3],
  [1, 3, 5, 7, 4, 6, 0, 2],
  [4, 6, 0, 2, 1, 3, 5, 7],
  [5, 7, 1, 3, 0, 2, 4, 6],
];

/** The channels saved unless asked otherwise: a scattered subset over the four shanks. */
const SCATTERED = [
  ...span(0, 23),
  ...span(48, 71),
  ...span(96, 119),
  ...span(192, 215),
  ...span(240, 263),
  300,
  302,
  304,
];
export const SCATTERED_CHANNELS = SCATTERED.length;

/** Neuropixels 2.0: type 21 has one shank, 24, 2013 and 2014 have four. */
export function neuropixels2(channels: number, type: number): ProbeLayout {
  const fourShanks = type !== 21;
  const sites = span(0, 383).map((channel) =>
    fourShanks ? fourShankSite(channel) : { shank: 0, electrode: channel },
  );
  let saved = SCATTERED;
  if (channels !== saved.length)
    saved = channels < saved.length ? saved.slice(0, channels) : span(0, channels - 1);
  const twelveBits = type >= 2000;
  return {
    family: 'NP2.0',
    type,
    sites,
    saved,
    xUm: saved.map(
      (channel) => sites[channel]!.shank * 250 + (fourShanks ? 27 : 0) + 32 * (sites[channel]!.electrode % 2),
    ),
    yUm: saved.map((channel) => 15 * Math.floor(sites[channel]!.electrode / 2)),
    shank: saved.map((channel) => sites[channel]!.shank),
    reference: -1,
    maxInt: twelveBits ? 2048 : 8192,
    rangeV: twelveBits ? 0.62 : 0.5,
    uvPerBit: twelveBits ? (0.62 / 2048 / 100) * 1e6 : (0.5 / 8192 / 80) * 1e6,
    uvPerBitLf: 0,
    hasLf: false,
  };
}

/** A Neuropixels 1.0 probe as Open Ephys stores it: already in steps of 0.195 µV over 16 bits. */
export function openEphysProbe(channels: number): ProbeLayout {
  return {
    ...neuropixels1(channels, '3B2'),
    family: 'OE',
    uvPerBit: 0.195,
    uvPerBitLf: 0.195,
    maxInt: 32768,
  };
}

function fourShankSite(channel: number): Site {
  const block = Math.floor(channel / 48);
  let site: Site | null = null;
  for (let shank = 0; shank < 4; shank++)
    for (let bank = 0; bank < 2; bank++)
      if (BLOCK_OF_SHANK[shank]![bank] === block) site = { shank, electrode: bank * 48 + (channel % 48) };
  if (!site) throw new Error(`no site for channel ${channel}`);
  return site;
}
