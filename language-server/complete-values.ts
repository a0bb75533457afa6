import path from 'node:path';
import { colormapNames, distinctColors, hexOf } from '../core/figure/colormaps.ts';
import type { CallAt } from './calls.ts';
import type { Completion } from './completion.ts';
import type { DatasetFound } from './dataset-of.ts';
import type { KnownParam } from './known-function.ts';
import { scan } from './scan.ts';
import type { ScriptContext } from './script-context.ts';
import { syncCounts } from './sync-counts.ts';

const namesColors = /^(cmap|cmap_str|cmapstr|palette|colormap)$/;

/** Names of colour maps, with a colour from the middle that editors show as a swatch. */
export function completeColors({ name, ours, param }: KnownParam, call: CallAt): Completion[] {
  const isMap = namesColors.test(name) || (ours !== null && namesColors.test(ours));
  // The analysis `colormap` calls it its name.
  const isName = param?.kind === 'text' && /colou?r map/i.test(param.doc);
  if (!isMap && !isName) return [];
  const quote = call.quote === '' ? "'" : '';
  return colormapNames.map((map) => {
    const [, middle] = distinctColors(map, 3);
    return {
      kind: 'color',
      label: map,
      facts: '',
      ...(middle && { doc: hexOf(middle) }),
      insert: quote + map + quote,
      from: call.wordStart,
    };
  });
}

/** Sync lines of the recording, with the pulses that are known. */
export async function completeLines(
  { ours }: KnownParam,
  call: CallAt,
  found: DatasetFound | null,
  { dataset, language }: ScriptContext,
): Promise<Completion[]> {
  if ((ours !== 'syncLine' && ours !== 'lines') || !dataset) return [];
  for (const folder of found?.candidates ?? []) {
    const open = await dataset(folder);
    if (!open) continue;
    const counts = await syncCounts(open);
    const words = open.streams.map(({ channels }) => channels.filter(({ role }) => role === 'sync').length);
    const bits = Array.from({ length: 16 * Math.max(0, ...words) }, (_, bit) => String(bit));
    const lines = counts.size > 0 ? [...counts.keys()] : bits;
    const quote = ours === 'syncLine' && language === 'script' && call.quote === '' ? "'" : '';
    return lines.map((line) => ({
      kind: 'value',
      label: line,
      facts: counts.has(line) ? `${counts.get(line)} pulses` : 'sync line',
      insert: `${quote}${line}${quote}`,
      from: call.wordStart,
    }));
  }
  return [];
}

/** A name that is given a path, or several: `dp = '…'`, `dps = {'probe1': '…'`, `const recording = await open('…')`. */
const pathGiven =
  /(?:\b\w*(?:dp|path|folder|dataset|recording)\w*\s*(?::[^=\n]+)?=\s*(?:await\s+|[[{][^=()]*)?|\b(?:open|Path|openDataset)\s*\(\s*)[rR]?$/i;

/** Functions that read a file of events, wherever they are imported from. */
const readers =
  /\b(?:np|numpy|pd|pandas)\s*\.\s*(?:load|loadtxt|genfromtxt|fromfile|read_csv|read_table)\s*\(\s*[rR]?$/;

/** Files that times of events are kept in. */
export const eventFiles = /\.(csv|tsv|txt|npy)$/i;

/**
 * Folders below what is typed so far, recordings first, in a string that names a dataset; with `files` also files
 * whose name fits. Paths begin at the script, then at the folders of the workspace.
 */
export async function completePaths(
  text: string,
  offset: number,
  call: CallAt | null,
  context: ScriptContext,
  files?: RegExp,
): Promise<Completion[]> {
  const { string } = scan(text, offset, context.language);
  if (!string || string.quote.length > 1 || !context.list) return [];
  const before = text.slice(Math.max(0, string.start - 200), string.start - 1);
  const isRead = context.language === 'python' && readers.test(before);
  const isAsked = files !== undefined || isRead || pathGiven.test(before) || isDatasetArgument(call, context);
  if (!isAsked) return [];
  // `go=events.csv` names its events.
  const named = files ? (/^[^=/\\]*=/.exec(text.slice(string.start, offset))?.[0].length ?? 0) : 0;
  return pathItems(
    text.slice(string.start + named, offset),
    string.start + named,
    context,
    isRead ? eventFiles : files,
  );
}

async function pathItems(
  typed: string,
  start: number,
  context: ScriptContext,
  files: RegExp | undefined,
): Promise<Completion[]> {
  const cut = Math.max(typed.lastIndexOf('/'), typed.lastIndexOf('\\')) + 1;
  const base = typed.slice(0, cut);
  const from = start + cut;
  const seen = new Set<string>();
  const items: (Completion & { readonly rank: number })[] = [];
  for (const root of rootsOf(base, context)) {
    for (const { name, isFolder, isRecording } of (await context.list?.(path.resolve(root, base))) ?? []) {
      if (seen.has(name) || name.startsWith('.') || (!isFolder && !files?.test(name))) continue;
      seen.add(name);
      items.push({
        kind: isFolder ? 'folder' : 'file',
        label: isFolder ? `${name}/` : name,
        facts: isRecording ? 'recording' : '',
        insert: isRecording || !isFolder ? name : `${name}/`,
        from,
        rank: isFolder === (files === undefined) ? (isRecording ? 0 : 1) : 2,
      });
    }
  }
  return items.sort((a, b) => a.rank - b.rank).map(({ rank: _, ...item }) => item);
}

function isDatasetArgument(call: CallAt | null, { manifests, language }: ScriptContext): boolean {
  if (!call || call.index > 0 || call.keyword !== null) return call?.keyword === 'dp';
  if (/^(merge|merge_datasets|test_npyx)$/.test(call.name)) return true;
  const isMethod = language === 'script' && call.receiver !== '' && !/(^|\.)npyx$/.test(call.receiver);
  return !isMethod && manifests.some(({ npyx, needs }) => needs.length > 0 && npyx.includes(call.name));
}

function rootsOf(base: string, { script, home, roots = [] }: ScriptContext): readonly string[] {
  if (base.startsWith('~')) return [home];
  if (path.isAbsolute(base)) return [base];
  return [...(script ? [path.dirname(script)] : []), ...roots];
}
