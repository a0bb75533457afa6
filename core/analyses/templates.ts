import { peakChannel, peakToPeak } from '../kernels/peak-channel.ts';
import { ParameterError } from '../model/errors.ts';
import { type NdArray, ndArray } from '../model/nd-array.ts';
import { defineAnalysis } from './analysis.ts';
import { oneOrMany } from './one-or-many.ts';
import { type RawColumns, rawColumns } from './raw-columns.ts';
import { namedUnits } from './sorted-units.ts';
import { templatesFigure } from './templates-figure.ts';
import {
  type ShownTemplates,
  type TemplateParams,
  type Templates,
  templateParams,
} from './templates-params.ts';
import { type UnitTemplates, unitTemplates } from './unit-templates.ts';

export const templates = defineAnalysis({
  id: 'templates',
  version: 2,
  title: 'Templates',
  summary: 'The sorter’s templates of a unit, whitened, unwhitened or in µV.',
  method:
    'Templates as the sorter stores them are in whitened units: unwhitened they are multiplied by the inverse of its whitening matrix; in µV scaled by the mean amplitude of the unit’s spikes and by the gain. A unit of several templates (after merges by a curator) has their mean, weighted by how many of its spikes each one has.',
  npyx: ['templates'],
  target: 'unit',
  needs: ['sorting', 'templates'],
  immediate: true,
  params: templateParams,

  async gather(from, units, params): Promise<Templates> {
    const own = await Promise.all(namedUnits(units).map((unit) => unitTemplates(from, unit)));
    if (params.kind === 'auto' && own.some(({ microvolts }) => !microvolts))
      from.warn('templates cannot be unwhitened or scaled here and are shown in the sorter’s own units');
    const wide = params.allChannels
      ? await Promise.all(
          own.map(async (each) => onAllChannels(each, rawColumns((await from.source(each.unit)).stream))),
        )
      : own;
    const isScaled = wide.every(({ microvolts }) => microvolts);
    const chosen = params.average ? wide.map(averaged) : wide;
    return { units: chosen.map((each) => shownOf(each, params.kind, isScaled)) };
  },

  compute: (gathered): Templates => gathered,
  draw: templatesFigure,

  toJson: ({ units }) =>
    oneOrMany(
      units.map(({ unit, templateIds, spikeCounts, stored, channels, microvolts }) => ({
        unit,
        templateIds: [...templateIds],
        spikeCounts: [...spikeCounts],
        shape: [...stored.shape],
        channels: [...channels],
        peakChannels: perTemplate(stored, (values) => channels[peakChannel(values, channels.length)] ?? null),
        peakToPeakUv: microvolts
          ? perTemplate({ ...stored, data: microvolts }, (values) =>
              Math.max(...peakToPeak(values, channels.length)),
            )
          : null,
      })),
    ),

  toArray({ units }) {
    const only = units[0];
    if (units.length !== 1 || !only)
      throw new ParameterError(`units: got ${units.length}, expected one for an array of templates`);
    return { array: only.stored };
  },
});

function perTemplate<T>({ data, shape }: NdArray<Float32Array>, of: (values: Float32Array) => T): T[] {
  const count = shape[0] as number;
  const size = data.length / count;
  return Array.from({ length: count }, (_, t) => of(data.subarray(t * size, (t + 1) * size)));
}

function shownOf(
  { unwhitened, ...unit }: UnitTemplates,
  kind: TemplateParams['kind'],
  isScaled: boolean,
): ShownTemplates {
  const { templates: whitened, microvolts } = unit;
  const { shape } = whitened;
  const array = (data: Float32Array | null, missing: string) => {
    if (data) return ndArray(data, ...shape);
    throw new ParameterError(`kind: templates of unit ${unit.unit} cannot be ${kind}, ${missing}`);
  };
  switch (kind) {
    case 'auto':
      return {
        ...unit,
        stored: whitened,
        shown: (isScaled && microvolts) || whitened.data,
        shownUnit: isScaled ? 'µV' : '',
      };
    case 'whitened':
      return { ...unit, stored: whitened, shown: whitened.data, shownUnit: '' };
    case 'unwhitened': {
      const stored = array(unwhitened, 'the sorting has no whitening matrix; take whitened');
      return { ...unit, stored, shown: stored.data, shownUnit: '' };
    }
    case 'scaled': {
      const stored = array(
        microvolts,
        'which needs the whitening matrix, amplitudes that scale the templates, and the header with the gains; take whitened',
      );
      return { ...unit, stored, shown: stored.data, shownUnit: 'µV' };
    }
  }
}

/** One template, the mean over all weighted by their spikes. */
function averaged(unit: UnitTemplates): UnitTemplates {
  const { spikeCounts, templates: whitened, unwhitened, microvolts } = unit;
  const [count = 0, ...rest] = whitened.shape;
  const total = spikeCounts.reduce((sum, spikes) => sum + spikes, 0);
  const mean = (values: Float32Array): Float32Array => {
    const size = values.length / count;
    const out = new Float64Array(size);
    for (let i = 0; i < values.length; i++)
      out[i % size]! += (values[i]! * spikeCounts[Math.floor(i / size)]!) / total;
    return Float32Array.from(out);
  };
  return {
    ...unit,
    templates: ndArray(mean(whitened.data), 1, ...rest),
    unwhitened: unwhitened && mean(unwhitened),
    microvolts: microvolts && mean(microvolts),
  };
}

/** The templates with zeros on the channels that the sorter passed over. */
function onAllChannels(unit: UnitTemplates, { columns, sites }: RawColumns): UnitTemplates {
  const places = Int32Array.from(unit.channels, (column) => columns.indexOf(column));
  const [count = 0, sampleCount = 0, width = 0] = unit.templates.shape;
  const spread = (values: Float32Array): Float32Array => {
    const out = new Float32Array(count * sampleCount * columns.length);
    values.forEach((value, i) => {
      const place = places[i % width] as number;
      if (place >= 0) out[Math.floor(i / width) * columns.length + place] = value;
    });
    return out;
  };
  return {
    ...unit,
    channels: columns,
    sites,
    templates: ndArray(spread(unit.templates.data), count, sampleCount, columns.length),
    unwhitened: unit.unwhitened && spread(unit.unwhitened),
    microvolts: unit.microvolts && spread(unit.microvolts),
  };
}
