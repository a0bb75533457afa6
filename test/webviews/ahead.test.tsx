import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { renderToString } from 'preact-render-to-string';
import type { DatasetSummary } from '../../core/engine/engine-api.ts';
import { themes } from '../../core/figure/theme.ts';
import type { Call } from '../../core/rpc/rpc.ts';
import { Dashboard } from '../../webviews/dashboard/dashboard.tsx';
import { viewEvents } from '../../webviews/dashboard/view-events.ts';
import type { DashboardHostApi } from '../../webviews/protocol.ts';
import { tableOf } from './table.ts';

const call: Call = { signal: new AbortController().signal, progress: () => undefined };
const table = tableOf([
  { id: '4', group: 'good' },
  { id: '9', group: 'mua' },
]);

const dataset: DatasetSummary = {
  ...{ folder: '/data', name: 'rec', acquisition: 'SpikeGLX', software: null },
  ...{ streams: [], mainStream: null, parts: [], warnings: [], watch: [] },
  sorting: { folder: '/data', sorter: 'Kilosort 4', sampleRateHz: 30_000 },
};

// The table looks where the focus is; nothing else of a page is needed for its first paint.
const page = globalThis as { document?: unknown };
page.document = { activeElement: null };
after(() => delete page.document);

/** The first thing that is on screen, before anybody is asked anything. */
function firstPaint(units: typeof table | null): string {
  const host = new Proxy({} as DashboardHostApi, {
    get: (_, method) => () => assert.fail(`asked for '${String(method)}' before the first paint`),
  });
  return renderToString(
    <Dashboard
      {...{ host, events: viewEvents(), first: { dataset, stream: null, units }, theme: themes.dark }}
      background="#000000"
      load={() => undefined}
      save={() => undefined}
    />,
  );
}

test('units that came with the page are in its first paint, those that did not are told to be read', () => {
  assert.match(firstPaint(table), /aria-rowcount="3"/);
  assert.doesNotMatch(firstPaint(table), /Indexing the spikes/);
  assert.match(firstPaint(null), /Indexing the spikes/);
});

test('units that the host told are forgotten when it tells that files have changed', async () => {
  const events = viewEvents();
  assert.equal(events.ahead(), null);
  await events.serve.units(table, call);
  assert.equal(events.ahead(), table);
  await events.serve.changed({ header: false, sorting: true }, call);
  assert.equal(events.ahead(), null);
});
