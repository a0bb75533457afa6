/**
 * Whether a file beside a recording may hold events, by its name: tables that no sorter wrote, and arrays that are named
 * for what happened.
 */
export function isEventFile(name: string): boolean {
  if (/\.npy$/i.test(name))
    return /sync\d*(?:on|of)_samples|_sync_on_samples|event|stim|trial|onset|lick|ttl/i.test(name);
  return /\.(?:csv|tsv)$/i.test(name) && !/^(?:cluster_|datasets_table|metrics|quality)/i.test(name);
}

/** Whether what was typed is a list of times, with a name or without. */
export const areTimes = (text: string): boolean => {
  const words = text
    .replace(/^[^=]*=/, '')
    .trim()
    .split(/[\s;]+/);
  return words.every((word) => word !== '' && Number.isFinite(Number(word)));
};
