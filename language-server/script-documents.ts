import { fileURLToPath } from 'node:url';
import type { Position, Range, TextDocuments } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { cellText, type ScriptText } from './notebook-cells.ts';
import type { ScriptLanguage } from './scan.ts';
import { parseScript, type ScriptSyntax } from './script-syntax.ts';

/** An open script, parsed, with its offsets: those of a cell count from the first cell that is looked at. */
export interface OpenScript extends ScriptText {
  readonly language: ScriptLanguage;
  readonly document: TextDocument;
  readonly syntax: ScriptSyntax;
  offsetAt(position: Position): number;
  positionAt(offset: number): Position;
  rangeOf(span: { readonly from: number; readonly to: number }): Range;
  /** Whether a stretch lies in the document itself, and not in a cell above. */
  holds(span: { readonly from: number }): boolean;
}

export const scriptLanguage = (languageId: string): ScriptLanguage | null =>
  languageId === 'python' ? 'python' : /^(type|java)script(react)?$/.test(languageId) ? 'script' : null;

/** Null for a document that is not a file here: unsaved, in git, on a remote file system. */
export function filePath(uri: string): string | null {
  try {
    // A cell of a notebook lies where the notebook does.
    const file = uri.replace(/^vscode-notebook-cell:(?:\/\/)?(.*)#.*$/, 'file://$1');
    return file.startsWith('file:') ? fileURLToPath(file) : null;
  } catch {
    // A file URI of another system, such as one with a host name.
    return null;
  }
}

/** The scripts among the open documents. `cellsOf` gives the cells of the notebook that a cell is of, in their order. */
export function scriptDocuments(
  documents: TextDocuments<TextDocument>,
  cellsOf: (uri: string) => readonly string[],
) {
  const parsed = new Map<string, ScriptSyntax>();

  const textOf = (document: TextDocument, language: ScriptLanguage): ScriptText => {
    const cells = cellsOf(document.uri);
    const place = cells.indexOf(document.uri);
    if (place < 0) return { text: document.getText(), start: 0 };
    const above = cells.slice(0, place).flatMap((uri) => {
      const cell = documents.get(uri);
      return cell && scriptLanguage(cell.languageId) === language ? [cell.getText()] : [];
    });
    return cellText(above, document.getText(), language);
  };

  return {
    /** Null for a document that is no script. */
    get(uri: string): OpenScript | null {
      const document = documents.get(uri);
      const language = document && scriptLanguage(document.languageId);
      if (!document || !language) return null;
      const { text, start } = textOf(document, language);
      const syntax = parseScript(text, language, parsed.get(uri));
      parsed.set(uri, syntax);
      const positionAt = (offset: number) => document.positionAt(offset - start);
      return {
        language,
        document,
        syntax,
        text,
        start,
        positionAt,
        offsetAt: (position) => document.offsetAt(position) + start,
        rangeOf: ({ from, to }) => ({ start: positionAt(from), end: positionAt(to) }),
        holds: ({ from }) => from >= start,
      };
    },
    /** The cells below one, whose meaning changes with it. */
    below: (uri: string): readonly string[] => {
      const cells = cellsOf(uri);
      return cells.slice(cells.indexOf(uri) + 1);
    },
    forget: (uri: string) => void parsed.delete(uri),
  };
}
