import { type FittedClock, fitClock } from '../kernels/fit-clock.ts';
import { edgeTrain, matchPulses } from '../kernels/match-pulses.ts';
import { medianInPlace } from '../kernels/median.ts';
import type { LineEdges } from '../model/edges.ts';
import { ParameterError } from '../model/errors.ts';

/** One recording's lines on its own clock, as whoever asks calls it. */
export interface ClockSide {
  readonly name: string;
  readonly sampleRateHz: number;
  readonly lines: readonly LineEdges[];
  /** The line to use; chosen by its pulses unless told. */
  readonly line?: string | undefined;
}

/** How the clock of one recording goes against that of the reference: reference = a · own + bSamples. */
export interface AlignedClock {
  readonly name: string;
  readonly a: number;
  /** Samples of the reference. */
  readonly bSamples: number;
  /** Pulses the line was fitted to. */
  readonly eventCount: number;
  readonly medianResidualUs: number;
  readonly maxResidualUs: number;
  /** Of the two clocks against each other, beyond what their headers say of their rates. */
  readonly driftMsPerHour: number;
  readonly line: string;
  readonly referenceLine: string;
  /** Pulses on the two lines. */
  readonly pulseCount: number;
  readonly referencePulseCount: number;
  /** Of each matched pulse: when on the reference clock, by how much it is off the line, and whether that counted. */
  readonly timesS: Float64Array;
  readonly residualsUs: Float64Array;
  readonly isUsed: Uint8Array;
}

/** The same without its pulses. */
export type ClockFacts = Omit<AlignedClock, 'timesS' | 'residualsUs' | 'isUsed'>;

/** Edges of one pulse that two systems saw are this close once the clocks are aligned. */
const toleranceMs = 0.5;
/**
 * Lines are of the same pulses when this share of the fewer edges is matched: more than half, so that pulses which begin
 * together and end apart are not taken for the same.
 */
const enough = 0.6;

/**
 * Finds the line that both recordings have in common and fits one clock to the other. Lines of the same name are tried
 * first. Throws ParameterError with a sentence when a named line is not there, none is shared, or its pulses are too few.
 */
export function alignClocks(
  own: ClockSide,
  reference: ClockSide,
  warn: (message: string) => void,
): AlignedClock {
  const [referenceLines, ownLines] = [pulsedLines(reference), pulsedLines(own)];
  const pairs = ownLines.flatMap((line) => referenceLines.map((other) => [line, other] as const));
  const sameName = pairs.filter(([line, other]) => line.line === other.line);
  const found =
    bestOf(own, reference, sameName) ??
    bestOf(
      own,
      reference,
      pairs.filter((pair) => !sameName.includes(pair)),
    );
  if (!found) throw nothingShared(own, reference, ownLines, referenceLines);
  const { line, other, ownOnsets, referenceOnsets, isAmbiguous } = found;
  const clock = fitClock(ownOnsets, referenceOnsets);
  const [pulseCount, referencePulseCount] = [line.onsetSamples.length, other.onsetSamples.length];
  const between = `line ${line.line} of ${own.name} and line ${other.line} of ${reference.name}`;
  if (pulseCount !== referencePulseCount)
    warn(
      `${between} have ${pulseCount} and ${referencePulseCount} pulses; the ${ownOnsets.length} that both have are used.`,
    );
  if (isAmbiguous)
    warn(
      `${between} have pulses at equal intervals, which do not tell which is which; ${pulseCount === referencePulseCount ? 'the first is taken for the first' : 'the clocks are taken to have started together'}.`,
    );
  if (ownOnsets.length < 5)
    warn(`${between} have ${ownOnsets.length} pulses in common; so few hide a wrong one.`);
  return described(own, reference, clock, { line, other, ownOnsets });
}

function described(
  own: ClockSide,
  reference: ClockSide,
  clock: FittedClock,
  { line, other, ownOnsets }: { line: LineEdges; other: LineEdges; ownOnsets: Float64Array },
): AlignedClock {
  const residualsUs = clock.residuals.map((residual) => (1e6 * residual) / reference.sampleRateHz);
  const sizes = residualsUs.map(Math.abs).filter((_, i) => clock.isUsed[i] === 1);
  return {
    name: own.name,
    a: clock.a,
    bSamples: clock.b,
    eventCount: sizes.length,
    medianResidualUs: medianInPlace(sizes.slice()),
    maxResidualUs: sizes.reduce((most, size) => Math.max(most, size), 0),
    driftMsPerHour: ((clock.a * own.sampleRateHz) / reference.sampleRateHz - 1) * 3.6e6,
    line: line.line,
    referenceLine: other.line,
    pulseCount: line.onsetSamples.length,
    referencePulseCount: other.onsetSamples.length,
    timesS: ownOnsets.map((sample) => (clock.a * sample + clock.b) / reference.sampleRateHz),
    residualsUs,
    isUsed: clock.isUsed,
  };
}

