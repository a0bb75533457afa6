import { type PackedCorrelograms, unpackCorrelograms } from '../../core/analyses/correlogram-wire.ts';
import { decode, encode } from '../../core/rpc/codec.ts';
import { barPixels } from './bar-pixels.ts';
import { matrixBars } from './matrix-bars.ts';
import { matrixGeometry } from './matrix-geometry.ts';
import { strongestPair } from './pair-facts.ts';

const rounds = 8;
const unitCount = 30;
const binCount = 401;
const [width, height] = [600, 500];

/**
 * Takes a made-up matrix from its message to its pixels, again and again when the page has nothing to do, a few milliseconds at
 * a time: code that runs for the first times is three times as slow, and the first matrix that is waited for should not be it.
 */
export function warmMatrix(round = 0): void {
  if (round === rounds) return;
  requestIdleCallback(() => {
    const result = unpackCorrelograms(decode(encode(madeUp())) as PackedCorrelograms);
    strongestPair(result);
    const geometry = matrixGeometry(unitCount, width, height, 20);
    const grey = [128, 128, 128] as const;
    const look = { series: result.units.map(() => grey), neutral: grey, faint: grey };
    barPixels(matrixBars(result, geometry, 1, look, { shareY: false, isLog: false }), width, height);
    warmMatrix(round + 1);
  });
}

function madeUp(): PackedCorrelograms {
  const units = Array.from({ length: unitCount }, (_, i) => String(i));
  const pairs = (value: number) => new Float64Array(unitCount ** 2).fill(value);
  const counts = new Uint8Array(((unitCount * (unitCount + 1)) / 2) * binCount);
  return {
    units,
    spikeCounts: units.map(() => 1000),
    channels: new Int32Array(unitCount),
    violations: units.map(() => 0),
    chanceViolations: units.map(() => 0),
    lagsMs: Float64Array.from({ length: binCount }, (_, i) => 0.2 * (i - (binCount - 1) / 2)),
    factors: pairs(0.5),
    offsets: pairs(0),
    band: null,
    coincidences: pairs(0),
    expectedCoincidences: pairs(1),
    peakZ: pairs(0),
    peakLagMs: pairs(0),
    binS: 0.0002,
    packed: { counts: counts.map((_, i) => (7 * i) % 31) },
  };
}
