import assert from 'node:assert/strict';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import {
  CompletionRequest,
  createConnection,
  createProtocolConnection,
  DidChangeTextDocumentNotification,
  DidOpenTextDocumentNotification,
  HoverRequest,
  InitializeRequest,
  type MarkupContent,
  type ProtocolConnection,
  ShutdownRequest,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { startServer } from '../../language-server/server.ts';
import { corpusPath } from '../corpus.ts';
import { ownRecording } from '../synthetic.ts';

/** A client and a server at the two ends of a pair of streams, as VS Code and its child process are. */
function connected(): ProtocolConnection {
  const [up, down] = [new PassThrough(), new PassThrough()];
  startServer(createConnection(new StreamMessageReader(up), new StreamMessageWriter(down)));
  const client = createProtocolConnection(new StreamMessageReader(down), new StreamMessageWriter(up));
  client.listen();
  return client;
}

describe('language server over a pair of streams', () => {
  const client = connected();
  let folder = '';

  before(async () => {
    folder = await ownRecording();
    const { capabilities } = await client.sendRequest(InitializeRequest.type, {
      processId: null,
      rootUri: null,
      capabilities: {},
    });
    assert.equal(capabilities.hoverProvider, true);
    assert.ok(capabilities.completionProvider?.triggerCharacters?.includes('['));
  });
  after(async () => {
    await client.sendRequest(ShutdownRequest.type);
    client.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  const open = (file: string, languageId: string, text: string) => {
    const uri = pathToFileURL(file).href;
    const textDocument = { uri, languageId, version: 1, text };
    void client.sendNotification(DidOpenTextDocumentNotification.type, { textDocument });
    return uri;
  };
  const hover = async (uri: string, line: number, character: number) => {
    const position = { line, character };
    const found = await client.sendRequest(HoverRequest.type, { textDocument: { uri }, position });
    return found && { ...found, text: (found.contents as MarkupContent).value };
  };
  const items = async (uri: string, line: number, character: number) => {
    const position = { line, character };
    const found = await client.sendRequest(CompletionRequest.type, { textDocument: { uri }, position });
    return Array.isArray(found) ? found : (found?.items ?? []);
  };

  it('hovers over a header, and over what was typed since', async () => {
    const file = corpusPath('spikeglx_meta/probeinterface/NP2020_sample_g0_t0.imec0.ap.meta');
    const text = readFileSync(file, 'utf8');
    const uri = open(file, 'spikeglx-meta', text);
    const line = text.split(/\r?\n/).findIndex((each) => each.startsWith('imAiRangeMax'));
    const found = await hover(uri, line, 3);
    assert.ok(found?.text.includes('1.24 V / 4096 / 100 = 3.02734375 µV/bit'));
    assert.deepEqual(found?.range, { start: { line, character: 0 }, end: { line, character: 17 } });
    const range = { start: { line, character: 13 }, end: { line, character: 17 } };
    void client.sendNotification(DidChangeTextDocumentNotification.type, {
      textDocument: { uri, version: 2 },
      contentChanges: [{ range, text: '1' }],
    });
    assert.ok((await hover(uri, line, 3))?.text.includes('2 V / 4096 / 100'));
    assert.equal(await hover(uri, 9999, 0), null);
  });

  it('knows the raw file beside the header', async () => {
    const name = readdirSync(folder).find((each) => each.endsWith('.ap.meta')) as string;
    const text = readFileSync(path.join(folder, name), 'utf8').replace(
      /^fileSizeBytes=.*$/m,
      'fileSizeBytes=10',
    );
    const uri = open(path.join(folder, name), 'spikeglx-meta', text);
    const line = text.split(/\r?\n/).findIndex((each) => each.startsWith('fileSizeBytes'));
    assert.match((await hover(uri, line, 0))?.text ?? '', /⚠ `.*\.ap\.bin` has/);
  });

  it('hovers over structure.oebin and params.py', async () => {
    const oebin = '{ "GUI version": "0.6.7" }';
    const uri = open(path.join(folder, 'structure.oebin'), 'json', oebin);
    assert.match((await hover(uri, 0, 5))?.text ?? '', /Open Ephys GUI/);
    const params = "dat_path = 'absent.bin'\nsample_rate = 30000";
    const script = open(path.join(folder, 'nowhere', 'params.py'), 'python', params);
    assert.match((await hover(script, 0, 1))?.text ?? '', /absent\.bin` is not there/);
    assert.equal(await hover(open(path.join(folder, 'other.py'), 'python', params), 0, 1), null);
  });

  it('completes the units of a real sorting and reads it again after a curation', async () => {
    const text = `from npyx import trn\ndp = '.'\ntrn(dp, )`;
    const uri = open(path.join(folder, 'analysis.py'), 'python', text);
    const offered = await items(uri, 2, 8);
    assert.ok(offered.length > 1);
    for (const { label, labelDetails, textEdit } of offered) {
      assert.match(labelDetails?.detail ?? '', / · [\d.]+ Hz · [\d\u202f]+ spikes$/);
      assert.deepEqual(textEdit, {
        newText: label,
        range: { start: { line: 2, character: 8 }, end: { line: 2, character: 8 } },
      });
    }
    assert.deepEqual(await items(uri, 2, 8), offered);
    const relabelled = offered.map(({ label }) => `${label}\tnoise`).join('\n');
    writeFileSync(path.join(folder, 'cluster_group.tsv'), `cluster_id\tgroup\n${relabelled}\n`);
    const again = await items(uri, 2, 8);
    assert.ok(again.every(({ labelDetails }) => labelDetails?.detail?.includes('noise')));
  });

  it('offers nothing for a folder that is no recording', async () => {
    const uri = open(path.join(folder, 'b.py'), 'python', "trn('/nowhere/at/all', )");
    assert.deepEqual(await items(uri, 0, 23), []);
  });
});
