import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OncePerFrame } from '../../../webviews/traces/once-per-frame.ts';

/** A screen whose frames come when they are told to. */
function screen() {
  const waiting = new Map<number, FrameRequestCallback>();
  let last = 0;
  Object.assign(globalThis, {
    requestAnimationFrame(callback: FrameRequestCallback) {
      waiting.set(++last, callback);
      return last;
    },
    cancelAnimationFrame: (id: number) => void waiting.delete(id),
  });
  return {
    frame() {
      const now = [...waiting.values()];
      waiting.clear();
      for (const callback of now) callback(0);
    },
    isIdle: () => waiting.size === 0,
  };
}

function painter() {
  let count = 0;
  return { frames: new OncePerFrame(() => void count++), painted: () => count };
}

test('a change is painted at once, more until the next frame with that, as one', () => {
  const { frame, isIdle } = screen();
  const { frames, painted } = painter();
  frames.now();
  assert.equal(painted(), 1);
  frames.now();
  frames.now();
  assert.equal(painted(), 1);
  frame();
  assert.equal(painted(), 2);
  frame();
  assert.ok(isIdle(), 'nothing goes on where nothing changes');
  frames.now();
  assert.equal(painted(), 3);
});

test('what can wait for a frame waits, and a change in every frame is painted in every frame', () => {
  const { frame } = screen();
  const { frames, painted } = painter();
  for (let i = 1; i <= 5; i++) {
    frames.next();
    frames.next();
    assert.equal(painted(), i - 1);
    frame();
    assert.equal(painted(), i);
  }
});

test('what is not urgent is painted later, unless something else was meanwhile', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { frame, isIdle } = screen();
  const { frames, painted } = painter();
  frames.within(100);
  t.mock.timers.tick(60);
  // Asked for again it is not put off.
  frames.within(100);
  t.mock.timers.tick(40);
  frame();
  assert.equal(painted(), 1);
  frame();
  frames.within(100);
  frames.now();
  frame();
  t.mock.timers.tick(1000);
  frame();
  assert.equal(painted(), 2);
  frames.within(100);
  frames.next();
  frames.cancel();
  t.mock.timers.tick(1000);
  assert.ok(isIdle(), 'after its end nothing is painted');
});