/** The lines that can be aligned: those with two pulses at least, or the named one. */
function pulsedLines({ name, lines, line }: ClockSide): readonly LineEdges[] {
  const told = lines.map((each) => `${each.line} (${each.onsetSamples.length} pulses)`).join(', ');
  if (line !== undefined) {
    const named = lines.find((each) => each.line === line);
    if (!named)
      throw new ParameterError(
        `syncLine: ${name} has no line ${line} with pulses; it has ${told || 'none at all'}`,
      );
    if (named.onsetSamples.length < 2)
      throw new ParameterError(
        `syncLine: line ${line} of ${name} has ${named.onsetSamples.length === 1 ? 'one pulse only' : 'no pulse'}, and a clock needs two at least; it has ${told}`,
      );
    return [named];
  }
  const pulsed = lines.filter(({ onsetSamples }) => onsetSamples.length >= 2);
  if (pulsed.length === 0)
    throw new ParameterError(
      `syncLine: ${name} has no line with two pulses at least, which a clock needs; it has ${told || 'no line that changes'}`,
    );
  return pulsed;
}

interface Match {
  readonly line: LineEdges;
  readonly other: LineEdges;
  readonly ownOnsets: Float64Array;
  readonly referenceOnsets: Float64Array;
  readonly isAmbiguous: boolean;
  /** Onsets and offsets that were matched. */
  readonly edgeCount: number;
}

/** The pair of lines with the most pulses in common, if they have enough. */
function bestOf(
  own: ClockSide,
  reference: ClockSide,
  pairs: readonly (readonly [LineEdges, LineEdges])[],
): Match | undefined {
  let best: Match | undefined;
  for (const [line, other] of pairs) {
    const match = matched(own, reference, line, other);
    const fewer = Math.min(edgeCount(line), edgeCount(other));
    const count = match.ownOnsets.length;
    if (count < 2 || match.edgeCount < enough * fewer || count <= (best?.ownOnsets.length ?? 0)) continue;
    best = match;
  }
  return best;
}

const edgeCount = ({ onsetSamples, offsetSamples }: LineEdges): number =>
  onsetSamples.length + offsetSamples.length;

function matched(own: ClockSide, reference: ClockSide, line: LineEdges, other: LineEdges): Match {
  const left = edgeTrain(line.onsetSamples, line.offsetSamples);
  const right = edgeTrain(other.onsetSamples, other.offsetSamples);
  const pairs = matchPulses(left, right, {
    ratio: reference.sampleRateHz / own.sampleRateHz,
    // A slower clock sees each edge up to one of its samples late.
    tolerance: (toleranceMs * reference.sampleRateHz) / 1000 + reference.sampleRateHz / own.sampleRateHz,
  });
  const onsets = Array.from(pairs.own, (_, k) => k).filter((k) => left.isOnset[pairs.own[k]!] === 1);
  return {
    line,
    other,
    ownOnsets: Float64Array.from(onsets, (k) => left.samples[pairs.own[k]!]!),
    referenceOnsets: Float64Array.from(onsets, (k) => right.samples[pairs.reference[k]!]!),
    isAmbiguous: pairs.isAmbiguous,
    edgeCount: pairs.own.length,
  };
}

function nothingShared(
  own: ClockSide,
  reference: ClockSide,
  ownLines: readonly LineEdges[],
  referenceLines: readonly LineEdges[],
): ParameterError {
  const told = (lines: readonly LineEdges[]) =>
    lines.map(({ line, onsetSamples }) => `line ${line} with ${onsetSamples.length} pulses`).join(', ');
  return new ParameterError(
    `syncLine: no line of ${own.name} has the pulses of one of ${reference.name} (${told(ownLines)}; ${told(referenceLines)}); check that both were recorded at once and share a sync cable`,
  );
}
