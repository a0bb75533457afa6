import { SCATTERED_CHANNELS } from './probe-layout.ts';

/** Everything that decides the bytes of a synthetic recording, in the order `ground_truth.json` lists it. */
export interface RecordingKnobs {
  readonly preset: Preset;
  readonly seconds: number;
  /** Sorted units on the (first) probe. */
  readonly units: number;
  readonly seed: number;
  /** AP channels saved. */
  readonly channels: number;
  /** Generation of the probe or of the acquisition software. */
  readonly phase: string;
  /** False: no `.bin` or `.dat` at all. */
  readonly raw: boolean;
  readonly lf: boolean;
  /** Layout of the sorting: Kilosort 2 or 4. */
  readonly ks: 'ks2' | 'ks4';
  /** Bit of the sync word that carries random events; negative for none. */
  readonly eventBit: number;
}

export type Preset = 'glx-1.0' | 'glx-2.0' | 'oe' | 'merge';

interface PresetDefaults {
  readonly channels: number;
  readonly units: number;
  readonly phases: readonly [string, ...string[]];
  /** First rise of the sync line, ms. */
  readonly firstRiseMs: number;
  readonly eventBit: number;
}

export const PRESETS: Readonly<Record<Preset, PresetDefaults>> = {
  'glx-1.0': { channels: 384, units: 20, phases: ['3B2', '3A'], firstRiseMs: 350, eventBit: 2 },
  'glx-2.0': {
    channels: SCATTERED_CHANNELS,
    units: 20,
    phases: ['24', '2013', '2014', '21'],
    firstRiseMs: -200,
    eventBit: 12,
  },
  oe: { channels: 384, units: 20, phases: ['0.6', '0.5'], firstRiseMs: 350, eventBit: 2 },
  merge: { channels: 64, units: 14, phases: ['3B2'], firstRiseMs: 500, eventBit: -1 },
};

/** The knobs with the preset's defaults filled in. Throws RangeError naming the knob that cannot be. */
export function parseKnobs(options: Partial<RecordingKnobs> = {}): RecordingKnobs {
  const preset = options.preset ?? 'glx-1.0';
  const defaults = PRESETS[preset];
  if (!defaults)
    throw new RangeError(`preset ${preset} is not known: it is one of ${Object.keys(PRESETS).join(', ')}`);
  const knobs: RecordingKnobs = {
    preset,
    seconds: options.seconds ?? 20,
    units: options.units ?? defaults.units,
    seed: options.seed ?? 1,
    channels: options.channels ?? defaults.channels,
    phase: options.phase ?? defaults.phases[0],
    raw: options.raw ?? true,
    lf: options.lf ?? true,
    ks: options.ks ?? 'ks2',
    eventBit: options.eventBit ?? defaults.eventBit,
  };
  if (!defaults.phases.includes(knobs.phase))
    throw new RangeError(
      `phase ${knobs.phase} of ${preset} is not known: it is one of ${defaults.phases.join(', ')}`,
    );
  if (!(Number.isInteger(knobs.channels) && knobs.channels >= 1 && knobs.channels <= 384))
    throw new RangeError(`channels is ${knobs.channels}: it must be a whole number from 1 to 384`);
  if (!(knobs.seconds >= 3 && Number.isInteger(knobs.seconds * 1000)))
    throw new RangeError(`seconds is ${knobs.seconds}: it must be at least 3, in whole milliseconds`);
  if (!(Number.isInteger(knobs.units) && knobs.units >= 1))
    throw new RangeError(`units is ${knobs.units}: it must be a whole number from 1`);
  if (!Number.isInteger(knobs.seed)) throw new RangeError(`seed is ${knobs.seed}: it must be a whole number`);
  return knobs;
}
