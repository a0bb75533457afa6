// A part of `npm run bench`: the trace view over a fast link, without a VS Code between the page and its host. The page is the one
// that ships, alone in a browser; its host is this process, with the extension's own code and the engine on a thread, at the
// other end of a local connection.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { inPage, moments } from './bench-traces.mjs';
import { launchBrowser, withoutGpu } from './vscode-host/workbench.mjs';
import { wasm } from './wasm-plugin.mjs';

const median = (times) => times.toSorted((a, b) => a - b)[times.length >> 1];

/** Rows of [what, value, unit, aim]: jumps all over the hour of `door`, each until it is painted. */
export async function fastLinkRows(door) {
  const { EngineHost, LinkSpeed, connectPage, echoed, traceCalls } = await hostParts();
  const log = { info() {}, warn: console.error, error: console.error };
  const settings = () => ({ cacheFolder: null, cacheMaxBytes: 1e9, threads: null });
  const engineHost = new EngineHost(path.resolve('dist/engine-thread.js'), settings, log);
  const engine = engineHost.api;
  const tell = (say) => void say(connection.page()).catch(() => undefined);
  const link = new LinkSpeed((bytes) => echoed({ tell }, bytes));
  const { server, messages } = served();
  const connection = connectPage(messages, {
    dataset: () => engine.open({ dataset: door }),
    opening: async () => ({ stream: null, units: [], reveal: false }),
    ...traceCalls({ engine }, door, link),
    log: async ({ message }) => console.error(message),
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const browser = await launchBrowser({ args: withoutGpu });
  try {
    const page = await browser.newPage({ viewport: { width: 1150, height: 800 } });
    await page.goto(`http://127.0.0.1:${server.address().port}/`);
    await page.waitForSelector('.traces-page [role=application]');
    await page.evaluate(inPage);
    for (const key of ['a', '-', '-']) await page.evaluate((name) => globalThis.pressed(name), key);
    const times = [];
    for (const atS of moments) {
      times.push(await page.evaluate((timeS) => globalThis.wentTo(timeS), atS));
      // Somebody looks at it.
      await new Promise((resolve) => setTimeout(resolve, 400));
    }
    // The first ones start threads and are compiled.
    const warm = times.slice(3);
    return [
      [
        `traces: a jump until it is painted, over a fast link (the page alone in a browser), median of ${warm.length} after three`,
        median(warm),
        'ms',
        120,
      ],
      ['the longest of them', Math.max(...warm), 'ms', 120],
    ];
  } finally {
    await browser.close();
    server.close();
    server.closeAllConnections();
    link.dispose();
    connection.close();
    engineHost.dispose();
  }
}

/** The extension's side of a page with traces, as a module of its own: none of it names VS Code. */
async function hostParts() {
  const outfile = path.resolve('.build/bench/fast-link-host.mjs');
  await build({
    stdin: {
      contents: `export { EngineHost } from './extension/engine-host.ts';
export { LinkSpeed, echoed } from './extension/link-speed.ts';
export { connectPage } from './extension/page-port.ts';
export { traceCalls } from './extension/trace-calls.ts';`,
      resolveDir: process.cwd(),
    },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    plugins: [wasm],
    loader: { '.ttf': 'binary', '.wgsl': 'text' },
    banner: { js: "import{createRequire as madeIn}from'node:module';const require=madeIn(import.meta.url);" },
    outfile,
  });
  return import(pathToFileURL(outfile).href);
}

/** The page's files, and a connection that carries messages both ways: answers of one endless reply, and posted questions. */
function served() {
  let receive = () => undefined;
  let down;
  const server = createServer(async (request, response) => {
    if (request.url === '/down') {
      response.writeHead(200, { 'content-type': 'application/octet-stream' }).flushHeaders();
      down = response;
    } else if (request.url === '/up') {
      const parts = [];
      for await (const part of request) parts.push(part);
      const all = new Uint8Array(Buffer.concat(parts));
      for (let at = 0; at < all.length; ) {
        const size = new DataView(all.buffer).getUint32(at, true);
        receive(all.slice(at + 4, at + 4 + size));
        at += 4 + size;
      }
      response.end();
    } else if (request.url.endsWith('.js')) {
      response.setHeader('content-type', 'text/javascript');
      response.end(readFileSync(path.join('dist/webviews', path.basename(request.url))));
    } else {
      response.setHeader('content-type', 'text/html');
      response.end(html());
    }
  });
  const messages = {
    post(bytes) {
      const size = new Uint8Array(Uint32Array.of(bytes.length).buffer);
      down.write(Buffer.concat([size, bytes]));
    },
    listen(listener) {
      receive = listener;
    },
  };
  return { server, messages };
}

const html = () => `<!DOCTYPE html><html><head><title>Traces</title>
<style>:root { --vscode-editor-background: #1f1f1f; --vscode-editor-foreground: #cccccc; }</style>
<style>${readFileSync('dist/webviews/traces.css', 'utf8')}</style></head>
<body class="vscode-dark" style="margin: 0; height: 100vh"><div id="root"></div>
<script type="module">(${door})(); await ready; await import('/traces.js');</script></body></html>`;

/** What VS Code gives a page. Runs there. */
function door() {
  let state;
  let sent = Promise.resolve();
  // What is posted at once goes at once: each request takes some milliseconds.
  let waiting = [];
  const send = async () => {
    if (waiting.length === 0) return;
    const body = new Blob(waiting);
    waiting = [];
    await fetch('/up', { method: 'POST', body });
  };
  globalThis.acquireVsCodeApi = () => ({
    postMessage(bytes) {
      waiting.push(Uint32Array.of(bytes.length), bytes);
      sent = sent.then(send);
    },
    getState: () => state,
    setState(next) {
      state = next;
      return next;
    },
  });
  globalThis.ready = fetch('/down').then(({ body }) => {
    void (async () => {
      let rest = new Uint8Array(0);
      for (const reader = body.getReader(); ; ) {
        const { done, value } = await reader.read();
        if (done) return;
        const both = new Uint8Array(rest.length + value.length);
        both.set(rest);
        both.set(value, rest.length);
        rest = both;
        while (rest.length >= 4) {
          const size = new DataView(rest.buffer, rest.byteOffset).getUint32(0, true);
          if (rest.length < 4 + size) break;
          const data = rest.slice(4, 4 + size);
          rest = rest.subarray(4 + size);
          window.dispatchEvent(new MessageEvent('message', { data }));
        }
      }
    })();
  });
}
