import { peakChannel, peakToPeak } from '../kernels/peak-channel.ts';
import { needSorting } from '../model/dataset.ts';
import { MissingPart, ParameterError } from '../model/errors.ts';
import { type NdArray, ndArray } from '../model/nd-array.ts';
import type { ProbeSite } from '../model/probe.ts';
import type { UnitId } from '../model/units.ts';
import { defineAnalysis, type Gathering } from './analysis.ts';
import { numberText } from './number-text.ts';
import { oneOrMany } from './one-or-many.ts';
import { integer } from './params.ts';
import { namedUnits, spikeRateHz } from './sorted-units.ts';
import { unitTemplates } from './unit-templates.ts';
import { waveformPanel } from './waveform-panel.ts';
import { channelsAround } from './waveform-places.ts';

interface UnitTemplates {
  readonly unit: UnitId;
  readonly templateIds: Int32Array;
  /** (templates × samples × sorted channels) in the sorter's whitened units, as in templates.npy. */
  readonly templates: NdArray<Float32Array>;
  /** The same in µV, when they could be unwhitened and scaled by the amplitudes of the unit's spikes. */
  readonly microvolts: Float32Array | null;
}

interface Templates {
  readonly units: readonly UnitTemplates[];
  /** Column of the raw file of each sorted channel. */
  readonly channels: Int32Array;
  readonly sites: readonly ProbeSite[] | null;
  readonly sampleRateHz: number;
}

export const templates = defineAnalysis({
  id: 'templates',
  version: 1,
  title: 'Templates',
  summary: 'The sorter’s templates of a unit, in µV when they can be unwhitened.',
  npyx: ['templates'],
  target: 'unit',
  needs: ['sorting', 'templates'],
  immediate: true,
  params: {
    channelCount: integer({ default: 16, min: 1, max: 384, doc: 'Channels shown around the peak.' }),
  },

  async gather(from, units): Promise<Templates> {
    const sorting = needSorting(from.dataset);
    const all = await sorting.templates();
    if (!all)
      throw new MissingPart('templates', sorting.folder, 'Put templates.npy and spike_templates.npy there.');
    const named = namedUnits(units);
    const channelCount = all.shape[2] as number;
    const channels = (await sorting.channelMap()) ?? Int32Array.from({ length: channelCount }, (_, i) => i);
    const own = await Promise.all(named.map((unit) => unitTemplates(from, sorting, all, channels, unit)));
    if (own.some(({ microvolts }) => !microvolts))
      from.warn('templates cannot be unwhitened or scaled here and are shown in the sorter’s own units');
    return {
      units: own,
      channels,
      sites: await sitesOf(from, channels),
      sampleRateHz: spikeRateHz(from),
    };
  },

  compute: (gathered): Templates => gathered,

  draw({ units, channels, sites, sampleRateHz }, { channelCount }) {
    const scaled = units.every(({ microvolts }) => microvolts);
    const traces = units.flatMap(({ templates: stored, microvolts }, series) => {
      const values = (scaled && microvolts) || stored.data;
      const count = stored.shape[0] as number;
      const size = values.length / count;
      return Array.from({ length: count }, (_, t) => {
        const mean = values.subarray(t * size, (t + 1) * size);
        const peak = peakChannel(mean, channels.length);
        return {
          color: { series },
          channels: channelsAround(peak, channelCount, sites, channels.length),
          mean,
          peak,
        };
      });
    });
    const unit = scaled ? 'µV' : '';
    let next = 0;
    return {
      title:
        units.length === 1 ? `Templates of unit ${units[0]?.unit}` : `Templates of ${units.length} units`,
      subtitle: scaled ? 'unwhitened, at the mean amplitude' : 'whitened, arbitrary units',
      alt: units
        .map(({ unit: id, templateIds }) => {
          const parts = Array.from(templateIds, (template) => {
            const { mean, peak } = traces[next++] as (typeof traces)[number];
            const height = peakToPeak(mean, channels.length)[peak] ?? Number.NaN;
            return `template ${template}, ${numberText(height)} ${unit || 'arbitrary units'} peak to peak on channel ${channels[peak]}`;
          });
          return `Unit ${id}: ${parts.join('; ')}.`;
        })
        .join(' '),
      panels: [
        waveformPanel(traces, {
          channelCount: channels.length,
          channelIds: channels,
          sites,
          sampleRateHz,
          unit,
        }),
      ],
      grid: { rows: 1, columns: 1 },
    };
  },

  toJson: ({ units, channels }) =>
    oneOrMany(
      units.map(({ unit, templateIds, templates: stored, microvolts }) => ({
        unit,
        templateIds: [...templateIds],
        shape: [...stored.shape],
        channels: [...channels],
        peakToPeakUv: microvolts ? heights(microvolts, stored.shape) : null,
      })),
    ),

  toArray({ units }) {
    const only = units[0];
    if (units.length !== 1 || !only)
      throw new ParameterError(`units: got ${units.length}, expected one for an array of templates`);
    return { array: ndArray(only.templates.data, ...only.templates.shape) };
  },
});

/** Largest peak to peak over the channels, one per template. */
function heights(values: Float32Array, [count = 0, , channelCount = 1]: readonly number[]): number[] {
  const size = values.length / count;
  return Array.from({ length: count }, (_, t) =>
    Math.max(...peakToPeak(values.subarray(t * size, (t + 1) * size), channelCount)),
  );
}

async function sitesOf(from: Gathering, channels: Int32Array): Promise<readonly ProbeSite[] | null> {
  const sorting = needSorting(from.dataset);
  const stream = from.dataset.streams.find(({ id }) => id === sorting.streamId);
  const siteOf = new Map(stream?.probe?.sites.map((site) => [site.column, site]));
  const known = [...channels].flatMap((column) => siteOf.get(column) ?? []);
  if (known.length === channels.length) return known;
  const positions = await sorting.channelPositions();
  if (!positions || positions.shape[0] !== channels.length) return null;
  return Array.from(channels, (column, i) => ({
    column,
    id: column,
    shank: 0,
    xUm: positions.data[2 * i] as number,
    yUm: positions.data[2 * i + 1] as number,
    isReference: false,
  }));
}
