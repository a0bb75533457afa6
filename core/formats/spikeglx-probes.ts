import type { Band } from '../model/recording.ts';

/**
 * What is known of each Neuropixels probe by its part number or its SpikeGLX type: names, the grid of sites, converters.
 * From https://github.com/billkarsh/ProbeTable and the geometry table of SpikeGLX_Datafile_Tools; probes without a row
 * here are read from what their header says of itself.
 */

/** The grid that sites sit on. Electrode e is in row ⌊e / columns⌋ and column e mod columns, counted from the tip. */
export interface SiteGrid {
  readonly shankCount: number;
  readonly shankPitchUm: number;
  readonly shankWidthUm: number;
  /** From the shank's left edge to the first column, on rows 0, 2, 4 … and on rows 1, 3, 5 … (staggered probes). */
  readonly evenRowXUm: number;
  readonly oddRowXUm: number;
  readonly columnPitchUm: number;
  readonly rowPitchUm: number;
  readonly columnCount: number;
}

export interface ProbeModel {
  /** For people, without the part number. */
  readonly name: string;
  readonly grid: SiteGrid;
  /** Amplifier: `1` has a gain per channel and two bands, `2` one fixed gain and one wide band. */
  readonly generation: 1 | 2;
  /** `imMaxInt` of headers written before the key existed: 2^(bits - 1). */
  readonly maxInt: number;
  /** Generation 2 only. */
  readonly fixedGain?: number;
  /** 12 AP channels and their LF share a converter of generation 1 in 13 slots, 16 channels one of generation 2. */
  readonly adcSlotCount: number;
}

const grid = (
  [evenRowXUm, oddRowXUm]: readonly [number, number],
  [columnCount, columnPitchUm]: readonly [number, number],
  rowPitchUm: number,
  shankWidthUm = 70,
  shankCount = 1,
): SiteGrid => ({
  shankCount,
  shankPitchUm: shankCount > 1 ? 250 : 0,
  shankWidthUm,
  evenRowXUm,
  oddRowXUm,
  columnPitchUm,
  rowPitchUm,
  columnCount,
});

const staggered = grid([27, 11], [2, 32], 20);
const linear = grid([27, 27], [2, 32], 20);
const nhpStaggered = grid([27, 11], [2, 87], 20, 125);
const nhpLinear = grid([11, 11], [2, 103], 20, 125);
const v2Single = grid([27, 27], [2, 32], 15);
const v2Four = grid([27, 27], [2, 32], 15, 70, 4);

const v1 = (name: string, sites: SiteGrid): ProbeModel => ({
  name: `Neuropixels ${name}`,
  grid: sites,
  generation: 1,
  maxInt: 512,
  adcSlotCount: 13,
});
const v2 = (name: string, sites: SiteGrid, maxInt: number, fixedGain: number): ProbeModel => ({
  name: `Neuropixels 2.0 ${name}`,
  grid: sites,
  generation: 2,
  maxInt,
  fixedGain,
  adcSlotCount: 16,
});

const v1Standard = v1('1.0', staggered);
const v2SinglePrototype = v2('single shank (prototype)', v2Single, 8192, 80);
const v2FourPrototype = v2('four shank (prototype)', v2Four, 8192, 80);
const v2SingleCommercial = v2('single shank', v2Single, 2048, 100);
const v2FourCommercial = v2('four shank', v2Four, 2048, 100);
const quadBase = v2('quad base', v2Four, 2048, 100);
const ultra = v1('UHD1 (Ultra)', grid([14, 14], [8, 6], 6));
const ultraSwitchable = v1('UHD2 switchable (Ultra)', grid([15.5, 15.5], [8, 6], 6, 73));
const nhpLong = v1('1.0 NHP long', nhpStaggered);

