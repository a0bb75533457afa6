import * as vscode from 'vscode';
import { checkText } from '../core/engine/check-text.ts';
import { withProgress } from './progress.ts';
import type { Services } from './services.ts';

/** Tries every command on a recording, shows the report in a channel of its own, and says how it went. */
export function registerSelfTest(services: Services, askRecording: () => Promise<string>): vscode.Disposable {
  let channel: vscode.OutputChannel | undefined;
  const run = async () => {
    const dataset = await askRecording();
    const checks = await withProgress('Self-test', (call) => services.engine.selfTest({ dataset }, call), {
      afterMs: 0,
    });
    channel ??= vscode.window.createOutputChannel('NeuroPyxels Self-Test');
    const failed = checks.filter(({ ok }) => !ok).length;
    const result = `${checks.length - failed} passed, ${failed} failed`;
    channel.clear();
    channel.appendLine([dataset, '', ...checks.map(checkText), '', result].join('\n'));
    const show = 'Show Report';
    const tell = failed ? vscode.window.showWarningMessage : vscode.window.showInformationMessage;
    if ((await tell(`Self-test: ${result}.`, show)) === show) channel.show();
  };
  const command = vscode.commands.registerCommand('neuropyxels.selfTest', () =>
    run().catch((error) => services.faults.show(error, 'run the self-test')),
  );
  return vscode.Disposable.from(command, { dispose: () => channel?.dispose() });
}
