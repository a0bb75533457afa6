import type { UnitId } from '../model/units.ts';
import { correlogramParams } from './correlogram-params.ts';
import { choice, flag, integer, number, range, type Values } from './params.ts';
import { trainParams } from './train-params.ts';

const { binning } = correlogramParams;

/** What an event must be to count, after npyx's `gen_sfc`: its sign, and where the middle of its bins lies, either side of zero. */
export const connectionKinds = {
  all: { sign: 0, middlesMs: null },
  main: { sign: 0, middlesMs: null },
  synchrony: { sign: 1, middlesMs: [0, 1] },
  excitations: { sign: 1, middlesMs: [1, 2.5] },
  inhibitions: { sign: -1, middlesMs: [0.2, 3] },
  connections: { sign: 0, middlesMs: [1, 2.5] },
  'complex-spike-pause': { sign: -1, middlesMs: [4, 15] },
} as const satisfies Record<string, { sign: -1 | 0 | 1; middlesMs: readonly [number, number] | null }>;

export const connectionsParams = {
  kind: choice(
    ['all', 'main', 'synchrony', 'excitations', 'inhibitions', 'connections', 'complex-spike-pause'],
    {
      default: 'all',
      doc: 'Which events count: all; the largest of each pair; peaks around ±1 ms of zero; peaks 1 to 2.5 ms from it; troughs 0.2 to 3 ms; either sign 1 to 2.5 ms; troughs 4 to 15 ms long after a complex spike.',
      npyx: 'corr_type',
    },
  ),
  test: choice(['stark', 'kopelowitz'], {
    default: 'stark',
    doc: 'Each bin against a Poisson count predicted by a hollow Gaussian (Stark & Abeles 2009), or against the mean and SD of the outer bins (Kopelowitz & Cohen 2014).',
    npyx: 'test',
  }),
  sign: choice(['both', 'peaks', 'troughs'], {
    default: 'both',
    doc: 'Peaks, troughs or both.',
    npyx: 'sgn',
  }),
  pMax: number({
    default: 0.01,
    min: 1e-12,
    max: 0.1,
    doc: 'A bin is beyond chance when its probability is at most this.',
    npyx: 'p_th',
  }),
  consecutiveBins: integer({
    default: 3,
    min: 1,
    max: 1000,
    doc: 'An event is at least this many such bins in a row, none of them the first or last of the window; 5 ms of them for complex-spike-pause.',
    npyx: 'n_consec_bins',
  }),
  correction: choice(['false-discovery', 'none', 'bonferroni'], {
    default: 'false-discovery',
    doc: 'For the many pairs compared: keep the expected share of false ones below discoveryMax (Benjamini & Hochberg 1995); nothing; or keep the probability of any false one below it.',
  }),
  discoveryMax: number({
    default: 0.05,
    min: 1e-12,
    max: 1,
    doc: 'The share of false pairs, or probability of any, that the correction allows.',
  }),
  binMs: number({
    default: 0.2,
    min: 0.001,
    max: 1000,
    doc: 'Bin width. Three bins of 0.5 ms in a row, as npyx asks for, miss monosynaptic peaks, which are often narrower than 1 ms.',
    npyx: 'cbin',
  }),
  mergedBins: integer({
    default: 3,
    min: 1,
    max: 101,
    doc: 'Each pair is looked at a second time with this many bins, an odd number, added up into one, because a shallow trough has too few counts in narrow bins; the better of both is told. 1 for the bins alone, as npyx.',
  }),
  windowMs: number({
    default: 100,
    min: 0.01,
    max: 10_000,
    doc: 'Full width of the window, centred on zero lag.',
    npyx: 'cwin',
  }),
  predictorSdMs: number({
    default: 10,
    min: 0.1,
    doc: 'SD of the hollow Gaussian that predicts what slow changes alone give.',
    npyx: 'W_sd',
  }),
  beside: flag({
    default: true,
    doc: 'Stark and Abeles: an event must also be one when those of the other sign are taken out of the prediction, which a large peak raises around it, so that a shallow trough seems to lie beside; false for the published test alone.',
  }),
  onlyLargest: flag({
    default: false,
    doc: 'Of each pair and sign keep the largest event alone.',
    npyx: 'only_max',
  }),
  sourceChannels: range({
    doc: 'Only connections from units with a peak channel in this range; the direction is told by the sign of the lag.',
    npyx: 'pre_chanrange',
    min: 0,
  }),
  targetChannels: range({
    doc: 'Only connections to units with a peak channel in this range.',
    npyx: 'post_chanrange',
    min: 0,
  }),
  metric: choice(['amplitudeZ', 'lagMs', 'bins', 'meanZ', 'entropy'], {
    default: 'amplitudeZ',
    doc: 'What the matrix shows of each event.',
    drawn: true,
    npyx: 'metric',
  }),
  binning,
  ...trainParams,
};
export type ConnectionsParams = Values<typeof connectionsParams>;

/** One event of one pair, told from the unit that fires first. */
export interface Connection {
  readonly source: UnitId;
  readonly target: UnitId;
  /** 1 for a peak, −1 for a trough. */
  readonly sign: 1 | -1;
  /** Middle of the bin with the largest deviation, ≥ 0: the target fires that long after the source. */
  readonly lagMs: number;
  /** Largest deviation, in SD of the prediction, negative for troughs. */
  readonly amplitudeZ: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly bins: number;
  /** Width of these bins. */
  readonly binMs: number;
  readonly meanZ: number;
  readonly entropy: number;
  /** How likely chance gives a run like the best of this pair and sign anywhere in the window, in narrow or in merged bins. */
  readonly pairProbability: number;
  /** Peak channels, -1 where not known. */
  readonly sourceChannel: number;
  readonly targetChannel: number;
}

export interface Connections {
  readonly units: readonly UnitId[];
  readonly depthUm: Float32Array;
  /** -1 where it is not known. */
  readonly shank: Int32Array;
  readonly connections: readonly Connection[];
  /** Pairs × signs that were tested. */
  readonly comparisonCount: number;
  /** Of those, how many had an event before correction, and how many chance alone is expected to give. */
  readonly eventCount: number;
  readonly expectedByChance: number;
  /** Largest pair probability that passed the correction. */
  readonly probabilityLimit: number;
}
