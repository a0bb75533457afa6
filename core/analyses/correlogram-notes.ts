import { type CoincidenceHint, coincidenceHints } from './correlogram-hints.ts';
import { type CorrelogramParams, type Correlograms, refractoryMs } from './correlogram-params.ts';
import { countText, numberText } from './number-text.ts';

/** So many pairs are told in words. */
const mostHints = 3;
/** Of more units only the three are told that violate the most. */
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

type Violations = Pick<Correlograms, 'units' | 'spikeCounts' | 'violations' | 'chanceViolations'>;

/** `Unit 6: 20 intervals below 1.5 ms, 0.58 % of all (147 expected by chance). Units 0, 1: no interval below 1.5 ms (…).` */
function violationNote(result: Violations): string {
  const { units, spikeCounts, violations } = result;
  const share = (i: number) => violations[i]! / Math.max(1, spikeCounts[i]! - 1);
  const order = units.map((_, i) => i);
  const violating = order.filter((i) => violations[i]! > 0);
  const clean = order.filter((i) => violations[i] === 0);
  const isLong = units.length > mostListed;
  if (isLong) violating.sort((a, b) => share(b) - share(a)).splice(3);
  const sentences = violating.map((i) => `${violationText(result, i)}.`);
  if (isLong)
    return sentences.length === 0
      ? `No unit has an interval below ${refractoryMs} ms.`
      : `Most intervals below ${refractoryMs} ms: ${sentences.join(' ')}`;
  if (clean.length === 1) sentences.push(`${violationText(result, clean[0]!)}.`);
  if (clean.length > 1)
    sentences.push(
      `Units ${clean.map((i) => units[i]).join(', ')}: no interval below ${refractoryMs} ms${chanceText(result, clean)}.`,
    );
  return sentences.join(' ');
}

/** `Unit 16: no interval below 1.5 ms (203 expected by chance)`; the full stop is the caller's. */
export function violationText(result: Violations, i: number): string {
  const { units, spikeCounts, violations } = result;
  const share = numberText((100 * violations[i]!) / Math.max(1, spikeCounts[i]! - 1));
  const found =
    violations[i] === 0
      ? `no interval below ${refractoryMs} ms`
      : `${countText(violations[i]!, 'interval')} below ${refractoryMs} ms, ${share} % of all`;
  return `Unit ${units[i]}: ${found}${chanceText(result, [i])}`;
}

/** Nothing for units of fewer than two spikes. */
function chanceText({ chanceViolations }: Violations, places: readonly number[]): string {
  const known = places.map((i) => chanceViolations[i]!).filter((count) => !Number.isNaN(count));
  if (known.length === 0) return '';
  const [least, most] = [Math.min(...known), Math.max(...known)].map(numberText);
  return ` (${least === most ? least : `${least} to ${most}`} expected by chance)`;
}

function coincidenceNotes(result: Correlograms): readonly string[] {
  const { units, coincidences, expectedCoincidences } = result;
  const hints = coincidenceHints(result);
  // Of one pair it is told in any case.
  if (hints.length === 0)
    return units.length === 2 && expectedCoincidences[1]! >= 0
      ? [
          `Units ${units[0]} and ${units[1]}: ${countText(coincidences[1]!, 'coincidence')} within ±${refractoryMs} ms (${numberText(expectedCoincidences[1]!)} expected by chance).`,
        ]
      : [];
  const told = hints.slice(0, mostHints).map((hint) => `${hintText(result, hint)}.`);
  const more = hints.length - told.length;
  return [
    `${told.join(' ')}${more > 0 ? ` ${countText(more, 'more pair')} with too many or too few coincidences.` : ''}`,
  ];
}

/** `Units 2 and 5: 12 coincidences within ±1.5 ms, 96 % fewer than the 340 expected by chance, as when …`; without a full stop. */
export const hintText = ({ units }: Pick<Correlograms, 'units'>, hint: CoincidenceHint): string =>
  `Units ${units[hint.from]} and ${units[hint.to]}: ${countText(hint.count, 'coincidence')} within ±${refractoryMs} ms, ${
    hint.missing > 0
      ? `${numberText(100 * hint.missing)} % fewer than the ${numberText(hint.expected)} expected by chance, as when both hold spikes of the same neuron`
      : `${numberText(hint.count / hint.expected)} times the ${numberText(hint.expected)} expected by chance, as when spikes were sorted twice`
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
    ? `Line and shaded band: mean and ${confidencePercent} %, bin by bin, of ${surrogateCount} correlograms whose spikes were jittered by up to ±${numberText(jitterMs)} ms (seed ${seed}).`
    : `Line: what slow changes predict (hollow Gaussian of ${numberText(predictorSdMs)} ms SD). Shaded band: where ${confidencePercent} % of the bins lie by chance (Poisson).`;
