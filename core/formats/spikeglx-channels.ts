import { FormatError } from '../model/errors.ts';
import type { StreamKind } from './spikeglx-kind.ts';
import {
  metaCounts,
  metaNumber,
  metaTable,
  metaText,
  parseIdRanges,
  type SpikeGlxMeta,
} from './spikeglx-meta.ts';

export type ChannelKind = 'AP' | 'LF' | 'SY' | 'MN' | 'MA' | 'XA' | 'DW';

/** One saved column of a SpikeGLX file. */
export interface SavedChannel {
  readonly column: number;
  /** Acquisition number: AP channels from 0, LF after them, SY last. Differs from `column` when a subset was saved. */
  readonly id: number;
  readonly kind: ChannelKind;
  /** Number within its kind: LF0 of a 1.0 probe has id 384 and index 0. */
  readonly index: number;
  /** `AP12`, `SY0`, `XA3`; from snsChanMap where it is written. */
  readonly name: string;
}

/** The keys of a device's counts and the kinds in the order the file has them. */
const layouts = {
  imec: { saved: 'snsApLfSy', acquired: 'acqApLfSy', kinds: ['AP', 'LF', 'SY'] },
  nidq: { saved: 'snsMnMaXaDw', acquired: 'acqMnMaXaDw', kinds: ['MN', 'MA', 'XA', 'DW'] },
  obx: { saved: 'snsXaDwSy', acquired: 'acqXaDwSy', kinds: ['XA', 'DW', 'SY'] },
} as const;

/** More channels than any device has; a damaged count must not fill the memory. */
const maxChannels = 100_000;

/**
 * The columns of the file, in file order. Throws FormatError when the header does not tell how many there are.
 * Ids come from snsSaveChanSubset; where that is `all`, absent or of another length than nSavedChans, the counts of
 * each kind are laid out from their first id, with a sentence in `warnings`.
 */
export function savedChannels(
  meta: SpikeGlxMeta,
  kind: StreamKind,
): { channels: SavedChannel[]; warnings: string[] } {
  const layout = layouts[kind.band === 'nidq' || kind.band === 'obx' ? kind.band : 'imec'];
  const saved = metaCounts(meta, layout.saved, layout.kinds.length);
  const acquired = metaCounts(meta, layout.acquired, layout.kinds.length) ?? saved;
  if (!saved || !acquired)
    throw new FormatError({
      file: meta.file,
      found: metaText(meta, layout.saved)
        ? `${layout.saved}=${metaText(meta, layout.saved)}`
        : `no ${layout.saved}`,
      expected: `the number of saved channels of each kind (${layout.kinds.join(', ')})`,
      todo: 'The header was cut or edited: restore it from the acquisition computer.',
    });
  const total = saved.reduce((sum, count) => sum + count, 0);
  if (total === 0 || total > maxChannels)
    throw new FormatError({
      file: meta.file,
      found: `${total} saved channels in ${layout.saved}`,
      expected: `1 to ${maxChannels}`,
      todo: 'Restore the header from the acquisition computer.',
    });

  const warnings: string[] = [];
  const declared = metaNumber(meta, 'nSavedChans');
  if (declared !== undefined && declared !== total)
    warnings.push(
      `${meta.file}: nSavedChans is ${declared}, ${layout.saved} adds up to ${total}; the latter is used.`,
    );

  // First id of each kind, and whose an id is.
  const starts = acquired.map((_, index) => acquired.slice(0, index).reduce((sum, count) => sum + count, 0));
  const kindOf = (id: number): number =>
    starts.findLastIndex((start, index) => id >= start && acquired[index]! > 0);

  const subset = metaText(meta, 'snsSaveChanSubset');
  let ids = subset === undefined || subset === 'all' ? undefined : parseIdRanges(subset, maxChannels);
  if (ids && ids.length !== total) {
    // Some headers list all that was acquired: keep the kinds that this file holds.
    ids = ids.filter((id) => saved[kindOf(id)]! > 0);
    if (ids.length !== total) {
      warnings.push(
        `${meta.file}: snsSaveChanSubset names other channels than ${layout.saved}; channel numbers may be wrong.`,
      );
      ids = undefined;
    }
  }
  ids ??= saved.flatMap((count, index) => Array.from({ length: count }, (_, i) => starts[index]! + i));

  const names = channelNames(meta);
  const channels = ids.map((id, column): SavedChannel => {
    const which = Math.max(0, kindOf(id));
    const kindName = layout.kinds[which]!;
    const index = id - starts[which]!;
    // SpikeGLX names digital words XD.
    return {
      column,
      id,
      kind: kindName,
      index,
      name: names.get(id) ?? `${kindName === 'DW' ? 'XD' : kindName}${index}`,
    };
  });
  return { channels, warnings };
}

/** Names by acquisition id, from entries such as `(AP0;0:288)`: name, id, place in the display order. */
function channelNames(meta: SpikeGlxMeta): Map<number, string> {
  const table = metaTable(meta, 'snsChanMap');
  return new Map(
    (table?.entries ?? [])
      .filter((fields) => fields.length === 3 && /^\d+$/.test(fields[1]!))
      .map(([name, id]) => [Number(id), name!]),
  );
}
