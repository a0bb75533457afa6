import path from 'node:path';
import { writeApSignal } from './ap-signal.ts';
import { channelNoise } from './channel-noise.ts';
import type { RecordingKnobs } from './knobs.ts';
import { writeLfSignal } from './lf-signal.ts';
import type { OpenOutput, OutputFolder } from './output-folder.ts';
import { placeSpikes } from './population.ts';
import type { ProbeStream } from './probe-stream.ts';
import { LF_STEP } from './sampling.ts';
import { writeSorting } from './sorting-files.ts';
import { metaText } from './spikeglx-meta-text.ts';
import { syncSignal } from './timeline.ts';

const SYNC_BIT = 6;

/** Writes one probe's SpikeGLX files and their sorting into `folder`; returns its part of `ground_truth.json`. */
export function writeSpikeGlx(
  output: OutputFolder,
  folder: string,
  stream: ProbeStream,
  knobs: RecordingKnobs,
) {
  const { probe, population, samples, tag, normals, probeIndex, probeCount } = stream;
  const { seed } = knobs;
  const noise = channelNoise(seed, tag, probe);
  const spikes = placeSpikes(population.units, stream.clock, samples);
  const { words, sync, events } = syncSignal(
    stream.timeline,
    stream.clock,
    samples,
    SYNC_BIT,
    knobs.eventBit,
  );
  const channels = probe.saved.length;
  // Phase 3A had one probe, and no number for it.
  const stem = `rec_g0_t0.imec${probe.family === '3A' ? '' : probeIndex}`;
  const writeBand = (band: 'ap' | 'lf', bandSamples: number, write: (file: OpenOutput) => void) => {
    const binName = `${stem}.${band}.bin`;
    let facts = { sha1: '0'.repeat(40), bytes: bandSamples * (channels + 1) * 2 };
    if (knobs.raw) {
      const file = output.open(path.join(folder, binName), { sha1: true });
      write(file);
      const { sha1, bytes } = file.close();
      facts = { sha1: sha1!, bytes };
    }
    const text = metaText(probe, { band, binName, ...facts, samples: bandSamples, probeIndex, probeCount });
    output.text(path.join(folder, `${stem}.${band}.meta`), text);
    return binName;
  };
  const apName = writeBand('ap', samples, (file) =>
    writeApSignal(file, { seed, tag, probe, noise, spikes, samples, syncWords: words, normals }),
  );
  const lfSamples = Math.floor(samples / LF_STEP);
  if (probe.hasLf && knobs.lf)
    writeBand('lf', lfSamples, (file) =>
      writeLfSignal(file, { seed, tag, probe, samples: lfSamples, syncWords: words, normals }),
    );
  const sorting = writeSorting(
    output,
    { folder, tag, probe, noise, population, spikes, datPath: apName, fileChannels: channels + 1 },
    knobs,
  );
  return {
    folder: folder || '.',
    nSamples: samples,
    nChannels: channels,
    microvoltsPerBit: probe.uvPerBit,
    sync: { bit: SYNC_BIT, ...sync },
    events: { bit: knobs.eventBit, ...events },
    noisyChannel: noise.noisyChannel,
    sorting,
  };
}
