// One of several processes that write and read one result at once: `cache.test.ts` starts them.
import { Cache } from '../../core/engine/cache.ts';

const [folder = '', rounds = '0', name = ''] = process.argv.slice(2);
const key = 'c'.repeat(64);
const cache = new Cache(folder);
for (let round = 0; round < Number(rounds); round++) {
  const fill = Number(name) * 1000 + round;
  const values = new Float64Array(50_000).fill(fill);
  const writing = cache.write('psth', key, { result: { values, fill }, warnings: [] });
  // Another's result while ours is on its way: whole, or none.
  const read = (await new Cache(folder).read('psth', key)) as
    | { result: { values: Float64Array } }
    | undefined;
  const [first] = read?.result.values ?? [];
  if (read && (read.result.values.length !== 50_000 || read.result.values.some((value) => value !== first)))
    throw new Error('half of a result was read');
  await writing;
}
