// A part of `npm run bench`: the shipped language server as VS Code starts it, with a script of two thousand lines about the
// recording. Prints rows of [what, value, unit, aim] as JSON.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';

const [dataset] = process.argv.slice(2);
const server = spawn(process.execPath, ['dist/language-server.js', '--stdio'], {
  stdio: ['pipe', 'pipe', 'inherit'],
});
const client = createProtocolConnection(
  new StreamMessageReader(server.stdout),
  new StreamMessageWriter(server.stdin),
);
client.listen();
await client.sendRequest('initialize', { processId: null, rootUri: null, capabilities: {} });

const lines = Array.from({ length: 2000 }, (_, i) =>
  i % 5 === 0
    ? `c${i} = ccg(dp, [1, 2], bin_size=0.2, win_size=80)`
    : `x${i} = np.mean(c${i - (i % 5)}[${i}:], axis=0) + f(x, y="${i}")`,
);
const text = ['from npyx import *', `dp = ${JSON.stringify(dataset)}`, ...lines, 'ccg(dp, ['].join('\n');
const uri = pathToFileURL(path.join(dataset, 'analysis.py')).href;
const textDocument = { uri };
const end = { line: lines.length + 2, character: 9 };
let version = 1;
await client.sendNotification('textDocument/didOpen', {
  textDocument: { uri, languageId: 'python', version, text },
});
/** A letter is typed in the middle, so that what is measured parses it too. */
const type = () =>
  client.sendNotification('textDocument/didChange', {
    textDocument: { uri, version: ++version },
    contentChanges: [
      { range: { start: { line: 1000, character: 0 }, end: { line: 1000, character: 0 } }, text: ' ' },
    ],
  });

const ask = {
  completion: () => client.sendRequest('textDocument/completion', { textDocument, position: end }),
  signature: () => client.sendRequest('textDocument/signatureHelp', { textDocument, position: end }),
  hover: (character) =>
    client.sendRequest('textDocument/hover', { textDocument, position: { line: 1502, character } }),
  hints: () =>
    client.sendRequest('textDocument/inlayHint', {
      textDocument,
      range: { start: { line: 500, character: 0 }, end: { line: 560, character: 0 } },
    }),
};
const rows = [];
rows.push(['language server: units of the hour, the first time', await time(ask.completion), 'ms', null]);
const overUnit = () => ask.hover(17);
rows.push(['language server: picture of a unit, the first time', await time(overUnit), 'ms', null]);
const requests = {
  completion: ask.completion,
  signature: ask.signature,
  hover: () => ask.hover(9),
  hints: ask.hints,
};
for (const [name, request] of Object.entries({ ...requests, 'picture of a unit': overUnit }))
  rows.push([`language server: ${name} after a key in 2 000 lines`, await usual(request), 'ms', 30]);
console.log(JSON.stringify(rows));
client.dispose();
server.kill();

async function time(request) {
  const started = performance.now();
  await request();
  return performance.now() - started;
}

/** The median of some. */
async function usual(request) {
  const times = [];
  for (let i = 0; i < 15; i++) {
    await type();
    times.push(await time(request));
  }
  return times.sort((a, b) => a - b)[7];
}
