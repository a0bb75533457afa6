import * as vscode from 'vscode';
import type { EngineSettings } from './engine-host.ts';

/** What the engine thread is started with. A workspace that is not trusted cannot choose where files are written. */
export function engineSettings(): EngineSettings {
  const settings = vscode.workspace.getConfiguration('neuropyxels');
  const folder = settings.get<string>('cache.folder', '').trim();
  const threads = settings.get<number>('threads', 0);
  return {
    cacheFolder: folder === '' ? null : folder,
    cacheMaxBytes: settings.get<number>('cache.maxSizeGb', 5) * 2 ** 30,
    threads: threads > 0 ? threads : null,
  };
}
