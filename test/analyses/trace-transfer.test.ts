import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseTransfer } from '../../core/analyses/trace-transfer.ts';

/** What of one probe at 30 kHz is seen on a page 1200 pixels wide, and filtered at 300 Hz. */
const probe = (seconds: number, linkBytesPerS: number | null, page: 'gpu' | 'cpu' | null) => {
  const samples = 30_000 * seconds;
  return chooseTransfer({
    samples,
    rawSamples: samples + 2400,
    columnCount: 385,
    channelCount: 384,
    columnSamples: 2 ** Math.max(0, Math.round(Math.log2(samples / 1200))),
    linkBytesPerS,
    page,
  });
};

test('over a served VS Code a second of a probe crosses cleaned, on a desktop with a GPU as it is', () => {
  assert.equal(probe(1, 20e6, 'gpu'), 'cleaned');
  assert.equal(probe(1, 800e6, 'gpu'), 'raw');
  assert.equal(probe(0.5, 500e6, 'gpu'), 'raw');
});

test('without a GPU the page cleans short windows of fast links only', () => {
  assert.equal(probe(0.05, 1e9, 'cpu'), 'raw');
  assert.equal(probe(1, 300e6, 'cpu'), 'cleaned');
});

test('long windows, pages that cannot clean and links that were not measured get what is seen', () => {
  assert.equal(probe(10, 1e9, 'gpu'), 'cleaned');
  assert.equal(probe(1, 1e9, null), 'cleaned');
  assert.equal(probe(1, null, 'gpu'), 'cleaned');
});

test('a faster link never turns raw samples into cleaned ones', () => {
  for (const page of ['gpu', 'cpu'] as const)
    for (const seconds of [0.02, 0.05, 0.2, 1, 1.5])
      for (let link = 1e6, before = 'cleaned'; link < 1e10; link *= 1.5) {
        const now = probe(seconds, link, page);
        assert.ok(now === 'raw' || before === 'cleaned', `${page}, ${seconds} s, ${link} bytes/s`);
        before = now;
      }
});
