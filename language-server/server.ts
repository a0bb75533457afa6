import path from 'node:path';
import {
  type Connection,
  createConnection,
  NotebookDocuments,
  ProposedFeatures,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Manifest } from '../core/analyses/analysis.ts';
import { catalogue } from '../core/analyses/catalogue.ts';
import { datBytesOf, datFilesOf, rawFileOf } from './disk.ts';
import type { HoverText } from './hover-text.ts';
import { metaHover } from './meta-hover.ts';
import { oebinHover } from './oebin-hover.ts';
import { datPathsOf, paramsHover } from './params-hover.ts';
import { scriptCapabilities } from './protocol-items.ts';
import { filePath } from './script-documents.ts';
import { serveScripts } from './script-server.ts';
import { datasetFacts } from './unit-facts.ts';

/**
 * Serves hovers over headers and `params.py`, and all features of scripts, until the connection ends. Without an argument
 * it speaks over what the command line names (`--node-ipc`); a test hands in a connection over streams.
 */
export function startServer(
  connection: Connection = createConnection(ProposedFeatures.all),
  manifests: readonly Manifest[] = catalogue,
): void {
  const documents = new TextDocuments(TextDocument);
  const notebooks = new NotebookDocuments(documents);
  const cellsOf = (uri: string) =>
    notebooks.findNotebookDocumentForCell(uri)?.cells.map(({ document }) => document) ?? [];
  const scripts = serveScripts(connection, documents, cellsOf, datasetFacts(), manifests);

  connection.onInitialize(() => ({
    serverInfo: { name: 'neuropyxels' },
    capabilities: {
      textDocumentSync: TextDocumentSyncKind.Incremental,
      hoverProvider: true,
      ...scriptCapabilities,
    },
  }));

  connection.onHover(async ({ textDocument, position }) => {
    const document = documents.get(textDocument.uri);
    const hover = document && (await hoverOver(document, position.line, position.character));
    if (!hover) return scripts.hover(textDocument.uri, position);
    const { line, start, end, markdown } = hover;
    return {
      contents: { kind: 'markdown', value: markdown },
      range: { start: { line, character: start }, end: { line, character: end } },
    };
  });

  documents.listen(connection);
  notebooks.listen(connection);
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
