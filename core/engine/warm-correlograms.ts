import { correlogram } from '../analyses/correlogram.ts';
import type { CorrelogramInputs } from '../analyses/correlogram-compute.ts';
import type { Correlograms } from '../analyses/correlogram-params.ts';
import { packCorrelograms } from '../analyses/correlogram-wire.ts';
import { parseParams } from '../analyses/params.ts';
import { encode } from '../rpc/codec.ts';
import type { Pool } from './pool.ts';

/** After so many the code of counting is compiled as it stays. */
const rounds = 8;
const restMs = 60;
const unitCount = 30;
/** Of each unit; in the last round as many as an hour has, for which memory is taken that is kept. */
const [fewSpikes, hourSpikes] = [1200, 20_000];
/** Samples from one spike of a unit to the next, about. */
const meanInterval = 5000;

/**
 * Counts correlograms of made-up trains on threads of the pool, some milliseconds at a time and at last a tenth of a second: code is compiled while it runs for
 * the first times, which is three times as slow, and the first matrix that somebody waits for should not be among them. Waits
 * while the pool has something else to do.
 */
export async function warmCorrelograms(pool: Pool): Promise<void> {
  const params = parseParams(correlogram.params, {});
  const listening = { signal: new AbortController().signal, progress() {}, warn() {} };
  for (let round = 0; round < rounds; round++) {
    do await new Promise((resolve) => setTimeout(resolve, restMs).unref());
    while (!pool.isIdle);
    // A dashboard asks for two figures at a time, and either thread may have the next matrix.
    const threads = Array.from({ length: Math.min(2, pool.size) });
    const inputs = madeUp(round < rounds - 1 ? fewSpikes : hourSpikes);
    const task = { analysis: correlogram.id, inputs, params };
    const [result] = await Promise.all(threads.map(() => pool.run(task, listening)));
    encode(packCorrelograms(result as Correlograms));
  }
}

/** Trains without any structure. */
function madeUp(spikeCount: number): CorrelogramInputs {
  // Places between the spikes of even steps, apart from unit to unit.
  const train = (unit: number) =>
    Float64Array.from({ length: spikeCount }, (_, i) =>
      Math.floor(meanInterval * (i + ((i * (unit + 1) * 0.618_034) % 1))),
    );
  const places = Array.from({ length: unitCount }, (_, i) => i);
  return { units: places.map(String), trains: places.map(train), sampleRateHz: 30_000 };
}
