import type { Mark } from '../figure/figure.ts';
import { type Dataset, needSorting } from '../model/dataset.ts';
import { MissingPart, UnknownUnit } from '../model/errors.ts';
import { ndArray } from '../model/nd-array.ts';
import type { Probe } from '../model/probe.ts';
import type { UnitId } from '../model/units.ts';
import { defineAnalysis } from './analysis.ts';
import { numberText } from './number-text.ts';
import { probePanel, sitePlaces } from './probe-panel.ts';
import { namedUnits } from './sorted-units.ts';

interface Peaks {
  readonly units: readonly UnitId[];
  /** Column of the raw file; -1 when there are no templates. */
  readonly channel: Int32Array;
  readonly shank: Int32Array;
  readonly xUm: Float32Array;
  readonly yUm: Float32Array;
  readonly probe: Probe | null;
}

export const peakChannels = defineAnalysis({
  id: 'peak-channel',
  version: 1,
  title: 'Peak channel',
  summary: 'The channel with the largest template of each unit, and where it is on the probe.',
  npyx: ['get_peak_chan', 'get_peak_pos'],
  target: 'units',
  needs: ['sorting', 'templates'],
  immediate: true,
  params: {},

  async gather(from, units): Promise<Peaks> {
    const named = namedUnits(units);
    const table = await from.unitTable();
    const rows = named.map((unit) => {
      const row = table.ids.indexOf(unit);
      if (row === -1)
        throw new UnknownUnit(unit, from.dataset.sorting?.folder ?? from.dataset.folder, table.ids);
      return row;
    });
    // Not one is known: then what they are known from is missing or broken, and says so itself.
    if (rows.every((row) => table.peakChannel[row] === -1)) await needTemplates(from.dataset);
    const streams = from.dataset.streams;
    const sorted = streams.find(({ id }) => id === from.dataset.sorting?.streamId);
    return {
      units: named,
      channel: Int32Array.from(rows, (row) => table.peakChannel[row] as number),
      shank: Int32Array.from(rows, (row) => table.shank[row] as number),
      xUm: Float32Array.from(rows, (row) => table.xUm[row] as number),
      yUm: Float32Array.from(rows, (row) => table.depthUm[row] as number),
      probe: sorted?.probe ?? streams.find(({ probe }) => probe)?.probe ?? null,
    };
  },

  compute: (peaks): Peaks => peaks,

  draw({ units, channel, shank, xUm, yUm, probe }) {
    const places = probe ? sitePlaces(probe, shank, xUm) : xUm;
    const marks = units.map(
      (_, series): Mark => ({
        kind: 'points',
        x: places.subarray(series, series + 1),
        y: yUm.subarray(series, series + 1),
        size: 9,
        color: { series },
      }),
    );
    return {
      title:
        units.length === 1 ? `Peak channel of unit ${units[0]}` : `Peak channels of ${units.length} units`,
      alt: units
        .map((unit, i) =>
          channel[i] === -1
            ? `Unit ${unit}: not known.`
            : `Unit ${unit}: channel ${channel[i]}, shank ${shank[i]}, ${numberText(yUm[i] as number)} µm above the lowest site.`,
        )
        .join(' '),
      panels: [probePanel(probe, marks)],
      grid: { rows: 1, columns: 1 },
    };
  },

  toJson: ({ units, channel, shank, xUm, yUm }) => ({
    units: units.map((id, i) => ({
      id,
      channel: known(channel[i]),
      shank: known(shank[i]),
      xUm: xUm[i],
      yUm: yUm[i],
    })),
  }),
  toArray: ({ channel }) => ({ array: ndArray(channel, channel.length), int64: true }),
  toTable: ({ units, channel, shank, xUm, yUm }) => ({ id: units, channel, shank, xUm, yUm }),
});

const known = (value: number | undefined): number | null => (value === undefined || value < 0 ? null : value);

async function needTemplates(dataset: Dataset): Promise<void> {
  const sorting = needSorting(dataset);
  if (!(await sorting.templates()))
    throw new MissingPart('templates', sorting.folder, 'Put templates.npy and spike_templates.npy there.');
  await sorting.channelMap();
  await sorting.spikeTemplates();
}
