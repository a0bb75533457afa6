import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import type { CorrelogramReply } from '../../core/engine/engine-api.ts';
import type { CallOptions } from '../../core/rpc/rpc.ts';
import { askEarly, earlyOrNow, plansCorrelograms } from '../../webviews/dashboard/early-correlograms.ts';
import type { FigureRequest, HostApi } from '../../webviews/protocol.ts';

beforeEach(() => mock.timers.enable({ apis: ['setTimeout'] }));
afterEach(() => mock.timers.reset());

/** Later than everything that a test before changed. */
let clockMs = 0;
const selected = (...units: string[]) => units.map((unit, slot) => ({ unit, slot }));
const requestOf = (units: readonly string[]): FigureRequest => ({
  analysis: 'correlogram',
  units,
  params: {},
});

/** A section that would ask for whatever is selected, and a host that notes what it is asked. */
function page() {
  clockMs += 10_000;
  const asked: { request: FigureRequest; options: CallOptions; answer(): void }[] = [];
  const host = {
    correlograms: (request: FigureRequest, options: CallOptions) =>
      new Promise<CorrelogramReply>((resolve) => {
        asked.push({ request, options, answer: () => resolve({ of: request.units } as never) });
      }),
  } as unknown as HostApi;
  const gone = plansCorrelograms((selection) => ({
    host,
    request: requestOf(selection.map(({ unit }) => unit)),
  }));
  return { host, asked, gone };
}

test('what was asked early is what the section gets, its progress too, and nothing is asked twice', async () => {
  const { host, asked } = page();
  assert.equal(askEarly(selected('1', '2', '3'), 3, clockMs), true);
  const seen: (number | null)[] = [];
  const reply = earlyOrNow(host, requestOf(['1', '2', '3']), { progress: ({ done }) => seen.push(done) });
  asked[0]!.options.progress?.({ done: 0.5 });
  asked[0]!.answer();
  assert.deepEqual(await reply, { of: ['1', '2', '3'] });
  assert.deepEqual(seen, [0.5]);
  assert.equal(asked.length, 1);
  void earlyOrNow(host, requestOf(['1', '2', '3']), {});
  assert.equal(asked.length, 2, 'the same again is another question');
});

test('fewer units than a matrix has, or no section that would ask: nothing is asked early', () => {
  const { asked, gone } = page();
  assert.equal(askEarly(selected('1', '2'), 3, clockMs), false);
  gone();
  assert.equal(askEarly(selected('1', '2', '3'), 3, clockMs + 1000), false);
  assert.equal(asked.length, 0);
});

test('of selections that change as fast as a key repeats only the first is asked early', () => {
  const { asked } = page();
  assert.equal(askEarly(selected('1', '2', '3'), 3, clockMs), true);
  assert.equal(askEarly(selected('1', '2', '3', '4'), 3, clockMs + 33), false);
  assert.equal(askEarly(selected('1', '2', '3', '4', '5'), 3, clockMs + 66), false);
  assert.equal(askEarly(selected('1', '2', '3', '4', '5', '6'), 3, clockMs + 266), true);
  assert.deepEqual(
    asked.map(({ request }) => request.units.length),
    [3, 6],
  );
});

test('a section that asks for something else gets that, and what was asked early is aborted', () => {
  const { host, asked } = page();
  askEarly(selected('1', '2', '3'), 3, clockMs);
  void earlyOrNow(host, requestOf(['4', '5', '6']), {});
  assert.equal(asked[0]!.options.signal?.aborted, true);
  assert.deepEqual(asked[1]!.request.units, ['4', '5', '6']);
});

test('what nobody takes is aborted after a second, and so is what its section gives up', async () => {
  const { host, asked } = page();
  askEarly(selected('1', '2', '3'), 3, clockMs);
  mock.timers.tick(1000);
  assert.equal(asked[0]!.options.signal?.aborted, true);
  askEarly(selected('1', '2', '3'), 3, clockMs + 2000);
  const controller = new AbortController();
  void earlyOrNow(host, requestOf(['1', '2', '3']), { signal: controller.signal });
  mock.timers.tick(5000);
  await turn();
  assert.equal(asked[1]!.options.signal?.aborted, false);
  controller.abort();
  assert.equal(asked[1]!.options.signal?.aborted, true);
});
