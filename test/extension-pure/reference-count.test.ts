import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Clock, ReferenceCount } from '../../extension/reference-count.ts';

/** Time that passes when told. */
function handClock(): Clock & { pass(ms: number): void } {
  let now = 0;
  let timers: { at: number; run(): void }[] = [];
  return {
    setTimeout(run, ms) {
      const timer = { at: now + ms, run };
      timers.push(timer);
      return timer;
    },
    clearTimeout(timer) {
      timers = timers.filter((other) => other !== timer);
    },
    pass(ms) {
      now += ms;
      const due = timers.filter(({ at }) => at <= now);
      timers = timers.filter(({ at }) => at > now);
      for (const { run } of due) run();
    },
  };
}

function counted() {
  const clock = handClock();
  const said: string[] = [];
  const shared = new ReferenceCount<{ key: string }>(
    {
      open(key) {
        said.push(`open ${key}`);
        return { key };
      },
      close: ({ key }) => void said.push(`close ${key}`),
    },
    5000,
    clock,
  );
  return { clock, said, shared };
}

test('two who ask for one key share one value', () => {
  const { said, shared } = counted();
  assert.equal(shared.acquire('a').value, shared.acquire('a').value);
  assert.notEqual(shared.acquire('b').value, shared.acquire('a').value);
  assert.deepEqual(said, ['open a', 'open b']);
});

test('a value lingers for its time after the last release, and no longer', () => {
  const { clock, said, shared } = counted();
  const [first, second] = [shared.acquire('a'), shared.acquire('a')];
  first.release();
  clock.pass(60_000);
  assert.deepEqual(said, ['open a']);
  second.release();
  clock.pass(4999);
  assert.deepEqual(said, ['open a']);
  clock.pass(1);
  assert.deepEqual(said, ['open a', 'close a']);
});

test('who comes back while a value lingers gets the same one, and its time starts anew', () => {
  const { clock, said, shared } = counted();
  const first = shared.acquire('a');
  first.release();
  clock.pass(4000);
  const again = shared.acquire('a');
  assert.equal(again.value, first.value);
  clock.pass(60_000);
  assert.deepEqual(said, ['open a']);
  again.release();
  clock.pass(4999);
  assert.deepEqual(said, ['open a']);
  clock.pass(1);
  assert.equal(said.at(-1), 'close a');
});

test('releasing twice is releasing once', () => {
  const { clock, said, shared } = counted();
  const first = shared.acquire('a');
  shared.acquire('a');
  first.release();
  first.release();
  clock.pass(60_000);
  assert.deepEqual(said, ['open a']);
});

test('disposing closes what is shared and what lingers, each once', () => {
  const { clock, said, shared } = counted();
  shared.acquire('a');
  shared.acquire('b').release();
  shared.dispose();
  clock.pass(60_000);
  assert.deepEqual(said.sort(), ['close a', 'close b', 'open a', 'open b']);
});
