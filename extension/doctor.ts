import path from 'node:path';
import * as vscode from 'vscode';
import { examineFolder } from '../core/io/examine-folder.ts';
import { askRecording } from './ask.ts';
import { withProgress } from './progress.ts';
import type { Services } from './services.ts';

/** *Examine Recording Folder*: what the doctor finds, in a channel of its own; only headers and small tables are read. */
export function registerDoctor(services: Services): vscode.Disposable {
  let channel: vscode.OutputChannel | undefined;
  const run = async () => {
    const dataset = services.dashboards.active?.dataset.door ?? (await askRecording(services));
    const findings = await withProgress('Examining the recording', () => examineFolder(dataset), {});
    channel ??= vscode.window.createOutputChannel('NeuroPyxels Doctor');
    const lines = findings.map(
      ({ file, line, severity, message }) =>
        `${severity}: ${path.basename(file)}${line > 0 ? `:${line + 1}` : ''}: ${message}`,
    );
    const wrong = findings.filter(({ severity }) => severity !== 'information').length;
    const result = `${wrong === 0 ? 'nothing is wrong' : `${wrong} wrong`}, ${findings.length - wrong} remarks`;
    channel.clear();
    channel.appendLine([dataset, '', ...lines, '', result].join('\n'));
    channel.show(true);
    return findings;
  };
  const command = vscode.commands.registerCommand('neuropyxels.doctor', () =>
    run().catch((error) => services.faults.show(error, 'examine the recording')),
  );
  return vscode.Disposable.from(command, { dispose: () => channel?.dispose() });
}
