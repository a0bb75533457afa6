import { closeSync, ftruncateSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const RATE_HZ = 30_000;

/**
 * Writes a recording of a 1.0 probe into `folder`: a sparse `.ap.bin` (an hour are 83 GB) beside `header` (a `.meta` file of
 * a recording with 384 channels) and a sorting. Unit 0 has one spike in a hundred, the others are spread over the rest.
 */
export function makeHour(folder, header, { spikeCount = 10_000_000, unitCount = 500, seconds = 3600 } = {}) {
  mkdirSync(folder, { recursive: true });
  const bytes = seconds * RATE_HZ * 385 * 2;
  const meta = readFileSync(header, 'utf8')
    .replace(/fileSizeBytes=\d+/, `fileSizeBytes=${bytes}`)
    .replace(/fileTimeSecs=[\d.]+/, `fileTimeSecs=${seconds}`);
  writeFileSync(path.join(folder, 'hour.ap.meta'), meta);
  const raw = openSync(path.join(folder, 'hour.ap.bin'), 'w');
  ftruncateSync(raw, bytes);
  closeSync(raw);

  const { times, units } = spikes(spikeCount, unitCount, seconds);
  const npy = (file, dtype, shape, values) => writeNpy(path.join(folder, file), dtype, shape, values);
  npy('spike_times.npy', '<i8', [spikeCount], times);
  npy('spike_clusters.npy', '<i4', [spikeCount], units);
  npy('spike_templates.npy', '<i4', [spikeCount], units);
  npy('amplitudes.npy', '<f4', [spikeCount], amplitudes(spikeCount));
  const channels = Array.from({ length: 384 }, (_, i) => i).filter((channel) => channel !== 191);
  npy('channel_map.npy', '<i4', [channels.length], Int32Array.from(channels));
  const positions = channels.flatMap((channel) => [[43, 11, 59, 27][channel % 4], 20 * (channel >> 1)]);
  npy('channel_positions.npy', '<f4', [channels.length, 2], Float32Array.from(positions));
  npy('templates.npy', '<f4', [unitCount, 61, channels.length], templates(unitCount, channels.length));
  const labels = Array.from({ length: unitCount }, (_, unit) => `${unit}\t${unit % 3 ? 'good' : 'mua'}`);
  writeFileSync(path.join(folder, 'cluster_group.tsv'), `cluster_id\tgroup\n${labels.join('\n')}\n`);
  writeFileSync(
    path.join(folder, 'params.py'),
    "dat_path = 'hour.ap.bin'\nn_channels_dat = 385\ndtype = 'int16'\noffset = 0\nsample_rate = 30000.\nhp_filtered = False\n",
  );
  return path.join(folder, 'hour.ap.meta');
}

/** Ascending times, no two the same, and a unit for each: every hundredth spike is of unit 0, the others are spread. */
function spikes(count, unitCount, seconds) {
  const times = new BigInt64Array(count);
  const units = new Int32Array(count);
  const mean = (seconds * RATE_HZ - 1000) / count;
  let state = 1;
  const uniform = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
  let time = 500;
  for (let i = 0; i < count; i++) {
    time += 1 + 2 * (mean - 1) * uniform();
    times[i] = BigInt(Math.floor(time));
    units[i] = i % 100 === 0 ? 0 : 1 + Math.floor((unitCount - 1) * uniform());
  }
  return { times, units };
}

/** About normal, 40 ± 6: the sum of four uniform numbers. */
function amplitudes(count) {
  const values = new Float32Array(count);
  let state = 7;
  for (let i = 0; i < count; i++) {
    let sum = 0;
    for (let k = 0; k < 4; k++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      sum += state / 4294967296;
    }
    values[i] = 40 + 6 * (sum - 2) * Math.sqrt(3);
  }
  return values;
}

function templates(unitCount, channels) {
  const values = new Float32Array(unitCount * 61 * channels);
  for (let unit = 0; unit < unitCount; unit++) {
    const peak = Math.floor((unit / unitCount) * channels);
    for (let t = 0; t < 61; t++)
      for (let channel = Math.max(0, peak - 6); channel < Math.min(channels, peak + 7); channel++)
        values[(unit * 61 + t) * channels + channel] =
          -Math.exp(-((t - 20) ** 2) / 30) / (1 + Math.abs(channel - peak));
  }
  return values;
}

function writeNpy(file, dtype, shape, values) {
  const dimensions = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const header = `{'descr': '${dtype}', 'fortran_order': False, 'shape': ${dimensions}, }`;
  const total = Math.ceil((11 + header.length) / 64) * 64;
  const head = Buffer.alloc(total, ' ');
  head.write(`\x93NUMPY\x01\x00`, 0, 'latin1');
  head.writeUInt16LE(total - 10, 8);
  head.write(header, 10, 'latin1');
  head[total - 1] = 10;
  const handle = openSync(file, 'w');
  writeFileSync(handle, head);
  writeFileSync(handle, new Uint8Array(values.buffer));
  closeSync(handle);
}
