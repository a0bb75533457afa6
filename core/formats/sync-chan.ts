/**
 * The files that npyx keeps sync edges in: `sync_chan/<stem>_sync<line>on_samples.npy` and `…of_samples.npy`, integers,
 * the last sample *before* each edge. npyx itself reads one digit of the line's number, so that 10 to 15 come back to it
 * as 0 to 5; here the number is read whole.
 */
export interface SavedEdges {
  /** The raw file's name without its ending: `run_g0_t0.imec0.ap`. */
  readonly stem: string;
  readonly line: number;
  readonly onsetFile?: string;
  readonly offsetFile?: string;
}

const name = /^(?<stem>.+)_sync(?<line>\d+)(?<edge>on|of)_samples\.npy$/;

/** What the names in a `sync_chan` folder stand for, by stem and line. Other names are passed over. */
export function savedEdgesOf(names: readonly string[]): SavedEdges[] {
  const found = new Map<string, SavedEdges>();
  for (const file of names) {
    const parts = name.exec(file)?.groups as { stem: string; line: string; edge: string } | undefined;
    if (!parts) continue;
    const key = `${parts.stem}/${Number(parts.line)}`;
    found.set(key, {
      ...(found.get(key) ?? { stem: parts.stem, line: Number(parts.line) }),
      ...(parts.edge === 'on' ? { onsetFile: file } : { offsetFile: file }),
    });
  }
  return [...found.values()].sort((a, b) => (a.stem < b.stem ? -1 : a.stem > b.stem ? 1 : a.line - b.line));
}
