import assert from 'node:assert/strict';
import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import type { Csd } from '../../core/analyses/csd-params.ts';
import type { LfpSpectrum } from '../../core/analyses/lfp-spectrum-params.ts';
import type { SyncResult } from '../../core/analyses/sync-params.ts';
import { Engine } from '../../core/engine/engine.ts';
import { recordingFixture } from '../synthetic.ts';

let engine: Engine;
let folder: string;
/** A copy whose LF band is a parabola of depth. */
let curved: string;
const waveHz = 10;
const microvolts = 20;

before(async () => {
  folder = await recordingFixture();
  engine = new Engine({ threads: 0 });
  curved = await mkdtemp(path.join(tmpdir(), 'neuropyxels-lfp-'));
  for (const file of await readdir(folder))
    if (/\.lf\./.test(file)) await copyFile(path.join(folder, file), path.join(curved, file));
  const stream = (await engine.open(folder)).streams.find(({ band }) => band === 'lf')!;
  const file = path.join(curved, path.basename(stream.rawFile!));
  const bytes = await readFile(file);
  const samples = new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  const width = stream.probe!.sites.length + 1;
  const uvPerBit = stream.uvPerBit[0]!;
  for (const { column, yUm } of stream.probe!.sites)
    for (let s = 0; s * width < samples.length; s++)
      samples[s * width + column] = Math.round(
        (microvolts * (yUm / 100) ** 2 * Math.sin((2 * Math.PI * waveHz * s) / stream.sampleRateHz)) /
          uvPerBit,
      );
  await writeFile(file, new Uint8Array(samples.buffer));
});
after(async () => {
  await engine.close();
  await rm(curved, { recursive: true, force: true });
});

async function run<Result>(
  analysis: string,
  params: Record<string, unknown>,
  dataset = folder,
): Promise<Result> {
  return (await engine.run({ dataset, analysis, units: [], params, cache: 'off' })).result as Result;
}

test('the spectrum of the LF band has the planted waves: 7.5 Hz that reverses along the probe, 41 Hz that grows', async () => {
  const { stream, frequenciesHz, channelIds, density } = await run<LfpSpectrum>('lfp-spectrum', {});
  assert.equal(stream, 'imec0.lf');
  const step = frequenciesHz[1]!;
  const bins = frequenciesHz.length;
  const powerAbout = (k: number, hertz: number) => {
    let sum = 0;
    for (let bin = 0; bin < bins; bin++)
      if (Math.abs(frequenciesHz[bin]! - hertz) < 4) sum += density[k * bins + bin]! * step;
    return sum;
  };
  /** Of the planted noise: each value 0.99 of the one before it and 12 µV of noise, and 6 µV of noise for itself. */
  const noiseAbout = (hertz: number) => {
    let sum = 0;
    for (const each of frequenciesHz)
      if (Math.abs(each - hertz) < 4) {
        const w = (2 * Math.PI * each) / 2500;
        sum += (2 / 2500) * (144 / (1 - 1.98 * Math.cos(w) + 0.99 ** 2) + 36) * step;
      }
    return sum;
  };
  for (let k = 0; k < channelIds.length; k++) {
    // Channels of the LF band are numbered after those of the AP band.
    const depth = (channelIds[k]! - 384) / channelIds.length;
    for (const [hertz, size] of [
      [41, 25 * depth],
      [7.5, 120 * (1 - 2 * depth)],
    ] as const) {
      const expected = size ** 2 / 2 + noiseAbout(hertz);
      const power = powerAbout(k, hertz);
      assert.ok(
        Math.abs(power / expected - 1) < 0.35,
        `${hertz} Hz, ${channelIds[k]}: ${power}, ${expected}`,
      );
    }
  }
});

test('the spectrum refuses what it cannot do, in one sentence', async () => {
  for (const [params, message] of [
    [{ segmentSamples: 1000 }, /segmentSamples: got 1000, expected a power of two/],
    [{ endS: 1e6 }, /endS: beyond the end of imec0\.lf/],
    [{ startS: 1, endS: 1.1 }, /250 samples, expected at least one segment of 2048/],
    [{ highestHz: 1 }, /highestHz: 1 Hz is below the first frequency/],
    [{ excludeChannels: '999' }, /has no channel 999/],
  ] as const)
    await assert.rejects(run('lfp-spectrum', params), { name: 'ParameterError', message });
});

