import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MessageChannel } from 'node:worker_threads';
import { Cancelled, isInputError, ParameterError } from '../../core/model/errors.ts';
import { decode, encode } from '../../core/rpc/codec.ts';
import { type Call, type CallOptions, connect } from '../../core/rpc/rpc.ts';
import { threadPort } from '../../core/rpc/thread-port.ts';

interface Remote {
  echo(value: unknown, options?: CallOptions): Promise<unknown>;
  fail(kind: string): Promise<never>;
  wait(_: null, options?: CallOptions): Promise<string>;
  count(to: number, options?: CallOptions): Promise<number>;
}

/** Both ends of a real channel; `seen` tells what the serving side noticed. */
function pair() {
  const { port1, port2 } = new MessageChannel();
  const seen: string[] = [];
  const serving = {
    echo: async (value: unknown) => value,
    async fail(kind: string) {
      if (kind === 'input') throw new ParameterError('binMs: 0 ms is below 0.001 ms');
      throw 'just text';
    },
    wait: (_: null, { signal }: Call) =>
      new Promise((_resolve, reject) => {
        seen.push('waiting');
        signal.addEventListener('abort', () => {
          seen.push(`aborted by ${(signal.reason as Error).name}`);
          reject(signal.reason);
        });
      }),
    async count(to: number, { progress }: Call) {
      for (let i = 1; i <= to; i++) progress({ done: i / to, message: `step ${i}` });
      // Longer than between two that are told.
      await new Promise((resolve) => setTimeout(resolve, 150));
      return to;
    },
  };
  const other = connect(threadPort(port2), serving);
  const remote = connect<Remote>(threadPort(port1));
  const close = () => {
    port1.close();
    port2.close();
  };
  return { remote, other, seen, close };
}

async function withPair(use: (ends: ReturnType<typeof pair>) => Promise<void>): Promise<void> {
  const ends = pair();
  try {
    await use(ends);
  } finally {
    ends.close();
  }
}

const turn = () => new Promise((resolve) => setTimeout(resolve, 20));

test('values come back as they were: NaN, infinities, typed arrays, null, nested objects', () =>
  withPair(async ({ remote }) => {
    const value = {
      numbers: [Number.NaN, Number.POSITIVE_INFINITY, -1, 0.1, 2 ** 53],
      samples: Float64Array.of(1, Number.NaN),
      raw: Int16Array.of(-1, 32767),
      nothing: null,
      deep: { text: 'µV · ´', flags: [true, false] },
    };
    assert.deepEqual(await remote.echo(value), value);
    assert.equal(await remote.echo(undefined), null);
  }));

test('an array in shared memory arrives with its values', () =>
  withPair(async ({ remote }) => {
    const shared = new Float64Array(new SharedArrayBuffer(24));
    shared.set([1, 2, 3]);
    assert.deepEqual(await remote.echo(shared), Float64Array.of(1, 2, 3));
  }));

test('a part of a large array ships its own size', () => {
  const large = new Float32Array(1_000_000);
  const bytes = encode(large.subarray(10, 14));
  assert.ok(bytes.byteLength < 64, `${bytes.byteLength} bytes`);
  assert.equal(bytes.buffer.byteLength, bytes.byteLength);
  assert.deepEqual(decode(bytes), new Float32Array(4));
});

test('errors arrive by name and message, and are recognised without instanceof', () =>
  withPair(async ({ remote }) => {
    const error = await remote.fail('input').catch((thrown: unknown) => thrown);
    assert.ok(isInputError(error));
    assert.equal(error.message, 'binMs: 0 ms is below 0.001 ms');
    await assert.rejects(remote.fail('text'), { name: 'Error', message: 'just text' });
  }));

test('a method that is not there is an error and not silence', () =>
  withPair(async ({ remote }) => {
    await assert.rejects((remote as unknown as { nope(): Promise<void> }).nope(), /no method 'nope'/);
  }));

test('an abort reaches the running call, and rejects here at once', () =>
  withPair(async ({ remote, seen }) => {
    const controller = new AbortController();
    const call = remote.wait(null, { signal: controller.signal });
    await turn();
    assert.deepEqual(seen, ['waiting']);
    controller.abort();
    await assert.rejects(call, { name: 'Cancelled' });
    await turn();
    assert.deepEqual(seen, ['waiting', 'aborted by Cancelled']);
  }));

test('what was aborted is not answered: nobody waits for it, and its bytes would keep others waiting', async () => {
  const sent: unknown[] = [];
  const ends: (() => void)[] = [];
  let receive = (_: Uint8Array): void => undefined;
  connect(
    {
      post: (bytes) => void sent.push(decode(bytes)),
      listen(listener) {
        receive = listener;
      },
    },
    {
      done: () => new Promise((resolve) => void ends.push(() => resolve('done'))),
      stopped: () => new Promise((_, reject) => void ends.push(() => reject(new Cancelled()))),
    },
  );
  for (const [id, method] of ['done', 'stopped', 'done'].entries())
    receive(encode({ kind: 'call', id, method, argument: null }));
  for (const id of [0, 1]) receive(encode({ kind: 'abort', id }));
  for (const end of ends) end();
  await turn();
  assert.deepEqual(sent, [{ kind: 'answer', id: 2, value: 'done' }]);
});

test('a call that was aborted before is never sent', () =>
  withPair(async ({ remote, seen }) => {
    await assert.rejects(remote.wait(null, { signal: AbortSignal.abort() }), { name: 'Cancelled' });
    await turn();
    assert.deepEqual(seen, []);
  }));

test('progress comes while the call runs: the first at once, of the rest of a loop where it stopped', () =>
  withPair(async ({ remote }) => {
    const steps: (number | null)[] = [];
    assert.equal(await remote.count(4, { progress: ({ done }) => steps.push(done) }), 4);
    assert.deepEqual(steps, [0.25, 1]);
  }));

test('many calls at once get their own answers', () =>
  withPair(async ({ remote }) => {
    const answers = await Promise.all(Array.from({ length: 50 }, (_, i) => remote.echo(i)));
    assert.deepEqual(answers, [...Array(50).keys()]);
  }));

test('closing an end fails what is under way', () =>
  withPair(async ({ remote }) => {
    const call = remote.wait(null);
    await turn();
    remote.disconnect();
    await assert.rejects(call, (error) => error instanceof Cancelled);
  }));

test('a connection can be awaited without being mistaken for a promise', () =>
  withPair(async ({ remote }) => {
    const same = await Promise.resolve(remote);
    assert.equal(await same.echo(1), 1);
  }));
