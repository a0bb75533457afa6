import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import type { DatasetSummary } from '../core/engine/engine-api.ts';
import { type Change, ChangeDetector, type Signature, whatChanged } from './change-detector.ts';

/** How often files are looked at where no event comes: network disks and folders outside the workspace. */
const pollMs = 1200;

/** Our own cache, and what sorters and editors leave while they work. */
const notOurs = /^(npyxMemory|\..*|.*\.(partial|tmp|swp)|.*~)$/;

/**
 * Tells within two seconds that a file of the dataset was written, appeared or went away. File events make it look at
 * once; a look every 1.2 s finds what events miss. Looking is `stat`, never reading.
 */
export class DatasetWatch {
  readonly #detector: ChangeDetector;
  readonly #timer: NodeJS.Timeout;
  readonly #folder: string;
  #watchers: vscode.FileSystemWatcher[] = [];
  #watched = '';
  #files: readonly string[] = [];
  #sortingFolder: string | null = null;

  constructor(folder: string, changed: (change: Change) => Promise<void>) {
    this.#folder = folder;
    this.#detector = new ChangeDetector(
      () => this.#sign(),
      (before, after) => changed(whatChanged(before, after, (file) => this.#isSorting(file))),
    );
    this.#timer = setInterval(() => void this.#detector.look(), pollMs);
    this.#timer.unref();
    this.#watchFolders([folder]);
    void this.#detector.look();
  }

  /** Watches what the headers name from now on. */
  follow(summary: Pick<DatasetSummary, 'watch' | 'sorting' | 'folder'>): void {
    this.#files = summary.watch;
    this.#sortingFolder = summary.sorting?.folder ?? null;
    const folders = new Set([
      this.#folder,
      summary.folder,
      ...summary.watch.map((file) => path.dirname(file)),
    ]);
    if (this.#sortingFolder) folders.add(this.#sortingFolder);
    if (this.#watchFolders([...folders])) this.#detector.restart();
    void this.#detector.look();
  }

  dispose(): void {
    clearInterval(this.#timer);
    for (const watcher of this.#watchers) watcher.dispose();
  }

  /** Returns false when the same folders and files are watched already. */
  #watchFolders(folders: readonly string[]): boolean {
    const watched = [...folders, ...this.#files].sort().join('\n');
    if (watched === this.#watched) return false;
    this.#watched = watched;
    for (const watcher of this.#watchers) watcher.dispose();
    this.#watchers = folders.map((folder) => {
      const pattern = new vscode.RelativePattern(vscode.Uri.file(folder), '*');
      const watcher = vscode.workspace.createFileSystemWatcher(pattern);
      const hint = (uri: vscode.Uri) => {
        if (!notOurs.test(path.basename(uri.fsPath))) void this.#detector.look();
      };
      watcher.onDidChange(hint);
      watcher.onDidCreate(hint);
      watcher.onDidDelete(hint);
      return watcher;
    });
    return true;
  }

  #isSorting(file: string): boolean {
    if (/\.(meta|oebin|bin|cbin|dat|xml)$/i.test(file)) return false;
    const inSorting =
      this.#sortingFolder !== null &&
      (file === this.#sortingFolder || path.dirname(file) === this.#sortingFolder);
    return inSorting || /\.(npy|tsv|csv)$|[\\/]params\.py$/i.test(file);
  }

  async #sign(): Promise<Signature> {
    const signature = new Map<string, string>();
    const files = new Set(this.#files);
    for (const folder of new Set([this.#folder, ...(this.#sortingFolder ? [this.#sortingFolder] : [])])) {
      const names = (await readdir(folder).catch(() => [])).filter((name) => !notOurs.test(name)).sort();
      signature.set(folder, names.join('\n'));
      // phy adds tables that were not there when the headers were read.
      for (const name of names)
        if (/^cluster_.*\.(tsv|csv)$|^params\.py$/.test(name)) files.add(path.join(folder, name));
    }
    await Promise.all(
      [...files].map(async (file) => {
        const facts = await stat(file).catch(() => null);
        signature.set(file, facts ? `${facts.size} ${facts.mtimeMs}` : 'absent');
      }),
    );
    // The order in which stat answered must not look like a change.
    return new Map([...signature].sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}
