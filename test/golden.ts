import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseNpy } from '../core/formats/npy.ts';

/** One answer of npyx 4.3.1 on a synthetic recording, and how near ours must come. */
export interface Golden {
  readonly id: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly select?: string;
  readonly outputs?: readonly { name?: string; shape?: number[]; value?: unknown; file?: string }[];
  readonly raises?: { type: string; message: string };
  readonly tolerance: { readonly abs: number; readonly rel: number };
  readonly note?: string;
  readonly case: string;
}

const folder = 'test/fixtures/golden';

/** The golden entries of one npyx function, `trn` for `npyx.spk_t.trn`. */
export function goldens(recording: string, name: string): Golden[] {
  const text = readFileSync(path.join(folder, recording, 'golden.json'), 'utf8');
  const { entries } = JSON.parse(text) as { entries: (Golden & { function: string })[] };
  return entries
    .filter((entry) => entry.function.endsWith(`.${name}`))
    .map((entry) => ({ ...entry, case: recording }));
}

/** The numbers of one output of an entry, flat. */
export function numbersOf(golden: Golden, output: string | number = 0): number[] {
  const found =
    typeof output === 'number'
      ? golden.outputs?.[output]
      : golden.outputs?.find(({ name }) => name === output);
  assert.ok(found, `${golden.id} has no output ${output}`);
  if (found.file) {
    const file = path.join(folder, golden.case, found.file);
    return Array.from(parseNpy(new Uint8Array(readFileSync(file)), file).data, Number);
  }
  return [found.value].flat(9).map(Number);
}

export function assertNear(
  actual: ArrayLike<number>,
  golden: Golden,
  expected = numbersOf(golden),
  skip: (i: number) => boolean = () => false,
): void {
  const { abs, rel } = golden.tolerance;
  assert.equal(actual.length, expected.length, `${golden.id}: number of values`);
  for (const [i, value] of expected.entries())
    if (!skip(i) && !(Math.abs(actual[i]! - value) <= abs + rel * Math.abs(value)))
      assert.fail(`${golden.id}: value ${i} is ${actual[i]}, npyx has ${value}`);
}
