import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createContext, runInContext, runInNewContext } from 'node:vm';
import type { DatasetSummary } from '../../core/engine/engine-api.ts';
import { decode, encode } from '../../core/rpc/codec.ts';
import { connect, type Port } from '../../core/rpc/rpc.ts';
import { contentSecurityPolicy, pageHtml } from '../../extension/page-html.ts';
import { modulesOf } from '../../extension/page-modules.ts';
import { connectPage } from '../../extension/page-port.ts';
import { hostPort } from '../../webviews/connect.ts';
import { headerHtml } from '../../webviews/dashboard/header-html.tsx';
import { firstAnswers } from '../../webviews/first-answers.ts';

test('every rule of the content security policy has a reason, and nothing is allowed from elsewhere', () => {
  const rules = contentSecurityPolicy('https://source', 'abc');
  for (const { rule, reason } of rules) assert.ok(reason.length > 20, rule);
  assert.equal(rules[0]?.rule, "default-src 'none'");
  const all = rules.map(({ rule }) => rule).join('; ');
  assert.doesNotMatch(all, /\*|http:|connect-src|frame-src/);
  assert.doesNotMatch(all, /unsafe-inline/);
  assert.deepEqual(
    rules.filter(({ rule }) => rule.includes('unsafe-')).map(({ rule }) => rule.split(' ')[0]),
    ['script-src'],
  );
});

test('a page writes what it is given as text, whatever is in it', () => {
  const html = pageHtml({
    title: '<b>"a" & b</b>',
    script: 'https://source/dashboard.js',
    cspSource: 'https://source',
    nonce: 'n0',
    context: { dataset: `/data/it's "here"</body>` },
    panel: { dataset: '</script><script>' },
  });
  assert.ok(html.includes('<title>&lt;b&gt;&quot;a&quot; &amp; b&lt;/b&gt;</title>'));
  assert.equal(html.match(/<\/script>/g)?.length, 2);
  assert.equal(html.match(/<\/body>/g)?.length, 1);
});

test('the header is in the page before its script, and what it shows is text, whatever is in it', () => {
  const dataset: DatasetSummary = {
    ...{ folder: '/data', name: '<script>alert(1)</script>', acquisition: 'SpikeGLX', software: null },
    ...{ streams: [], mainStream: null, sorting: null, parts: [], warnings: [], watch: [] },
  };
  const first = { dataset, stream: null, units: null };
  const html = pageHtml({
    title: 'page',
    script: 'https://source/dashboard.js',
    cspSource: 'https://source',
    nonce: 'n0',
    context: {},
    firstAnswers: encode(first),
    firstPaint: headerHtml(first),
  });
  assert.ok(html.indexOf('&lt;script>alert(1)') > 0, html);
  assert.ok(html.indexOf('<header') < html.indexOf('dashboard.js'));
  const bytes = /data-bytes="([^"]+)"/.exec(html)?.[1];
  const page = { getElementById: () => ({ dataset: { bytes } }) as unknown as HTMLElement };
  assert.deepEqual(firstAnswers(page), first);
});

test('the modules that run first stand in the page under their addresses, and what they import later is named in full', async () => {
  const html = pageHtml({
    ...{ title: 'page', script: 'https://source/a/dashboard.js', cspSource: 'https://source' },
    ...{ nonce: 'n0', context: {} },
    modules: [
      {
        address: 'https://source/a/dashboard.js',
        text: 'import{a}from"./part-A1.js";import("./part-B2.js")',
      },
      { address: 'https://source/a/part-A1.js', text: 'export const a="</script>"' },
    ],
  });
  assert.equal(html.match(/<\/script>/g)?.length, 1);
  const code = /(\{\n {2}const imports[\s\S]*?\n\})\s*import/.exec(html)?.[1] ?? '';
  const made: { type?: string; nonce?: string; textContent?: string }[] = [];
  const blobs: Blob[] = [];
  const address = (blob: Blob) => `blob:${blobs.push(blob) - 1}`;
  runInNewContext(code, {
    ...{ Blob, URL: { createObjectURL: address }, JSON },
    document: { createElement: () => ({}), head: { append: (element: object) => made.push(element) } },
  });
  assert.deepEqual(
    made.map(({ type, nonce, textContent }) => [type, nonce, JSON.parse(textContent ?? '')]),
    [
      [
        'importmap',
        'n0',
        { imports: { 'https://source/a/dashboard.js': 'blob:0', 'https://source/a/part-A1.js': 'blob:1' } },
      ],
    ],
  );
  assert.deepEqual(await Promise.all(blobs.map((blob) => blob.text())), [
    'import{a}from"https://source/a/part-A1.js";import("https://source/a/part-B2.js")',
    'export const a="</script>"',
  ]);
});

