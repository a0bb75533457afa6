import assert from 'node:assert/strict';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import {
  CodeActionRequest,
  CodeLensRequest,
  CompletionRequest,
  createConnection,
  createProtocolConnection,
  DidChangeNotebookDocumentNotification,
  DidChangeTextDocumentNotification,
  DidOpenNotebookDocumentNotification,
  DidOpenTextDocumentNotification,
  HoverRequest,
  InitializeRequest,
  InlayHintRequest,
  type MarkupContent,
  type ProtocolConnection,
  PublishDiagnosticsNotification,
  type PublishDiagnosticsParams,
  ShutdownRequest,
  SignatureHelpRequest,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { themes } from '../../core/figure/theme.ts';
import { settingsNotification } from '../../language-server/script-server.ts';
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

  it('checks a script some moments after a key, offers the fix, and takes both back when it is mended', async () => {
    const told1 = () =>
      new Promise<PublishDiagnosticsParams>((resolve) => {
        client.onNotification(PublishDiagnosticsNotification.type, (params) => {
          if (params.uri.endsWith('/check.py')) resolve(params);
        });
      });
    const first = told1();
    const text = `from npyx import *\ndp = ${JSON.stringify(folder)}\nccg(dp, [0, 1], cbin=0.2, win_size=80)\n`;
    const uri = open(path.join(folder, 'check.py'), 'python', text);
    const { diagnostics } = await first;
    assert.deepEqual(
      diagnostics.map(({ code, source }) => [code, source]),
      [['unknown-parameter', 'NeuroPyxels']],
    );
    const range = diagnostics[0]!.range;
    assert.deepEqual(range, { start: { line: 2, character: 16 }, end: { line: 2, character: 20 } });
    const actions = await client.sendRequest(CodeActionRequest.type, {
      textDocument: { uri },
      range,
      context: { diagnostics },
    });
    assert.deepEqual(
      actions?.map((action) => ('edit' in action ? action.edit?.changes?.[uri]?.[0]?.newText : action.title)),
      ['bin_size', 'Plot', 'Open Dashboard', 'Run in NeuroPyxels'],
    );
    const second = told1();
    void client.sendNotification(DidChangeTextDocumentNotification.type, {
      textDocument: { uri, version: 2 },
      contentChanges: [{ range, text: 'bin_size' }],
    });
    assert.deepEqual((await second).diagnostics, []);
  });

  it('shows signatures, lenses, units behind their ids, and which recording is assumed', async () => {
    void client.sendNotification(settingsNotification, {
      unitHints: true,
      fallback: { folder, why: 'dashboard' },
    });
    const text = 'import sys\nfrom npyx import *\ndp = sys.argv[1]\ntrn(dp, 0)\n';
    const uri = open(path.join(folder, 'marks.py'), 'python', text);
    const textDocument = { uri };
    const help = await client.sendRequest(SignatureHelpRequest.type, {
      textDocument,
      position: { line: 3, character: 8 },
    });
    assert.equal(help?.activeParameter, 1);
    assert.match(help?.signatures[0]?.label ?? '', /^trn\(dp, unit, /);
    const whole = { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } };
    const hints = await client.sendRequest(InlayHintRequest.type, { textDocument, range: whole });
    assert.deepEqual(
      hints?.map(({ label }) => String(label).slice(0, 24)),
      [' ⟨recording of the open ', ' ⟨noise · ch 0 · 0 µm · '],
    );
    const lenses = await client.sendRequest(CodeLensRequest.type, { textDocument });
    assert.deepEqual(
      lenses?.map(({ command }) => [command?.title, command?.command]),
      [
        ['Plot', 'neuropyxels.spike-train'],
        ['Open Dashboard', 'neuropyxels.openScriptRecording'],
        ['Run in NeuroPyxels', 'neuropyxels.runCall'],
      ],
    );
  });

  it('paints a unit in the colours of the theme, and links to the page of an analysis', async () => {
    const text = `from npyx import *\ndp = ${JSON.stringify(folder)}\ntrn(dp, 0)\n`;
    const uri = open(path.join(folder, 'picture.py'), 'python', text);
    const pictureIn = async (theme: string) => {
      void client.sendNotification(settingsNotification, { theme, docs: 'command:show?{id}' });
      const { text: said = '' } = (await hover(uri, 2, 8)) ?? {};
      const [, base64 = ''] = /\]\(data:image\/svg\+xml;base64,([A-Za-z0-9+/=]+)\)/.exec(said) ?? [];
      return Buffer.from(base64, 'base64').toString('utf8');
    };
    const [dark, light] = [await pictureIn('dark'), await pictureIn('light')];
    assert.ok(dark.includes(themes.dark.muted) && !dark.includes(themes.light.muted));
    assert.ok(light.includes(themes.light.muted) && !light.includes(themes.dark.muted));
    // A template on its channels, the bars of the autocorrelogram, and their scales.
    for (const part of [/µV/, /1\sms/, /lag \(ms\)/, /Autocorrelogram of unit 0|Unit 0, \d+/])
      assert.match(light, part);
    assert.match((await hover(uri, 2, 1))?.text ?? '', /\(command:show\?spike-train\)/);
  });

  it('knows in a cell of a notebook what the cells above define, and checks it anew when they change', async () => {
    const notebook = pathToFileURL(path.join(folder, 'analysis.ipynb')).href;
    const cells = [
      `%load_ext autoreload\nfrom npyx import *\ndp = ${JSON.stringify(folder)}`,
      '%%bash\nls "(',
      'ccg(dp, [0, 99], 0.2, 80)\n!ls\n',
    ].map((text, i) => ({
      uri: `${notebook.replace('file:', 'vscode-notebook-cell:')}#W${i}`,
      languageId: 'python',
      version: 1,
      text,
    }));
    const told = () =>
      new Promise<PublishDiagnosticsParams>((resolve) => {
        client.onNotification(PublishDiagnosticsNotification.type, (params) => {
          if (params.uri === cells[2]!.uri) resolve(params);
        });
      });
    const first = told();
    void client.sendNotification(DidOpenNotebookDocumentNotification.method, {
      notebookDocument: {
        uri: notebook,
        notebookType: 'jupyter-notebook',
        version: 1,
        cells: cells.map(({ uri }) => ({ kind: 2, document: uri })),
      },
      cellTextDocuments: cells,
    });
    const { diagnostics } = await first;
    assert.deepEqual(
      diagnostics.map(({ code, range }) => [code, range.start]),
      [['unknown-unit', { line: 0, character: 12 }]],
    );
    assert.ok((await items(cells[2]!.uri, 0, 12)).length > 1);
    assert.match((await hover(cells[2]!.uri, 0, 9))?.text ?? '', /\*\*Unit 0\*\*/);
    const second = told();
    void client.sendNotification(DidChangeNotebookDocumentNotification.method, {
      notebookDocument: { uri: notebook, version: 2 },
      change: {
        cells: {
          textContent: [
            { document: { uri: cells[0]!.uri, version: 2 }, changes: [{ text: 'from npyx import *\n' }] },
          ],
        },
      },
    });
    assert.deepEqual((await second).diagnostics, []);
  });
});
