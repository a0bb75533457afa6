import * as vscode from 'vscode';
import type { EngineHost } from './engine-host.ts';
import { doors } from './recordings-tree.ts';

/**
 * Starts the engine's thread when the workspace holds a recording: who opens such a folder is about to look at it, and a
 * thread takes longer to start than headers to read.
 */
export async function warmEngine(engine: EngineHost): Promise<void> {
  const [door] = await vscode.workspace.findFiles(doors, null, 1);
  if (door) engine.warm();
}