test('a bundle stands in its page with all that it imports before it runs, unless that is long or missing', () => {
  const files: Record<string, string> = {
    'page.js': 'import{a}from"./part-A.js";import"./part-B.js";import("./part-LATE.js")',
    'part-A.js': 'import{b}from"./part-B.js"',
    'part-B.js': 'export{}',
  };
  const names = (texts: Record<string, string>) =>
    modulesOf('page.js', (file) => texts[file] ?? null)
      .map(({ file }) => file)
      .sort();
  assert.deepEqual(names(files), ['page.js', 'part-A.js', 'part-B.js']);
  assert.deepEqual(names({ ...files, 'part-B.js': ' '.repeat(300_000) }), []);
  const { 'part-B.js': _, ...others } = files;
  assert.deepEqual(names(others), []);
});

test('what the host says before the script of the page has come is kept for it, once and in order', () => {
  const html = pageHtml({
    ...{ title: 'page', script: 'https://source/dashboard.js', cspSource: 'https://source' },
    ...{ nonce: 'n0', context: {} },
  });
  const page = new EventTarget();
  const say = (data: unknown) => page.dispatchEvent(Object.assign(new Event('message'), { data }));
  const keep = /<script nonce="n0">\s*(\{[\s\S]*?\n\})\nimport/.exec(html)?.[1] ?? '';
  const inPage = createContext({
    addEventListener: page.addEventListener.bind(page),
    removeEventListener: page.removeEventListener.bind(page),
  });
  runInContext(keep, inPage);
  const early = globalThis as { takeEarlyMessages?: unknown };
  early.takeEarlyMessages = inPage['takeEarlyMessages'];
  after(() => delete early.takeEarlyMessages);
  say(encode('first'));
  say(encode('second').buffer);
  say('not ours');
  const heard: unknown[] = [];
  hostPort({ postMessage: () => undefined }, page).listen((bytes) => heard.push(decode(bytes)));
  assert.deepEqual(heard, ['first', 'second']);
  say(encode('third'));
  assert.deepEqual(heard, ['first', 'second', 'third']);
});

test('without first answers the page has none', () => {
  assert.equal(firstAnswers({ getElementById: () => null }), null);
});

/** A page that can be loaded again: each load is a port of its own, counting its calls from zero. */
function reloadablePage() {
  let toHost: (message: unknown) => void = () => undefined;
  let toPage: (bytes: Uint8Array) => void = () => undefined;
  const host = {
    post: (bytes: Uint8Array) => queueMicrotask(() => toPage(bytes)),
    listen: (receive: (message: unknown) => void) => {
      toHost = receive;
    },
  };
  const load = (): Port => ({
    post: (bytes) => queueMicrotask(() => toHost(bytes)),
    listen: (receive) => {
      toPage = receive;
    },
  });
  return { host, load };
}

interface Api {
  slow(name: string): Promise<string>;
}

test('a page that was loaded again does not get the answers of the one before it', async () => {
  const { host, load } = reloadablePage();
  const finish = new Map<string, () => void>();
  const aborted: string[] = [];
  connectPage(host, {
    slow: (name: string, { signal }: { signal: AbortSignal }) => {
      signal.addEventListener('abort', () => aborted.push(name));
      return new Promise<string>((resolve) => finish.set(name, () => resolve(name)));
    },
  });
  const settle = () => new Promise((resolve) => setTimeout(resolve, 5));
  void connect<Api>(load()).slow('old');
  await settle();
  const answer = connect<Api>(load()).slow('new');
  await settle();
  finish.get('old')?.();
  await settle();
  finish.get('new')?.();
  assert.equal(await answer, 'new');
  assert.deepEqual(aborted, ['old']);
});
