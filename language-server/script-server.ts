import { homedir } from 'node:os';
import { fileURLToPath } from 'node:url';
import {
  type CodeAction,
  CodeActionKind,
  CompletionItemKind,
  type Connection,
  DiagnosticSeverity,
  InsertTextFormat,
  type Position,
  type Range,
  type TextDocuments,
} from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Manifest } from '../core/analyses/analysis.ts';
import { complete } from './complete.ts';
import type { Completion } from './completion.ts';
import { diagnose } from './diagnose.ts';
import { fileProblems, isCheckedFile } from './file-problems.ts';
import { listFolder } from './folder-list.ts';
import type { Problem } from './problem.ts';
import type { ScriptLanguage } from './scan.ts';
import type { ScriptContext } from './script-context.ts';
import { scriptHover } from './script-hover.ts';
import { scriptHints, scriptLenses } from './script-marks.ts';
import { parseScript, type ScriptSyntax } from './script-syntax.ts';
import { signatureAt } from './signature.ts';
import type { DatasetFacts } from './unit-facts.ts';

/** What the editor tells: folders of the workspace, the setting, the open dashboard. Sent at start and when it changes. */
export interface ScriptSettings {
  readonly roots?: readonly string[];
  readonly fallback?: ScriptContext['fallback'];
  /** Show what each unit is behind its id. */
  readonly unitHints?: boolean;
}

/** The notification that carries them. */
export const settingsNotification = 'neuropyxels/scriptSettings';

export const scriptCapabilities = {
  completionProvider: { triggerCharacters: ['(', '[', ',', ' ', '=', ':', "'", '"', '{', '/', '.'] },
  signatureHelpProvider: { triggerCharacters: ['(', ','] },
  codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] },
  inlayHintProvider: true,
  codeLensProvider: {},
};

/** After this long without a key a script is checked. */
const quietMs = 300;

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

/** What a script's features need of one document. */
interface Script {
  readonly document: TextDocument;
  readonly syntax: ScriptSyntax;
  readonly context: ScriptContext;
}

