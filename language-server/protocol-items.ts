import {
  CodeActionKind,
  CompletionItemKind,
  DiagnosticSeverity,
  InsertTextFormat,
  type Position,
} from 'vscode-languageserver/node';
import type { Completion } from './completion.ts';
import type { LensCommand } from './script-lenses.ts';
import type { Signature } from './signature.ts';

/** What can be done with a call, in the light bulb's menu. */
export const callActions: CodeActionKind = 'neuropyxels';

/** What the server can do for scripts. */
export const scriptCapabilities = {
  completionProvider: { triggerCharacters: ['(', '[', ',', ' ', '=', ':', "'", '"', '{', '/', '.'] },
  signatureHelpProvider: { triggerCharacters: ['(', ','] },
  codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, callActions] },
  inlayHintProvider: true,
  codeLensProvider: {},
  // Of which cells stand above one another only a notebook tells.
  notebookDocumentSync: {
    notebookSelector: [
      { notebook: '*', cells: ['python', 'javascript', 'typescript'].map((language) => ({ language })) },
    ],
  },
};

export const severities = {
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

/** A completion as the protocol writes it; it stands at place `order`, and replaces what is between two positions. */
export function completionItem(
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

const markdown = (value: string) => ({ kind: 'markdown' as const, value });

/** A signature as the protocol writes it. */
export const signatureHelp = ({ label, markdown: said, params, active }: Signature) => ({
  signatures: [
    {
      label,
      documentation: markdown(said),
      parameters: params.map((param) => ({
        label: [param.range[0], param.range[1]] as [number, number],
        documentation: markdown(param.markdown),
      })),
    },
  ],
  activeSignature: 0,
  // Beyond the last none is marked.
  activeParameter: active ?? params.length,
});

/** A command as the protocol writes it. */
export const commandOf = ({ title, command, argument }: LensCommand) => ({
  title,
  command,
  arguments: [argument],
});
