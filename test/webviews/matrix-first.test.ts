import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { matrixAsked, matrixPainted } from '../../webviews/dashboard/matrix-first.ts';

/** Frames of a page that the test paints itself; timers stand still until it moves them. */
let frames: (() => void)[] = [];
const page = globalThis as { requestAnimationFrame?: (callback: () => void) => void };

beforeEach(() => {
  frames = [];
  page.requestAnimationFrame = (callback) => void frames.push(callback);
  mock.timers.enable({ apis: ['setTimeout'] });
});
afterEach(() => {
  mock.timers.reset();
  delete page.requestAnimationFrame;
});

async function paintFrame() {
  for (const callback of frames.splice(0)) callback();
  await turn();
}

async function pass(ms: number) {
  mock.timers.tick(ms);
  await turn();
}

/** A page whose waveforms are about to ask, and whose correlograms ask after them within the same turn. */
function asking() {
  const seen = { waveforms: 'wait' };
  void matrixPainted().then(() => {
    seen.waveforms = 'ask';
  });
  let answer = () => {};
  let fail = () => {};
  const reply = new Promise<string>((resolve, reject) => {
    answer = () => resolve('counts');
    fail = () => reject(new Error('cancelled'));
  });
  const passedOn = matrixAsked(reply);
  return { seen, answer, fail, passedOn };
}

test('waveforms are asked for when the correlograms have come and their frame is painted', async () => {
  const { seen, answer, passedOn } = asking();
  await pass(0);
  assert.equal(seen.waveforms, 'wait');
  answer();
  assert.equal(await passedOn, 'counts');
  await turn();
  assert.equal(seen.waveforms, 'wait', 'the answer is there, nothing is drawn');
  await paintFrame();
  assert.equal(seen.waveforms, 'wait', 'it is drawn, the frame not yet painted');
  await paintFrame();
  assert.equal(seen.waveforms, 'ask');
});

test('waveforms wait no longer than a second for correlograms', async () => {
  const { seen } = asking();
  await pass(0);
  await pass(999);
  assert.equal(seen.waveforms, 'wait');
  await pass(1);
  assert.equal(seen.waveforms, 'ask');
});

test('correlograms that fail or were cancelled keep no waveforms waiting', async () => {
  const { seen, fail, passedOn } = asking();
  await pass(0);
  fail();
  await assert.rejects(passedOn, /cancelled/);
  await turn();
  assert.equal(seen.waveforms, 'ask');
});

test('a hidden page, which paints no frame, asks a second after the answer', async () => {
  const { seen, answer } = asking();
  answer();
  await pass(0);
  await pass(1000);
  assert.equal(seen.waveforms, 'ask');
});
