import path from 'node:path';
import { FIRST_AP_SAMPLE, FIRST_TIMESTAMP_S, type OpenEphysNames } from './open-ephys-names.ts';
import { as64Bit, type OutputFolder } from './output-folder.ts';
import type { LineEdges } from './timeline.ts';

/** An edge at a sample of the AP stream: the line's number when it rises, minus that when it falls. */
export type Edge = readonly [sample: number, line: number];

/** The edges of all lines by sample, then by line. */
export function orderedEdges(lines: readonly { line: number; edges: LineEdges }[]): Edge[] {
  return lines
    .flatMap(({ line, edges }) => [
      ...edges.on.map((sample): Edge => [sample, line]),
      ...edges.off.map((sample): Edge => [sample, -line]),
    ])
    .sort((a, b) => a[0] - b[0] || Math.abs(a[1]) - Math.abs(b[1]));
}

/** Writes the TTL events of one stream, which runs at the AP rate divided by `step`. */
export function writeTtl(
  output: OutputFolder,
  names: OpenEphysNames,
  stream: string,
  edges: readonly Edge[],
  firstSample: number,
  rateHz: number,
  step: number,
): void {
  const folder = path.join(names.recording, 'events', stream, names.ttl);
  const count = edges.length;
  const npy = (file: string, dtype: string, values: ArrayBufferView, shape: readonly number[] = [count]) =>
    output.npy(path.join(folder, file), dtype, shape, values);
  const samples = as64Bit(edges.map(([sample]) => firstSample + Math.floor(sample / step)));
  const states = Int16Array.from(edges, ([, line]) => line);
  let word = 0;
  const words = edges.map(([, line]) => {
    const bit = 1 << (Math.abs(line) - 1);
    word = line > 0 ? word | bit : word & ~bit;
    return word;
  });
  if (names.old) {
    npy('timestamps.npy', '<i8', samples);
    npy('channel_states.npy', '<i2', states);
    npy('channels.npy', '<u2', Uint16Array.from(states, Math.abs));
    npy('full_words.npy', '|u1', Uint8Array.from(words), [count, 1]);
  } else {
    const seconds = edges.map(([sample]) => FIRST_TIMESTAMP_S + Math.floor(sample / step) / rateHz);
    npy('timestamps.npy', '<f8', Float64Array.from(seconds));
    npy('sample_numbers.npy', '<i8', samples);
    npy('states.npy', '<i2', states);
    npy('full_words.npy', '<u8', as64Bit(words));
  }
}

/** Writes the one text message of the recording, 10 ms after its start. */
export function writeMessage(output: OutputFolder, names: OpenEphysNames): void {
  const folder = path.join(names.recording, 'events', names.messages);
  const npy = (file: string, dtype: string, values: ArrayBufferView) =>
    output.npy(path.join(folder, file), dtype, [1], values);
  const text = Buffer.alloc(32);
  text.write('synthetic recording', 0, 'latin1');
  npy('text.npy', '|S32', text);
  const sample = as64Bit([FIRST_AP_SAMPLE + 300]);
  if (names.old) {
    npy('timestamps.npy', '<i8', sample);
    npy('channels.npy', '<u2', Uint16Array.of(0));
  } else {
    npy('timestamps.npy', '<f8', Float64Array.of(FIRST_TIMESTAMP_S + 0.01));
    npy('sample_numbers.npy', '<i8', sample);
  }
}
