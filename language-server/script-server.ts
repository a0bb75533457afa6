import { homedir } from 'node:os';
import type { Connection, Position, Range, TextDocuments } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Manifest } from '../core/analyses/analysis.ts';
import type { ThemeName } from '../core/figure/theme.ts';
import { complete } from './complete.ts';
import { diagnose } from './diagnose.ts';
import { fileProblems, isCheckedFile } from './file-problems.ts';
import { listFolder } from './folder-list.ts';
import { callActions, commandOf, completionItem, signatureHelp } from './protocol-items.ts';
import { type FoundProblems, scriptChecks } from './script-checks.ts';
import type { ScriptContext } from './script-context.ts';
import { filePath, type OpenScript, scriptDocuments, scriptLanguage } from './script-documents.ts';
import { scriptHover } from './script-hover.ts';
import { lensCommands, scriptLenses } from './script-lenses.ts';
import { scriptHints } from './script-marks.ts';
import { signatureAt } from './signature.ts';
import { type DatasetFacts, forOneRequest } from './unit-facts.ts';

/** What the editor tells: folders of the workspace, the setting, the open dashboard. Sent at start and when it changes. */
export interface ScriptSettings {
  readonly roots?: readonly string[];
  readonly fallback?: ScriptContext['fallback'];
  /** Show what each unit is behind its id. */
  readonly unitHints?: boolean;
  /** The colours of pictures in hovers; light unless told. */
  readonly theme?: ThemeName;
  /** A link to the page of an analysis, whose id goes where `{id}` stands. */
  readonly docs?: string;
}

/** The notification that carries them. */
export const settingsNotification = 'neuropyxels/scriptSettings';

/** Serves scripts over a connection; hovers are asked for by the server, which has others too. */
export function serveScripts(
  connection: Connection,
  documents: TextDocuments<TextDocument>,
  cellsOf: (uri: string) => readonly string[],
  facts: DatasetFacts,
  manifests: readonly Manifest[],
) {
  let settings: ScriptSettings = {};
  const scripts = scriptDocuments(documents, cellsOf);

  const contextOf = ({ language, document, start }: OpenScript): ScriptContext => {
    const { roots = [], fallback = null, theme = 'light', docs } = settings;
    const { units, dataset, picture } = forOneRequest(facts);
    return {
      language,
      script: filePath(document.uri),
      start,
      home: homedir(),
      roots,
      fallback,
      isTyped: /^typescript/.test(document.languageId),
      manifests,
      units,
      dataset,
      picture: (folder, unit) => picture(folder, unit, theme),
      list: listFolder,
      ...(docs && { docsOf: (id: string) => docs.replace('{id}', id) }),
    };
  };
  /** A fault is logged and answers nothing: an editor must not stand still for it. */
  const guarded = async <T>(
    uri: string,
    otherwise: T,
    answer: (script: OpenScript, context: ScriptContext) => Promise<T> | T,
  ): Promise<T> => {
    try {
      const script = scripts.get(uri);
      return script ? await answer(script, contextOf(script)) : otherwise;
    } catch (error) {
      connection.console.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
      return otherwise;
    }
  };

  const isChecked = ({ uri, languageId }: TextDocument) =>
    scriptLanguage(languageId) !== null || isCheckedFile(filePath(uri) ?? '');
  const checks = scriptChecks(connection, documents, async (document): Promise<FoundProblems> => {
    const file = filePath(document.uri);
    if (file && isCheckedFile(file))
      return {
        problems: await fileProblems(document.getText(), file, facts),
        rangeOf: ({ from, to }) => ({ start: document.positionAt(from), end: document.positionAt(to) }),
      };
    const none: FoundProblems = { problems: [], rangeOf: () => noRange };
    return guarded(document.uri, none, async (script, context) => ({
      problems: (await diagnose(script.text, context, script.syntax)).filter(script.holds),
      rangeOf: script.rangeOf,
    }));
  });

  documents.onDidChangeContent(({ document }) => {
    if (!isChecked(document)) return;
    for (const uri of [document.uri, ...scripts.below(document.uri)]) checks.soon(uri);
  });
  documents.onDidClose(({ document: { uri } }) => {
    checks.forget(uri);
    scripts.forget(uri);
  });
  connection.onNotification(settingsNotification, (given: ScriptSettings) => {
    settings = given;
    for (const document of documents.all()) if (isChecked(document)) checks.soon(document.uri);
    void connection.languages.inlayHint.refresh().catch(() => undefined);
  });

  connection.onCompletion(({ textDocument: { uri }, position }) =>
    guarded(uri, [], async (script, context) => {
      const items = await complete(script.text, script.offsetAt(position), context, script.syntax);
      return items.map((item, order) => completionItem(item, order, script.positionAt(item.from), position));
    }),
  );
  connection.onSignatureHelp(({ textDocument: { uri }, position }) =>
    guarded(uri, null, (script, context) => {
      const found = signatureAt(script.text, script.offsetAt(position), context);
      return found && signatureHelp(found);
    }),
  );
  const lensesOf = (uri: string) =>
    guarded(uri, [], async (script, context) =>
      (await scriptLenses(script.syntax, context)).filter(script.holds).map((lens) => {
        const range = script.rangeOf(lens);
        return { range, commands: lensCommands(lens, context, uri, range).map(commandOf) };
      }),
    );
  connection.onCodeAction(async ({ textDocument: { uri }, range, context: { diagnostics, only } }) => {
    const fixes = checks.fixes(uri, range, diagnostics);
    if (only && !only.includes(callActions)) return fixes;
    const touched = (await lensesOf(uri)).filter((lens) => touch(lens.range, range));
    const calls = touched.flatMap(({ commands }) =>
      commands.map((each) => ({ title: each.title, kind: callActions, command: each })),
    );
    return [...fixes, ...calls];
  });
  connection.languages.inlayHint.on(({ textDocument: { uri }, range }) =>
    guarded(uri, [], async (script, context) => {
      const within = { from: script.offsetAt(range.start), to: script.offsetAt(range.end) };
      const hints = await scriptHints(script.syntax, context, within, settings.unitHints ?? false);
      return hints
        .filter(({ at }) => script.holds({ from: at }))
        .map(({ at, text, tooltip }) => ({
          position: script.positionAt(at),
          label: text,
          ...(tooltip && { tooltip }),
        }));
    }),
  );
  connection.onCodeLens(async ({ textDocument: { uri } }) =>
    (await lensesOf(uri)).flatMap(({ range: { start }, commands }) =>
      commands.map((each) => ({ range: { start, end: start }, command: each })),
    ),
  );

  return {
    hover: (uri: string, position: Position) =>
      guarded(uri, null, async (script, context) => {
        const found = await scriptHover(script.text, script.offsetAt(position), context, script.syntax);
        if (!found) return null;
        return {
          contents: { kind: 'markdown' as const, value: found.markdown },
          range: script.rangeOf(found),
        };
      }),
  };
}

const noRange = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

const isBefore = (a: Position, b: Position) =>
  a.line < b.line || (a.line === b.line && a.character < b.character);
const touch = (a: Range, b: Range) => !isBefore(a.end, b.start) && !isBefore(b.end, a.start);
