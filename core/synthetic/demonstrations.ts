import type { RecordingKnobs } from './knobs.ts';

/** The recordings shown to somebody who has none at hand, by the name that `--preset` takes. */
export const DEMONSTRATIONS: Readonly<Record<string, Partial<RecordingKnobs>>> = {
  /** Neuropixels 1.0, the lowest quarter of the shank: long enough for correlograms. 250 MB, about four seconds to make. */
  demo: { preset: 'glx-1.0', seconds: 40, units: 40, channels: 96 },
  /** Neuropixels 2.0, four shanks, 180 MB. */
  'demo-2.0': { preset: 'glx-2.0', seconds: 25, units: 40 },
  /** Neuropixels 1.0 recorded by Open Ephys, 105 MB. */
  'demo-oe': { preset: 'oe', seconds: 12, units: 30, channels: 128 },
};
