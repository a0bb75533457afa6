import { homedir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  CompletionItemKind,
  type Connection,
  createConnection,
  type Position,
  ProposedFeatures,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Manifest } from '../core/analyses/analysis.ts';
import { catalogue } from '../core/analyses/catalogue.ts';
import { type Completion, complete } from './complete.ts';
import { datBytesOf, datFilesOf, rawFileOf } from './disk.ts';
import type { HoverText } from './hover-text.ts';
import { metaHover } from './meta-hover.ts';
import { oebinHover } from './oebin-hover.ts';
import { datPathsOf, paramsHover } from './params-hover.ts';
import { unitFacts } from './unit-facts.ts';

/**
 * Serves hovers over headers and `params.py` and completion in scripts, until the connection ends. Without an argument
 * it speaks over what the command line names (`--node-ipc`); a test hands in a connection over streams.
 */
export function startServer(
  connection: Connection = createConnection(ProposedFeatures.all),
  manifests: readonly Manifest[] = catalogue,
): void {
  const documents = new TextDocuments(TextDocument);
  const units = unitFacts();
  const home = homedir();

  connection.onInitialize(() => ({
    serverInfo: { name: 'neuropyxels' },
    capabilities: {
      textDocumentSync: TextDocumentSyncKind.Incremental,
      hoverProvider: true,
      completionProvider: { triggerCharacters: ['(', '[', ',', ' ', '=', ':', "'", '"', '{'] },
    },
  }));

  connection.onHover(async ({ textDocument, position }) => {
    const document = documents.get(textDocument.uri);
    const hover = document && (await hoverOver(document, position.line, position.character));
    if (!hover) return null;
    const { line, start, end, markdown } = hover;
    return {
      contents: { kind: 'markdown', value: markdown },
      range: { start: { line, character: start }, end: { line, character: end } },
    };
  });

  connection.onCompletion(async ({ textDocument, position }) => {
    const document = documents.get(textDocument.uri);
    const language = document && scriptLanguage(document.languageId);
    if (!document || !language) return [];
    const script = filePath(document.uri);
    const context = { language, script, home, manifests, units };
    const items = await complete(document.getText(), document.offsetAt(position), context);
    return items.map((item, order) => toItem(item, order, document.positionAt(item.from), position));
  });

  documents.listen(connection);
  connection.listen();
}

async function hoverOver(document: TextDocument, line: number, character: number): Promise<HoverText | null> {
  const file = filePath(document.uri);
  const name = path.basename(file ?? document.uri);
  const text = document.getText();
  if (document.languageId === 'spikeglx-meta' || /\.meta$/i.test(name))
    return metaHover(text, line, character, { file: name, ...(file && { rawFile: await rawFileOf(file) }) });
  if (/\.oebin$/i.test(name))
    return oebinHover(text, line, character, file ? { datBytes: await datBytesOf(file, text) } : {});
  if (name === 'params.py')
    return paramsHover(text, line, file ? { datFiles: await datFilesOf(file, datPathsOf(text)) } : {});
  return null;
}

/** Null for a document that is not a file here: unsaved, in git, on a remote file system. */
function filePath(uri: string): string | null {
  try {
    return uri.startsWith('file:') ? fileURLToPath(uri) : null;
  } catch {
    // A file URI of another system, such as one with a host name.
    return null;
  }
}

const scriptLanguage = (languageId: string): 'python' | 'script' | null =>
  languageId === 'python' ? 'python' : /^(type|java)script(react)?$/.test(languageId) ? 'script' : null;

const kinds = {
  unit: CompletionItemKind.Value,
  parameter: CompletionItemKind.Property,
  value: CompletionItemKind.EnumMember,
};

function toItem(
  { kind, label, facts, doc, insert }: Completion,
  order: number,
  start: Position,
  end: Position,
) {
  return {
    label,
    kind: kinds[kind],
    labelDetails: { detail: `   ${facts}` },
    detail: facts,
    ...(doc && { documentation: doc }),
    // The order is ours: good units first.
    sortText: String(order).padStart(6, '0'),
    filterText: label,
    textEdit: { range: { start, end }, newText: insert },
  };
}
