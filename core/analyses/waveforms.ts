import { regularSelection } from '../kernels/regular-selection.ts';
import { seededChoice } from '../kernels/seeded-choice.ts';
import { MissingPart, ParameterError } from '../model/errors.ts';
import type { UnitId } from '../model/units.ts';
import { defineAnalysis, type Gathering } from './analysis.ts';
import { countText } from './number-text.ts';
import { oneOrMany, rowsOf } from './one-or-many.ts';
import { insidePeriods, namedUnits, spikeRateHz } from './sorted-units.ts';
import { type WaveformInputs, type WaveformParams, waveformParams } from './waveform-params.ts';
import { readWaveforms } from './waveforms-compute.ts';
import { waveformsFigure } from './waveforms-figure.ts';

export const waveforms = defineAnalysis({
  id: 'waveforms',
  version: 2,
  title: 'Waveforms',
  summary: 'Waveforms of units from the raw recording, in µV, on the channels around their peak.',
  npyx: ['wvf', 'plot_wvf'],
  target: 'units',
  needs: ['recording', 'sorting'],
  params: waveformParams,

  async gather(from, units, values): Promise<WaveformInputs> {
    const stream = from.stream();
    const sortedHz = spikeRateHz(from);
    if (Math.abs(stream.sampleRateHz / sortedHz - 1) > 0.001)
      throw new ParameterError(
        `stream: ${stream.id} has ${stream.sampleRateHz} Hz, expected one of ${sortedHz} Hz, as the spikes were sorted from`,
      );
    if (!stream.raw)
      throw new MissingPart(
        `raw data of ${stream.id}`,
        from.dataset.folder,
        stream.rawMissingReason ?? 'Put the .bin beside its .meta.',
      );
    const named =
      units.length === 0 && values.spikeIds
        ? [await unitOfSpike(from, values.spikeIds[0])]
        : namedUnits(units);
    const channels = stream.channels.filter(({ role }) => role !== 'sync');
    const siteOf = new Map(stream.probe?.sites.map((site) => [site.column, site]));
    const sites = channels.flatMap(({ column }) => siteOf.get(column) ?? []);
    return {
      recording: stream.raw,
      sampleRateHz: stream.sampleRateHz,
      columns: Int32Array.from(channels, ({ column }) => column),
      channelIds: Int32Array.from(channels, ({ id }) => id),
      uvPerBit: Float64Array.from(channels, ({ uvPerBit }) => uvPerBit),
      sites: sites.length === channels.length ? sites : null,
      units: await Promise.all(named.map((unit) => chosenOf(from, unit, values, stream.sampleRateHz))),
    };
  },

  compute: readWaveforms,
  draw: waveformsFigure,

  slim: (result) => ({ ...result, units: result.units.map((unit) => ({ ...unit, waveforms: null })) }),

  toJson: ({ units, columns, channelIds, sampleRateHz }) =>
    oneOrMany(
      units.map(({ unit, spikeIds, meanUv, sdUv, peak }) => ({
        unit,
        spikeIds: [...spikeIds],
        channelIds: [...channelIds],
        peakChannel: peak === -1 ? null : columns[peak],
        sampleRateHz,
        meanUv: rowsOf(meanUv, columns.length),
        sdUv: rowsOf(sdUv, columns.length),
      })),
    ),

  toArray({ units }) {
    const array = units[0]?.waveforms;
    if (units.length !== 1 || !array)
      throw new ParameterError(`units: got ${units.length}, expected one for an array of waveforms`);
    return { array };
  },

  toTable({ units, columns, channelIds, sampleRateHz }) {
    const sampleCount = (units[0]?.meanUv.length ?? 0) / columns.length;
    const cells = units.flatMap(({ unit, meanUv, sdUv }) =>
      Array.from(meanUv, (mean, i) => ({ unit, mean, sd: sdUv[i] as number, i })),
    );
    return {
      unit: cells.map(({ unit }) => unit),
      channelId: cells.map(({ i }) => channelIds[i % columns.length] as number),
      timeMs: cells.map(
        ({ i }) => ((Math.floor(i / columns.length) - Math.floor(sampleCount / 2)) * 1000) / sampleRateHz,
      ),
      meanUv: cells.map(({ mean }) => mean),
      sdUv: cells.map(({ sd }) => sd),
    };
  },
});

async function chosenOf(from: Gathering, unit: UnitId, values: WaveformParams, sampleRateHz: number) {
  const [ids, train] = await Promise.all([from.spikeIds(unit), from.train(unit)]);
  if (values.spikeIds) {
    const place = new Map(Array.from(ids, (id, i) => [id, i]));
    const positions = values.spikeIds.map((id) => {
      const position = place.get(id);
      if (position === undefined) throw new ParameterError(`spikeIds: ${id} is no spike of unit ${unit}`);
      return position;
    });
    return {
      unit,
      spikeIds: Uint32Array.from(values.spikeIds),
      samples: Float64Array.from(positions, (position) => train[position] as number),
    };
  }
  const all = Uint32Array.from({ length: train.length }, (_, i) => i);
  const inside = values.periodsS ? insidePeriods(train, all, values.periodsS, sampleRateHz) : all;
  if (inside.length === 0) from.warn(`unit ${unit} has no spikes in the periods`);
  else if (values.count > inside.length && values.periodsS)
    from.warn(
      `unit ${unit} has ${countText(inside.length, 'spike')} in the periods, fewer than ${values.count}`,
    );
  const picked =
    values.selection === 'random' && values.count > 0
      ? seededChoice(inside.length, values.count, values.seed)
      : regularSelection(inside.length, values.count);
  const positions = picked.map((i) => inside[i] as number);
  return {
    unit,
    spikeIds: positions.map((position) => ids[position] as number),
    samples: Float64Array.from(positions, (position) => train[position] as number),
  };
}

async function unitOfSpike(from: Gathering, id: number | undefined): Promise<UnitId> {
  const spikes = await from.dataset.sorting?.spikes();
  const rank = spikes && id !== undefined ? spikes.ranks.indexOf(id) : -1;
  const group = spikes ? spikes.offsets.findLastIndex((offset) => offset <= rank) : -1;
  const unit = rank === -1 ? undefined : spikes?.units[group];
  if (unit === undefined) throw new ParameterError(`spikeIds: the sorting has no spike ${id}`);
  return unit;
}
