import { type CoincidenceHint, coincidenceHints } from './correlogram-hints.ts';
import { type CorrelogramParams, type Correlograms, refractoryMs } from './correlogram-params.ts';
import { numberText } from './number-text.ts';

/** So many pairs are told in words. */
const mostHints = 3;
/** Of more units only those are told that violate the most. */
const mostListed = 6;

/** `234@123`, unit and peak channel, as npyx writes it. */
export const nameOf = ({ units, channels }: Pick<Correlograms, 'units' | 'channels'>, i: number): string =>
  channels[i] === -1 ? units[i]! : `${units[i]}@${channels[i]}`;

/** What is to be said below correlograms of which the first `drawn` units are drawn. */
export function correlogramNotes(
  result: Correlograms,
  params: CorrelogramParams,
  drawn: number,
): readonly string[] {
  const all = result.units.length;
  return [
    violationNote(result),
    ...coincidenceNotes(result),
    ...(result.band ? [bandNote(params)] : []),
    ...(all > drawn ? [`The first ${drawn} of ${all} units are drawn; files hold all.`] : []),
  ];
}

/** `Intervals under 1.5 ms: 2: 12, 0.27 % (266 by chance)`. */
function violationNote({ units, spikeCounts, violations, chanceViolations }: Correlograms): string {
  const share = (i: number) => violations[i]! / Math.max(1, spikeCounts[i]! - 1);
  const order = units.map((_, i) => i);
  const told = units.length > mostListed ? order.sort((a, b) => share(b) - share(a)).slice(0, 3) : order;
  const words = told.map(
    (i) =>
      `${units[i]}: ${numberText(violations[i]!)}, ${numberText(100 * share(i))} % (${numberText(chanceViolations[i]!)} by chance)`,
  );
  return `Intervals under ${refractoryMs} ms${told.length < units.length ? ', most' : ''}: ${words.join(', ')}.`;
}

function coincidenceNotes(result: Correlograms): readonly string[] {
  const { units, coincidences, expectedCoincidences } = result;
  // Of one pair it is told in any case.
  if (units.length === 2 && expectedCoincidences[1]! >= 0) {
    const [hint] = coincidenceHints(result);
    if (!hint)
      return [
        `Within ±${refractoryMs} ms: ${numberText(coincidences[1]!)} coincidences, ${numberText(expectedCoincidences[1]!)} expected.`,
      ];
  }
  const hints = coincidenceHints(result);
  if (hints.length === 0) return [];
  const more = hints.length - mostHints;
  const words = hints.slice(0, mostHints).map((hint) => hintText(result, hint));
  return [
    `Coincidences within ±${refractoryMs} ms: ${words.join('; ')}${more > 0 ? `; ${more} more pairs` : ''}.`,
  ];
}

/** `2 → 5: 12, 340 expected: 96 % missing, as where both hold spikes of one neuron`. */
export const hintText = ({ units }: Pick<Correlograms, 'units'>, hint: CoincidenceHint): string =>
  `${units[hint.from]} → ${units[hint.to]}: ${numberText(hint.count)}, ${numberText(hint.expected)} expected: ${
    hint.missing > 0
      ? `${numberText(100 * hint.missing)} % missing, as where both hold spikes of one neuron`
      : `${numberText(hint.count / hint.expected)} times as many, as where spikes were sorted twice`
  }`;

const bandNote = ({
  baseline,
  confidencePercent,
  jitterMs,
  surrogateCount,
  seed,
  predictorSdMs,
}: CorrelogramParams): string =>
  baseline === 'jitter'
    ? `Band: ${confidencePercent} % of ${surrogateCount} surrogates with spikes moved by up to ±${numberText(jitterMs)} ms, seed ${seed}.`
    : `Band: ${confidencePercent} % of Poisson counts around a hollow Gaussian of ${numberText(predictorSdMs)} ms SD.`;
