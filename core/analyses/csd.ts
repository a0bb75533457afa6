import { mean } from '../kernels/moments.ts';
import { sourceDensity } from '../kernels/source-density.ts';
import { MissingPart, ParameterError } from '../model/errors.ts';
import { ndArray } from '../model/nd-array.ts';
import { defineAnalysis } from './analysis.ts';
import { cleanedUv } from './cleaned-uv.ts';
import { cleaningParams } from './cleaning-params.ts';
import { type CsdEvents, csdEvents, hasEvents, meanAround } from './csd-events.ts';
import { csdFigure } from './csd-figure.ts';
import { type Csd, csdParams } from './csd-params.ts';
import { lfpStream } from './lfp-stream.ts';
import { parseParams } from './params.ts';
import { gatherRawTraces } from './raw-traces-gather.ts';
import { type RawTracesInputs, rawTracesParams } from './raw-traces-params.ts';

const defaultS = 0.5;

interface Inputs {
  readonly around: CsdEvents | null;
  readonly traces: RawTracesInputs;
  /** Of each channel of the shank its level, −1 for others. */
  readonly levels: Int32Array;
  /** Of each level the mean of its channels; its middle where it has none. */
  readonly depthsUm: Float64Array;
}

export const csd = defineAnalysis({
  id: 'csd',
  version: 2,
  title: 'Current Source Density',
  summary:
    'Where current leaves and enters the cells along a shank: the curvature of the local field potential.',
  npyx: [],
  method:
    'Of the LF band of the probe, or of its only band, filtered forward and backward. Channels within `spacingUm` of depth are averaged to a level $\\varphi_k$, without its mean over the stretch. In one dimension, for tissue of the same conductivity $\\sigma$ everywhere: $\\mathrm{CSD}_k = -\\sigma\\,(\\varphi_{k+1} - 2\\varphi_k + \\varphi_{k-1}) / h^2$ with $h$ the distance of the levels (the mean depths of their channels, so that levels with fewer rows count as where they are), in µA/mm³; sources are positive, sinks negative. With events $\\varphi_k$ is the mean around all of them that have their whole window in the recording, less its own mean before the event: what is not locked to it averages out (Mitzdorf 1985). The outermost levels and those beside a level without channels have none.',
  references: [
    'Mitzdorf 1985, Physiol Rev 65:37, doi:10.1152/physrev.1985.65.1.37',
    'Nicholson and Freeman 1975, J Neurophysiol 38:356, doi:10.1152/jn.1975.38.2.356',
    'Pettersen et al. 2006, J Neurosci Methods 154:116, doi:10.1016/j.jneumeth.2005.12.005',
  ],
  target: 'recording',
  needs: ['recording', 'probe'],
  params: csdParams,

  async gather(from, _units, params): Promise<Inputs> {
    const { stream, recording } = lfpStream(from);
    const { startS, highpassHz, lowpassHz, order, excludeChannels, shank, spacingUm } = params;
    const endS = hasEvents(params)
      ? null
      : (params.endS ?? Math.min(recording.sampleCount / stream.sampleRateHz, startS + defaultS));
    const given = {
      startS: hasEvents(params) ? 0 : startS,
      endS,
      highpassHz,
      lowpassHz,
      order,
      excludeChannels,
    };
    const traces = await gatherRawTraces({ ...from, stream: () => stream }, [], {
      ...parseParams(rawTracesParams, {}),
      ...given,
    });
    const own = traces.sites.filter((site) => site?.shank === shank);
    if (own.length === 0) {
      const shanks = [...new Set(traces.sites.flatMap((site) => (site ? [site.shank] : [])))];
      if (shanks.length === 0)
        throw new MissingPart(
          `positions of the channels of ${stream.id}`,
          'the header',
          'Without them the current source density cannot be told.',
        );
      throw new ParameterError(`shank: got ${shank}, expected one of ${shanks.join(', ')}`);
    }
    const lowestUm = Math.min(...own.map((site) => site?.yUm ?? Number.POSITIVE_INFINITY));
    const levels = Int32Array.from(traces.sites, (site) =>
      site?.shank === shank ? Math.floor((site.yUm - lowestUm) / spacingUm) : -1,
    );
    const levelCount = levels.reduce((most, level) => Math.max(most, level + 1), 0);
    if (levelCount < 3)
      throw new ParameterError(
        `spacingUm: ${spacingUm} µm leave ${levelCount} levels along shank ${shank}, expected three or more; take a smaller distance`,
      );
    const depthsUm = Float64Array.from({ length: levelCount }, (_, level) => {
      const depths = traces.sites.flatMap((site, k) => (site && levels[k] === level ? [site.yUm] : []));
      return depths.length > 0 ? mean(depths) : lowestUm + (level + 0.5) * spacingUm;
    });
    return { traces, levels, depthsUm, around: await csdEvents(from, params, stream, recording.sampleCount) };
  },

  async compute({ traces, levels, depthsUm, around }, params, context): Promise<Csd> {
    const cleaning = { ...parseParams(cleaningParams, {}), ...params };
    const { sampleRateHz } = traces.stream;
    const uv = around
      ? await meanAround(traces, around, cleaning, context)
      : await cleanedUv(traces, cleaning, context);
    const width = levels.length;
    const samples = uv.length / width;
    const baseline = around && around.from < 0 ? Math.min(samples, -around.from) : samples;
    const levelCount = depthsUm.length;
    const channelCounts = new Int32Array(levelCount);
    for (const level of levels) if (level !== -1) channelCounts[level]! += 1;
    const potentialsUv = new Float32Array(levelCount * samples);
    levels.forEach((level, k) => {
      if (level === -1) return;
      let own = 0;
      for (let i = k; i < baseline * width; i += width) own += uv[i]! / baseline;
      for (let s = 0; s < samples; s++)
        potentialsUv[level * samples + s]! += (uv[s * width + k]! - own) / channelCounts[level]!;
    });
    channelCounts.forEach((count, level) => {
      if (count === 0) potentialsUv.fill(Number.NaN, level * samples, (level + 1) * samples);
    });
    // µV over µm² times S/m are 10⁶ A/m³, and these 10⁻³ µA/mm³.
    const scale = 1e3 * params.conductivity;
    return {
      stream: traces.stream.id,
      startS: around ? null : traces.startSample / sampleRateHz,
      fromMs: around ? (1000 * around.from) / sampleRateHz : 0,
      eventCount: around ? around.samples.length : null,
      sampleRateHz,
      depthsUm,
      channelCounts,
      potentialsUv,
      csd: sourceDensity(potentialsUv, depthsUm).map((value) => value * scale),
      steps: traces.cleaning.steps,
    };
  },

  draw: csdFigure,

  toJson: ({ depthsUm, channelCounts, potentialsUv, csd: density, ...facts }) => {
    const samples = density.length / depthsUm.length;
    const rows = (values: Float32Array) =>
      Array.from(depthsUm, (_, level) => Array.from(values.subarray(level * samples, (level + 1) * samples)));
    return {
      ...facts,
      depthsUm: [...depthsUm],
      channelCounts: [...channelCounts],
      potentialsUv: rows(potentialsUv),
      csdUaPerMm3: rows(density),
    };
  },

  toArray: ({ csd: density, depthsUm }) => ({
    array: ndArray(density, depthsUm.length, density.length / depthsUm.length),
  }),
});