/** Serves scripts over a connection; hovers are asked for by the server, which has others too. */
export function serveScripts(
  connection: Connection,
  documents: TextDocuments<TextDocument>,
  facts: DatasetFacts,
  manifests: readonly Manifest[],
) {
  let settings: ScriptSettings = {};
  const parsed = new Map<string, ScriptSyntax>();
  const problems = new Map<string, readonly Problem[]>();
  const waiting = new Map<string, NodeJS.Timeout>();

  const scriptOf = (uri: string): Script | null => {
    const document = documents.get(uri);
    const language = document && scriptLanguage(document.languageId);
    if (!document || !language) return null;
    const syntax = parseScript(document.getText(), language, parsed.get(uri));
    parsed.set(uri, syntax);
    const { roots = [], fallback = null } = settings;
    const context: ScriptContext = {
      language,
      script: filePath(uri),
      home: homedir(),
      roots,
      fallback,
      isTyped: /^typescript/.test(document.languageId),
      manifests,
      units: facts.units,
      dataset: facts.dataset,
      list: listFolder,
    };
    return { document, syntax, context };
  };
  /** A fault is logged and answers nothing: an editor must not stand still for it. */
  const guarded = async <T>(
    uri: string,
    otherwise: T,
    answer: (script: Script) => Promise<T> | T,
  ): Promise<T> => {
    const script = scriptOf(uri);
    if (!script) return otherwise;
    try {
      return await answer(script);
    } catch (error) {
      connection.console.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
      return otherwise;
    }
  };

  const isChecked = ({ uri, languageId }: TextDocument) =>
    scriptLanguage(languageId) !== null || isCheckedFile(filePath(uri) ?? '');
  const problemsIn = async (document: TextDocument): Promise<readonly Problem[]> => {
    const file = filePath(document.uri);
    if (file && isCheckedFile(file)) return fileProblems(document.getText(), file, facts);
    return guarded(document.uri, [], ({ syntax, context }) => diagnose(document.getText(), context, syntax));
  };
  const check = async (uri: string) => {
    clearTimeout(waiting.get(uri));
    waiting.delete(uri);
    const document = documents.get(uri);
    if (!document) return;
    const { version } = document;
    try {
      const found = await problemsIn(document);
      // The text went on meanwhile: it is checked again soon.
      if (documents.get(uri)?.version !== version) return;
      problems.set(uri, found);
      await connection.sendDiagnostics({
        uri,
        version,
        diagnostics: found.map(({ severity, code, message, from, to }) => ({
          range: rangeOf(document, from, to),
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
  const checkSoon = (uri: string) => {
    clearTimeout(waiting.get(uri));
    waiting.set(
      uri,
      setTimeout(() => void check(uri), quietMs),
    );
  };

  documents.onDidChangeContent(({ document }) => {
    if (isChecked(document)) checkSoon(document.uri);
  });
  documents.onDidClose(({ document: { uri } }) => {
    clearTimeout(waiting.get(uri));
    for (const kept of [waiting, parsed, problems]) kept.delete(uri);
    void connection.sendDiagnostics({ uri, diagnostics: [] });
  });
  connection.onNotification(settingsNotification, (given: ScriptSettings) => {
    settings = given;
    for (const { uri } of documents.all()) checkSoon(uri);
    void connection.languages.inlayHint.refresh().catch(() => undefined);
  });

  connection.onCompletion(({ textDocument: { uri }, position }) =>
    guarded(uri, [], async ({ document, syntax, context }) => {
      const items = await complete(document.getText(), document.offsetAt(position), context, syntax);
      return items.map((item, order) => toItem(item, order, document.positionAt(item.from), position));
    }),
  );
  connection.onSignatureHelp(({ textDocument: { uri }, position }) =>
    guarded(uri, null, ({ document, context }) => {
      const found = signatureAt(document.getText(), document.offsetAt(position), context);
      if (!found) return null;
      return {
        signatures: [
          {
            label: found.label,
            documentation: { kind: 'markdown' as const, value: found.markdown },
            parameters: found.params.map(({ range, markdown }) => ({
              label: [range[0], range[1]] as [number, number],
              documentation: { kind: 'markdown' as const, value: markdown },
            })),
          },
        ],
        activeSignature: 0,
        // Beyond the last none is marked.
        activeParameter: found.active ?? found.params.length,
      };
    }),
  );
  connection.onCodeAction(({ textDocument: { uri }, range, context: { diagnostics } }) => {
    const document = documents.get(uri);
    if (!document) return [];
    const [from, to] = [document.offsetAt(range.start), document.offsetAt(range.end)];
    const touched = (problems.get(uri) ?? []).filter((each) => each.from <= to && from <= each.to);
    return touched.flatMap(({ fixes, code, message }) =>
      fixes.map(
        (fix, i): CodeAction => ({
          title: fix.title,
          kind: CodeActionKind.QuickFix,
          isPreferred: i === 0,
          diagnostics: diagnostics.filter((each) => each.code === code && each.message === message),
          edit: { changes: { [uri]: [{ range: rangeOf(document, fix.from, fix.to), newText: fix.text }] } },
        }),
      ),
    );
  });
  connection.languages.inlayHint.on(({ textDocument: { uri }, range }) =>
    guarded(uri, [], async ({ document, syntax, context }) => {
      const within = { from: document.offsetAt(range.start), to: document.offsetAt(range.end) };
      const hints = await scriptHints(syntax, context, within, settings.unitHints ?? false);
      return hints.map(({ at, text, tooltip }) => ({
        position: document.positionAt(at),
        label: text,
        ...(tooltip && { tooltip }),
      }));
    }),
  );
  connection.onCodeLens(({ textDocument: { uri } }) =>
    guarded(uri, [], async ({ document, syntax, context }) => {
      const lenses = await scriptLenses(syntax, context);
      return lenses.flatMap(({ from, analysis, dataset, units, params }) => {
        const range = rangeOf(document, from, from);
        return [
          {
            range,
            command: command('Plot', `neuropyxels.${analysis}`, { dataset: `${dataset}/`, units, params }),
          },
          { range, command: command('Open Dashboard', 'neuropyxels.openScriptRecording', dataset) },
        ];
      });
    }),
  );

  return {
    hover: (uri: string, position: Position) =>
      guarded(uri, null, async ({ document, syntax, context }) => {
        const found = await scriptHover(document.getText(), document.offsetAt(position), context, syntax);
        if (!found) return null;
        return {
          contents: { kind: 'markdown' as const, value: found.markdown },
          range: rangeOf(document, found.from, found.to),
        };
      }),
  };
}

const command = (title: string, id: string, argument: unknown) => ({
  title,
  command: id,
  arguments: [argument],
});

const rangeOf = (document: TextDocument, from: number, to: number): Range => ({
  start: document.positionAt(from),
  end: document.positionAt(to),
});

const severities = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
};

const kinds = {
  unit: CompletionItemKind.Value,
  parameter: CompletionItemKind.Property,
  value: CompletionItemKind.EnumMember,
  color: CompletionItemKind.Color,
  folder: CompletionItemKind.Folder,
  file: CompletionItemKind.File,
  call: CompletionItemKind.Function,
};

function toItem(
  { kind, label, facts, doc, insert, filter }: Completion,
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
    filterText: filter ?? label,
    textEdit: { range: { start, end }, newText: insert },
    ...(kind === 'call' && { insertTextFormat: InsertTextFormat.Snippet }),
  };
}
