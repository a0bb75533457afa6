import path from 'node:path';
import { writeApSignal } from './ap-signal.ts';
import { channelNoise } from './channel-noise.ts';
import type { RecordingKnobs } from './knobs.ts';
import { writeLfSignal } from './lf-signal.ts';
import { orderedEdges, writeMessage, writeTtl } from './open-ephys-events.ts';
import { oebinText, SYNC_MESSAGES, settingsXml } from './open-ephys-header.ts';
import {
  BIT_VOLTS,
  FIRST_AP_SAMPLE,
  FIRST_LF_SAMPLE,
  FIRST_TIMESTAMP_S,
  openEphysNames,
} from './open-ephys-names.ts';
import { as64Bit, type OpenOutput, type OutputFolder } from './output-folder.ts';
import { placeSpikes } from './population.ts';
import type { ProbeStream } from './probe-stream.ts';
import { LF_RATE_HZ, LF_STEP, SAMPLE_RATE_HZ } from './sampling.ts';
import { writeSorting } from './sorting-files.ts';
import { syncSignal } from './timeline.ts';

/** Lines of the sync input, counted from 1, that carry the sync pulses and the random events. */
const SYNC_LINE = 1;
const EVENT_LINE = 3;

/** Writes an Open Ephys binary recording with its sorting; returns its part of `ground_truth.json`. */
export function writeOpenEphys(output: OutputFolder, stream: ProbeStream, knobs: RecordingKnobs) {
  const { probe, population, samples, tag, normals } = stream;
  const { seed } = knobs;
  const names = openEphysNames(knobs.phase);
  const channels = probe.saved.length;
  const noise = channelNoise(seed, tag, probe);
  const spikes = placeSpikes(population.units, stream.clock, samples);
  const { sync, events } = syncSignal(stream.timeline, stream.clock, samples, SYNC_LINE - 1, EVENT_LINE - 1);
  const lfSamples = Math.floor(samples / LF_STEP);

  const continuous = (
    name: string,
    rate: number,
    count: number,
    first: number,
    write: (file: OpenOutput) => void,
  ) => {
    const folder = path.join(names.recording, 'continuous', name);
    if (knobs.raw) {
      const file = output.open(path.join(folder, 'continuous.dat'));
      write(file);
      file.close();
    }
    const numbers = as64Bit(Float64Array.from({ length: count }, (_, i) => first + i));
    // GUI 0.5 calls sample numbers timestamps; 0.6 has both, and timestamps are seconds.
    if (names.old) output.npy(path.join(folder, 'timestamps.npy'), '<i8', [count], numbers);
    else {
      const seconds = Float64Array.from({ length: count }, (_, i) => FIRST_TIMESTAMP_S + i / rate);
      output.npy(path.join(folder, 'timestamps.npy'), '<f8', [count], seconds);
      output.npy(path.join(folder, 'sample_numbers.npy'), '<i8', [count], numbers);
    }
  };
  continuous(names.apStream, SAMPLE_RATE_HZ, samples, FIRST_AP_SAMPLE, (file) =>
    writeApSignal(file, { seed, tag, probe, noise, spikes, samples, syncWords: null, normals }),
  );
  continuous(names.lfStream, LF_RATE_HZ, lfSamples, FIRST_LF_SAMPLE, (file) =>
    writeLfSignal(file, { seed, tag, probe, samples: lfSamples, syncWords: null, normals }),
  );

  const edges = orderedEdges([
    { line: SYNC_LINE, edges: sync },
    { line: EVENT_LINE, edges: events },
  ]);
  writeTtl(output, names, names.apStream, edges, FIRST_AP_SAMPLE, SAMPLE_RATE_HZ, 1);
  writeTtl(output, names, names.lfStream, edges, FIRST_LF_SAMPLE, LF_RATE_HZ, LF_STEP);
  writeMessage(output, names);
  output.text(path.join(names.recording, 'structure.oebin'), oebinText(names, channels));
  output.text(path.join(names.recording, 'sync_messages.txt'), SYNC_MESSAGES);
  output.text(path.join(names.node, 'settings.xml'), settingsXml(names, probe));

  const datPath = `./continuous/${names.apStream}/continuous.dat`;
  const folder = names.recording;
  const sorting = writeSorting(
    output,
    { folder, tag, probe, noise, population, spikes, datPath, fileChannels: channels },
    knobs,
  );
  return {
    folder: folder.split(path.sep).join('/'),
    nSamples: samples,
    nChannels: channels,
    microvoltsPerBit: BIT_VOLTS,
    firstSampleNumber: FIRST_AP_SAMPLE,
    firstTimestamp: FIRST_TIMESTAMP_S,
    sync: { line: SYNC_LINE, ...sync },
    events: { line: EVENT_LINE, ...events },
    noisyChannel: noise.noisyChannel,
    sorting,
  };
}