const byPartNumber: Readonly<Record<string, ProbeModel>> = {
  PRB_1_4_0480_1: v1Standard,
  PRB_1_4_0480_1_C: v1Standard,
  PRB_1_2_0480_2: v1Standard,
  NP1000: v1Standard,
  NP1001: v1Standard,
  NP1010: v1Standard,
  NP1011: v1Standard,
  NP1012: v1Standard,
  NP1013: v1Standard,
  NP1014: v1Standard,
  NP1015: v1('1.0 NHP short', linear),
  NP1016: v1('1.0 NHP short', linear),
  NP1017: v1('1.0 NHP short', linear),
  NP1020: v1('1.0 NHP medium', nhpStaggered),
  NP1021: v1('1.0 NHP medium', nhpStaggered),
  NP1022: v1('1.0 NHP medium, linear', nhpLinear),
  NP1030: nhpLong,
  NP1031: nhpLong,
  NP1032: v1('1.0 NHP long, linear', nhpLinear),
  NP1033: v1('1.0 NHP long, linear', nhpLinear),
  NP1100: ultra,
  NP1110: ultraSwitchable,
  NP1120: v1('Ultra, 2 columns', grid([6.75, 6.75], [2, 4.5], 4.5)),
  NP1121: v1('Ultra, 1 column', grid([6.25, 6.25], [1, 3], 3)),
  NP1122: v1('Ultra, 16 columns', grid([12.5, 12.5], [16, 3], 3)),
  NP1123: v1('Ultra, 12 columns', grid([10.25, 10.25], [12, 4.5], 4.5)),
  NP1200: v1('1.0 NHP 128 passive', staggered),
  NP1300: v1('Opto', grid([11, 11], [2, 48], 20)),
  PRB2_1_2_0640_0: v2SinglePrototype,
  PRB2_1_4_0480_1: v2SinglePrototype,
  NP2000: v2SinglePrototype,
  NP2003: v2SingleCommercial,
  NP2004: v2SingleCommercial,
  PRB2_4_2_0640_0: v2FourPrototype,
  PRB2_4_4_0480_1: v2FourPrototype,
  NP2010: v2FourPrototype,
  NP2013: v2FourCommercial,
  NP2014: v2FourCommercial,
  NP2020: quadBase,
  NP2021: quadBase,
};

/** By `imDatPrb_type`, for part numbers that are unknown or unreadable (a file with 40 question marks exists). */
const byType: Readonly<Record<number, ProbeModel>> = {
  0: v1Standard,
  21: v2SinglePrototype,
  24: v2FourPrototype,
  1020: v1('1.0 NHP medium', nhpStaggered),
  1030: nhpLong,
  1100: ultra,
  1110: ultraSwitchable,
  1120: byPartNumber['NP1120']!,
  1121: byPartNumber['NP1121']!,
  1122: byPartNumber['NP1122']!,
  1123: byPartNumber['NP1123']!,
  1200: byPartNumber['NP1200']!,
  1300: byPartNumber['NP1300']!,
  2003: v2SingleCommercial,
  2013: v2FourCommercial,
  2020: quadBase,
};

/**
 * The model of a probe. The part number decides where it is known, because one type covers several probes (1030 is
 * NP1030 and NP1032) and some files give a type that contradicts it (0 with NP1100). Undefined for unknown probes.
 */
export function probeModel(partNumber: string | undefined, type: number | undefined): ProbeModel | undefined {
  return (
    (partNumber === undefined ? undefined : byPartNumber[partNumber]) ??
    (type === undefined ? undefined : byType[type])
  );
}

/**
 * Corners of the probe's own filters. Generation 1: AP 0.3 (when its high-pass is on) to 10 kHz, LF 0.5 Hz to 1 kHz;
 * generation 2 has one band, 0.5 Hz to 10 kHz. Undefined where the setting of the high-pass is not known.
 */
export function bandFilterHz(
  { generation }: ProbeModel,
  band: Band,
  highPass: boolean | undefined,
): { readonly low?: number; readonly high?: number } | undefined {
  if (generation === 2) return { low: 0.5, high: 10_000 };
  if (band === 'lf') return { low: 0.5, high: 1_000 };
  return highPass === undefined ? undefined : highPass ? { low: 300, high: 10_000 } : { high: 10_000 };
}

/** Phase 3A probes have options 1 to 4 instead of types; all share the 1.0 site grid. */
export const phase3AModel = (option: number): ProbeModel => ({
  ...v1Standard,
  name: `Neuropixels phase 3A option ${option}`,
});

/** Position on its shank of the site in a row and column of a grid. */
export const gridPosition = (sites: SiteGrid, row: number, column: number): { xUm: number; yUm: number } => ({
  xUm: (row % 2 === 0 ? sites.evenRowXUm : sites.oddRowXUm) + column * sites.columnPitchUm,
  yUm: row * sites.rowPitchUm,
});
