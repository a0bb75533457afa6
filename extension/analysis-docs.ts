import * as vscode from 'vscode';
import { catalogue } from '../core/analyses/catalogue.ts';
import { analysisMarkdown } from '../core/analyses/markdown.ts';

const scheme = 'neuropyxels-docs';
const commandId = 'neuropyxels.showAnalysisDocs';

/** The link of a hover to the page of an analysis; the language server puts its id where `{id}` stands. */
export const analysisDocsLink = `command:${commandId}?%5B%22{id}%22%5D`;

/** What links in hovers may do. */
export const trustedCommands: readonly string[] = [commandId];

/** Shows the section of docs/analyses.md about an analysis, made from the catalogue: the page itself does not ship. */
export const registerAnalysisDocs = (): vscode.Disposable =>
  vscode.Disposable.from(
    vscode.workspace.registerTextDocumentContentProvider(scheme, {
      provideTextDocumentContent({ path }) {
        const manifest = catalogue.find(({ id }) => path === `/${id}.md`);
        return manifest ? analysisMarkdown(manifest) : '';
      },
    }),
    vscode.commands.registerCommand(commandId, async (id: unknown) => {
      const uri = vscode.Uri.from({ scheme, path: `/${String(id)}.md` });
      await vscode.commands.executeCommand('markdown.showPreview', uri);
    }),
  );
