import type { CodeAction, Connection, Range, TextDocuments } from 'vscode-languageserver/node';
import { CodeActionKind } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { isCheckedFile } from './file-problems.ts';
import type { Problem } from './problem.ts';
import { commandOf, severities } from './protocol-items.ts';
import { filePath } from './script-documents.ts';

/** After this long without a key a document is checked. */
const quietMs = 300;

/** Problems of a document, with offsets in it. */
export interface FoundProblems {
  readonly problems: readonly Problem[];
  rangeOf(span: { readonly from: number; readonly to: number }): Range;
}

/** Checks open documents some moments after they changed, shows what was found, and remembers it for quick fixes. */
export function scriptChecks(
  connection: Connection,
  documents: TextDocuments<TextDocument>,
  find: (document: TextDocument) => Promise<FoundProblems>,
) {
  const found = new Map<string, FoundProblems>();
  const waiting = new Map<string, NodeJS.Timeout>();

  const check = async (uri: string) => {
    waiting.delete(uri);
    const document = documents.get(uri);
    if (!document) return;
    const { version } = document;
    try {
      const { problems, rangeOf } = await find(document);
      // The text went on meanwhile, or was closed: it is checked again soon, or never.
      if (documents.get(uri)?.version !== version) return;
      found.set(uri, { problems, rangeOf });
      await connection.sendDiagnostics({
        uri,
        version,
        diagnostics: problems.map(({ severity, code, message, ...span }) => ({
          range: rangeOf(span),
          severity: severities[severity],
          code,
          message,
          source: 'NeuroPyxels',
        })),
      });
    } catch (error) {
      connection.console.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
    }
  };

  return {
    soon(uri: string) {
      clearTimeout(waiting.get(uri));
      waiting.set(
        uri,
        setTimeout(() => void check(uri), quietMs),
      );
    },
    forget(uri: string) {
      clearTimeout(waiting.get(uri));
      waiting.delete(uri);
      found.delete(uri);
      void connection.sendDiagnostics({ uri, diagnostics: [] });
    },
    /** The fixes of problems that touch a range. */
    fixes(uri: string, range: Range, shown: CodeAction['diagnostics'] = []): CodeAction[] {
      const { problems = [], rangeOf } = found.get(uri) ?? {};
      const document = documents.get(uri);
      if (!document || !rangeOf) return [];
      const file = filePath(uri) ?? '';
      const [from, to] = [document.offsetAt(range.start), document.offsetAt(range.end)];
      const touches = (span: Range) =>
        document.offsetAt(span.start) <= to && from <= document.offsetAt(span.end);
      return problems
        .filter((problem) => touches(rangeOf(problem)))
        .flatMap(({ fixes, code, message }) =>
          fixes.map((fix, i) => ({
            title: fix.title,
            kind: CodeActionKind.QuickFix,
            isPreferred: i === 0,
            diagnostics: shown.filter((each) => each.code === code && each.message === message),
            edit: { changes: { [uri]: [{ range: rangeOf(fix), newText: fix.text }] } },
            // A file of a recording is kept as it was.
            ...(isCheckedFile(file) && {
              command: commandOf({ title: 'Keep a Copy', command: 'neuropyxels.keepBackup', argument: file }),
            }),
          })),
        );
    },
  };
}
