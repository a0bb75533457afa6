import type { CleanShape, ReferenceGroup } from './clean-shape.ts';

/** Where channels are among lanes in blocks: a reference group begins a block of its own. */
export interface LaneLayout {
  readonly blockCount: number;
  /** Which channel of the shape each lane is; lanes left over repeat one. */
  readonly channels: Int32Array;
  /** Its column of the file. */
  readonly columns: Int32Array;
  readonly laneOf: Int32Array;
  /** Bytes before the first column of a block whose columns follow each other; −1 for other blocks. */
  readonly starts: Int32Array;
  /** How many lanes of each block are channels and no repetition. */
  readonly valid: Int32Array;
  /** First block, members, and blocks in all. */
  readonly groups: readonly ReferenceGroup[];
  /** The same with the blocks of channels that are in no group, as a group without members. */
  readonly pieces: readonly ReferenceGroup[];
}

/** Groups are ascending and do not overlap; channels of none of them stand by themselves. */
export function laneLayout({ columns, groups }: CleanShape, lanes: number): LaneLayout {
  const pieces: ReferenceGroup[] = [];
  let next = 0;
  const loose = (until: number) => {
    if (until > next) pieces.push({ first: next, members: 0, count: until - next });
  };
  for (const group of groups) {
    loose(group.first);
    pieces.push(group);
    next = group.first + group.count;
  }
  loose(columns.length);
  const channels: number[] = [];
  const valid: number[] = [];
  const laneOf = new Int32Array(columns.length);
  const placed: ReferenceGroup[] = [];
  for (const { first, members, count } of pieces) {
    const blocks = Math.ceil(count / lanes);
    placed.push({ first: channels.length / lanes, members, count: blocks });
    for (let i = 0; i < blocks * lanes; i++) {
      if (i < count) laneOf[first + i] = channels.length;
      channels.push(first + Math.min(i, count - 1));
    }
    for (let block = 0; block < blocks; block++) valid.push(Math.min(lanes, count - block * lanes));
  }
  const columnOf = Int32Array.from(channels, (channel) => columns[channel]);
  const starts = valid.map((count, block) => {
    const own = columnOf.subarray(block * lanes, (block + 1) * lanes);
    const inRow = count === lanes && own.every((column, i) => column === own[0] + i);
    return inRow ? 2 * own[0] : -1;
  });
  return {
    blockCount: valid.length,
    channels: Int32Array.from(channels),
    columns: columnOf,
    laneOf,
    starts: Int32Array.from(starts),
    valid: Int32Array.from(valid),
    groups: placed.filter(({ members }) => members > 0),
    pieces: placed,
  };
}