test('a parabola of potential along the probe has the current source density of its closed form', async () => {
  const conductivity = 0.4;
  const given = { startS: 1, endS: 2, spacingUm: 60, conductivity, lowpassHz: 'none' };
  const result = await run<Csd>('csd', given, curved);
  const { csd, depthsUm, sampleRateHz } = result;
  const samples = csd.length / depthsUm.length;
  // −σ d²φ/dz² of 20 µV (z / 100 µm)² is −0.4 S/m · 4000 µV/mm², and 1 mV/mm² · S/m is 1 µA/mm³.
  const expected = -conductivity * 4;
  for (let level = 0; level < depthsUm.length; level++) {
    let sum = 0;
    for (let s = 0; s < samples; s++)
      sum += (2 / samples) * csd[level * samples + s]! * Math.sin((2 * Math.PI * waveHz * s) / sampleRateHz);
    if (level === 0 || level === depthsUm.length - 1) assert.ok(Number.isNaN(sum));
    else assert.ok(Math.abs(sum / expected - 1) < 0.1, `level ${level}: ${sum} for ${expected}`);
  }
});

test('around events the mean shows a planted dipole: its sink and its source as large as they are, and nothing else', async () => {
  const sunk = await mkdtemp(path.join(tmpdir(), 'neuropyxels-dipole-'));
  try {
    for (const file of await readdir(folder))
      if (!/\.ap\.bin$|npyxMemory/.test(file)) await copyFile(path.join(folder, file), path.join(sunk, file));
    const stream = (await engine.open(folder)).streams.find(({ band }) => band === 'lf')!;
    const file = path.join(sunk, path.basename(stream.rawFile!));
    const bytes = await readFile(file);
    const samples = new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
    const width = stream.probe!.sites.length + 1;
    const rate = stream.sampleRateHz;
    const eventsS = Array.from({ length: 16 }, (_, i) => 1 + 0.5 * i);
    const slopeUv = 1000;
    const depths = stream.probe!.sites.map(({ yUm }) => yUm);
    const middleUm = (Math.min(...depths) + Math.max(...depths)) / 2;
    const [sinkUm, sourceUm] = [middleUm - 60, middleUm + 60];
    // From 20 ms to 60 ms after each event currents enter at one depth and leave at another, which bends the potential there;
    // a curvature of a third of that comes and goes from event to event with either sign.
    for (let s = 0; s * width < samples.length; s++) {
      const event = Math.floor(2 * (s / rate - 1) + 0.2);
      const afterS = s / rate - (1 + 0.5 * event);
      const isOn = event >= 0 && event < 16 && afterS >= 0.02 && afterS < 0.06;
      for (const { column, yUm } of stream.probe!.sites) {
        const bent = (Math.abs(yUm - sinkUm) - Math.abs(yUm - sourceUm)) / 100;
        const other = ((event & 1) === 0 ? 1 : -1) * 40_000 * ((yUm - middleUm) / 1000) ** 2;
        const uv = isOn ? slopeUv * bent + other : 0;
        samples[s * width + column] = Math.round(uv / stream.uvPerBit[0]!);
      }
    }
    await writeFile(file, new Uint8Array(samples.buffer));
    const conductivity = 0.3;
    const { csd, depthsUm, fromMs, eventCount, sampleRateHz } = await run<Csd>(
      'csd',
      {
        events: [`go=${eventsS.join(' ')}`],
        windowMs: [-20, 80],
        spacingUm: 20,
        conductivity,
        lowpassHz: 'none',
      },
      sunk,
    );
    assert.equal(eventCount, 16);
    assert.equal(fromMs, -20);
    const count = csd.length / depthsUm.length;
    /** Current per area of a part of the depth, in µA/mm², at so many ms after the event. */
    const currentOf = (fromUm: number, toUm: number, ms: number) => {
      const at = Math.round(((ms - fromMs) * sampleRateHz) / 1000);
      let sum = 0;
      for (let level = 1; level < depthsUm.length - 1; level++)
        if (depthsUm[level]! >= fromUm && depthsUm[level]! < toUm)
          sum += (csd[level * count + at]! * (depthsUm[level + 1]! - depthsUm[level - 1]!)) / 2000;
      return sum;
    };
    // The slope changes by 2 · 1000 µV per 100 µm, which is 20 mV/mm; times 0.3 S/m that is 6 µA/mm².
    const expected = (conductivity * 2 * slopeUv) / 100;
    assert.ok(Math.abs(currentOf(sinkUm - 30, sinkUm + 30, 40) / -expected - 1) < 0.05);
    assert.ok(Math.abs(currentOf(sourceUm - 30, sourceUm + 30, 40) / expected - 1) < 0.05);
    assert.ok(Math.abs(currentOf(sinkUm + 30, sourceUm - 30, 40)) < 0.05 * expected);
    for (const ms of [-15, 70])
      assert.ok(Math.abs(currentOf(sinkUm - 30, sinkUm + 30, ms)) < 0.02 * expected, `${ms} ms`);
    await assert.rejects(run('csd', { events: ['go=2'], windowMs: [-9000, 9000] }, sunk), {
      message: /none of 1 events has its whole window/,
    });
    await assert.rejects(run('csd', { events: ['go=2'], windowMs: [-30_000, 9000] }, sunk), {
      message: /windowMs: got -30000 to 9000, expected a window/,
    });
  } finally {
    await rm(sunk, { recursive: true, force: true });
  }
});

