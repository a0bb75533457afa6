import { PRESETS, parseKnobs, type RecordingKnobs } from './knobs.ts';
import { writeOpenEphys } from './open-ephys-recording.ts';
import { OutputFolder, type WrittenFile } from './output-folder.ts';
import { makePopulation, referenceClock } from './population.ts';
import { neuropixels1, neuropixels2, openEphysProbe, type ProbeLayout } from './probe-layout.ts';
import type { ProbeStream } from './probe-stream.ts';
import { normalTable } from './random.ts';
import { SAMPLE_RATE_HZ, SAMPLES_PER_MS } from './sampling.ts';
import { writeSpikeGlx } from './spikeglx-recording.ts';
import { makeTimeline } from './timeline.ts';

/** Goes up whenever the same knobs give other bytes. */
export const GENERATOR_VERSION = 1;

/** Of the second probe of preset `merge`: sample on probe 0 = `a` × (sample on probe 1) + `b`. */
export const MERGE_CLOCK = { a: 1 + 3e-6, b: 4321.4 };

/**
 * Writes a synthetic recording and its sorting into `folder` and returns the files, by path. The same knobs give the
 * same bytes on every machine. `ground_truth.json` says what was planted. Throws RangeError for impossible knobs.
 */
export function makeRecording(folder: string, options: Partial<RecordingKnobs> = {}): WrittenFile[] {
  const knobs = parseKnobs(options);
  const output = new OutputFolder(folder);
  const { truth, recordings } = knobs.preset === 'merge' ? twoProbes(output, knobs) : oneProbe(output, knobs);
  // The generator's name and version are part of the bytes, so the name it had first stays.
  const head = { generator: 'make-recording.mjs', version: GENERATOR_VERSION, knobs, recordings };
  output.text('ground_truth.json', `${JSON.stringify({ ...head, ...truth }, null, 1)}\n`);
  return output.files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

function oneProbe(output: OutputFolder, knobs: RecordingKnobs) {
  const probe = probeOf(knobs);
  const { seed, seconds, units } = knobs;
  const timeline = makeTimeline(seed, seconds, PRESETS[knobs.preset].firstRiseMs);
  const tag = 'probe0';
  const stream: ProbeStream = {
    probe,
    population: makePopulation(seed, tag, probe, units, seconds, timeline),
    timeline,
    clock: referenceClock,
    samples: seconds * SAMPLE_RATE_HZ,
    tag,
    probeIndex: 0,
    probeCount: 1,
    normals: normalTable(seed),
  };
  const recording =
    knobs.preset === 'oe' ? writeOpenEphys(output, stream, knobs) : writeSpikeGlx(output, '', stream, knobs);
  return { truth: {}, recordings: [recording] };
}

/** Two probes recorded at once; the second clock runs slow and starts late, and has three units fewer. */
function twoProbes(output: OutputFolder, knobs: RecordingKnobs) {
  const { seed, seconds, units } = knobs;
  const { a, b } = MERGE_CLOCK;
  const samples = seconds * SAMPLE_RATE_HZ;
  const probe = probeOf(knobs);
  const timeline = makeTimeline(seed, seconds, PRESETS.merge.firstRiseMs);
  const shared = { probe, timeline, probeCount: 2, normals: normalTable(seed) };
  const first = makePopulation(seed, 'probe0', probe, units, seconds, timeline);
  const second = makePopulation(
    seed,
    'probe1',
    probe,
    Math.max(1, units - 3),
    seconds,
    timeline,
    first.firstTimesMs,
  );
  const streams: ProbeStream[] = [
    { ...shared, population: first, clock: referenceClock, samples, tag: 'probe0', probeIndex: 0 },
    {
      ...shared,
      population: second,
      clock: (timeMs) => Math.floor((timeMs * SAMPLES_PER_MS - b) / a + 0.5),
      samples: Math.floor((samples - b) / a) - 50,
      tag: 'probe1',
      probeIndex: 1,
    },
  ];
  const recordings = streams.map((stream) =>
    writeSpikeGlx(output, `rec_g0_imec${stream.probeIndex}`, stream, knobs),
  );
  const meaning = 'sample on probe 0 = a * (sample on probe 1) + b';
  return { truth: { clock: { a, b, meaning } }, recordings };
}

function probeOf({ preset, channels, phase }: RecordingKnobs): ProbeLayout {
  if (preset === 'glx-2.0') return neuropixels2(channels, Number(phase));
  if (preset === 'oe') return openEphysProbe(channels);
  return neuropixels1(channels, phase);
}