test('around the pulses of a sync line, or events at their times, it is the same in a recording without a sorting', async () => {
  assert.equal((await engine.open(curved)).sorting, null);
  const { lines, sampleRateHz } = await run<SyncResult>('sync', {}, curved);
  const { line, onsetSamples } = lines.find((each) => each.onsetSamples.length > 3)!;
  const given = { spacingUm: 60, windowMs: [-20, 40] };
  const around = await run<Csd>('csd', { ...given, syncLine: [line] }, curved);
  const times = Array.from(onsetSamples, (sample) => sample / sampleRateHz);
  const timed = await run<Csd>('csd', { ...given, events: [`go=${times.join(' ')}`] }, curved);
  assert.ok(around.eventCount! > 2);
  assert.deepEqual(around.csd, timed.csd);
  // One event is the stretch around it, of which the closed form is known.
  const atS = 2;
  const one = await run<Csd>('csd', { ...given, events: [`go=${atS}`], lowpassHz: 'none' }, curved);
  const stretch = await run<Csd>(
    'csd',
    { spacingUm: 60, startS: atS - 0.02, endS: atS + 0.04, lowpassHz: 'none' },
    curved,
  );
  const width = one.csd.length / one.depthsUm.length;
  assert.equal(stretch.csd.length, one.csd.length);
  // The two lack means of different parts, which are the same at all times.
  for (let level = 1; level + 1 < one.depthsUm.length; level++) {
    const shift = one.csd[level * width]! - stretch.csd[level * width]!;
    for (let s = 0; s < width; s++)
      assert.ok(Math.abs(one.csd[level * width + s]! - stretch.csd[level * width + s]! - shift) < 0.01);
  }
});

test('it is proportional to the conductivity, and refuses shanks and distances that leave nothing', async () => {
  const given = { startS: 1, endS: 1.1, spacingUm: 60 };
  const [one, two] = await Promise.all(
    [0.3, 0.6].map((conductivity) => run<Csd>('csd', { ...given, conductivity })),
  );
  for (const [i, value] of one!.csd.entries())
    if (!Number.isNaN(value)) assert.ok(Math.abs(two!.csd[i]! - 2 * value) <= 1e-6 * Math.abs(value));
  await assert.rejects(run('csd', { shank: 3 }), { message: /shank: got 3, expected one of 0/ });
  await assert.rejects(run('csd', { spacingUm: 2000 }), { message: /leave 1 levels along shank 0/ });
});
