import type { Section } from '../kernels/butterworth.ts';
import { butterworthHighpass } from '../kernels/butterworth.ts';
import { butterworthBandpass, butterworthLowpass } from '../kernels/butterworth-band.ts';
import { type CleanShape, delayTaps, type ReferenceGroup } from '../kernels/clean-shape.ts';
import { paddingOf } from '../kernels/filter-forward-backward.ts';
import { settledSamples } from '../kernels/settling.ts';
import { MissingPart, ParameterError } from '../model/errors.ts';
import type { ProbeSite } from '../model/probe.ts';
import type { Channel, Stream } from '../model/recording.ts';
import type { CleaningParams } from './cleaning-params.ts';
import { numberText } from './number-text.ts';

/** What the margins may leave of a stretch at its far ends: of the largest sample a thousandth of a bit. */
const tolerance = 1e-8;

/** How raw samples are cleaned, as plain data. */
export interface Cleaning {
  readonly shape: CleanShape;
  /** Acquisition numbers of the shape's channels. */
  readonly channelIds: Int32Array;
  /** Columns of channels that were left out. */
  readonly excluded: Int32Array;
  /** Samples that a stretch needs before and behind it to be cleaned as if it were whole. */
  readonly before: number;
  readonly behind: number;
  /** What is done, for people. */
  readonly steps: readonly string[];
}

/**
 * What the parameters make of a stream's voltage channels, but for whitening, which needs the samples: `whitened`.
 * Throws ParameterError for corners beyond half the sampling rate, unknown channels and references without channels, and
 * MissingPart where positions or converters of the channels are not known.
 */
export function cleaningOf(stream: Stream, params: CleaningParams): Cleaning {
  const { sampleRateHz, channels, probe } = stream;
  const unwanted = new Set(params.excludeChannels ?? []);
  const voltages = channels.filter(({ role }) => role !== 'sync');
  for (const id of unwanted)
    if (!voltages.some((channel) => channel.id === id))
      throw new ParameterError(`excludeChannels: ${stream.id} has no channel ${id}`);
  const siteOf = new Map(probe?.sites.map((site) => [site.column, site]));
  const wanted = voltages.filter(({ id }) => !unwanted.has(id));
  if (wanted.length === 0) throw new ParameterError('excludeChannels: all channels are left out');
  const { order, groups } = grouped(wanted, siteOf, params, stream);
  const sections = sectionsOf(params, sampleRateHz);
  const delays = params.adcRealign ? delaysOf(order, stream) : null;
  const settled = Math.max(settledSamples(sections, tolerance), paddingOf(sections));
  const taps = delays ? delayTaps / 2 : 0;
  return {
    shape: {
      columnCount: channels.length,
      columns: Int32Array.from(order, ({ column }) => column),
      delays,
      sections,
      zeroPhase: !params.causal,
      groups,
      neighbours: params.reference === 'local' ? annuli(order, siteOf, params, stream) : null,
      whitening: null,
    },
    channelIds: Int32Array.from(order, ({ id }) => id),
    excluded: Int32Array.from(
      voltages.filter(({ id }) => unwanted.has(id)),
      ({ column }) => column,
    ),
    before: settled + taps,
    behind: (params.causal ? 0 : settled) + taps,
    steps: stepsOf(params, stream),
  };
}

function sectionsOf({ highpassHz, lowpassHz, order }: CleaningParams, sampleRateHz: number): Section[] {
  for (const [name, value] of Object.entries({ highpassHz, lowpassHz }))
    if (value !== null && value >= sampleRateHz / 2)
      throw new ParameterError(
        `${name}: ${value} Hz is not below half the sampling rate of ${sampleRateHz} Hz`,
      );
  if (highpassHz !== null && lowpassHz !== null) {
    if (highpassHz >= lowpassHz)
      throw new ParameterError(
        `highpassHz, lowpassHz: ${highpassHz} Hz is not below ${lowpassHz} Hz; nothing would be left`,
      );
    return butterworthBandpass(order, highpassHz / sampleRateHz, lowpassHz / sampleRateHz);
  }
  if (highpassHz !== null) return butterworthHighpass(order, highpassHz / sampleRateHz);
  return lowpassHz === null ? [] : butterworthLowpass(order, lowpassHz / sampleRateHz);
}

/** Channels of a reference side by side, its reference sites last: they are referenced, but do not weigh. */
function grouped(
  channels: readonly Channel[],
  siteOf: ReadonlyMap<number, ProbeSite>,
  { reference }: CleaningParams,
  stream: Stream,
): { order: readonly Channel[]; groups: readonly ReferenceGroup[] } {
  if (reference === 'none' || reference === 'local') return { order: channels, groups: [] };
  if (reference === 'shank' && channels.some(({ column }) => !siteOf.has(column)))
    throw needsPlaces(stream, 'reference shank');
  const shankOf = ({ column }: Channel) => (reference === 'shank' ? (siteOf.get(column)?.shank ?? 0) : 0);
  const isSilent = ({ column }: Channel) => siteOf.get(column)?.isReference ?? false;
  const order: Channel[] = [];
  const groups: ReferenceGroup[] = [];
  for (const shank of [...new Set(channels.map(shankOf))].sort((a, b) => a - b)) {
    const own = channels.filter((channel) => shankOf(channel) === shank);
    const members = own.filter((channel) => !isSilent(channel));
    if (members.length > 0) groups.push({ first: order.length, members: members.length, count: own.length });
    order.push(...members, ...own.filter(isSilent));
  }
  return { order, groups };
}

/** Of each channel, those on its shank between two distances from it. */
function annuli(
  channels: readonly Channel[],
  siteOf: ReadonlyMap<number, ProbeSite>,
  { localInnerUm, localOuterUm }: CleaningParams,
  stream: Stream,
): Int32Array[] {
  if (localInnerUm >= localOuterUm)
    throw new ParameterError(
      `localInnerUm, localOuterUm: ${localInnerUm} µm is not below ${localOuterUm} µm`,
    );
  const sites = channels.map(({ column }) => siteOf.get(column));
  return sites.map((own, i) => {
    if (!own) throw needsPlaces(stream, 'reference local');
    const near = sites.flatMap((site, k) => {
      if (!site || site.shank !== own.shank || site.isReference) return [];
      const far = Math.hypot(site.xUm - own.xUm, site.yUm - own.yUm);
      return far >= localInnerUm && far <= localOuterUm ? [k] : [];
    });
    // A channel less its own value is nothing.
    if (near.every((k) => k === i))
      throw new ParameterError(
        `localInnerUm, localOuterUm: no other channel is ${localInnerUm} to ${localOuterUm} µm from channel ${channels[i]?.id}; take a wider ring`,
      );
    return Int32Array.from(near);
  });
}

/**
 * Samples by which to delay each channel. Channels 2i and 2i + 1 are digitised together by two converters, which go
 * through 12 (13 slots) or 16 (16 slots) of them one after the other: later ones are recorded early by so many slots.
 */
function delaysOf(channels: readonly Channel[], { probe, band, id }: Stream): Float64Array {
  const slots = probe?.adcSlotCount ?? null;
  if (slots === null)
    throw new MissingPart(
      `number of converter slots of ${id}`,
      probe?.model ?? 'an unknown probe',
      'Leave adcRealign off.',
    );
  if (band !== 'ap')
    throw new ParameterError(`adcRealign: ${id} is no AP band, whose slots are known; leave it off`);
  const shared = slots === 13 ? 12 : slots;
  return Float64Array.from(channels, (channel) => (Math.floor(channel.id / 2) % shared) / slots);
}

function stepsOf(params: CleaningParams, { probe }: Stream): string[] {
  const { highpassHz, lowpassHz, order, causal, reference, localInnerUm, localOuterUm } = params;
  const phase = causal ? 'causal' : 'zero-phase';
  const band =
    highpassHz !== null && lowpassHz !== null
      ? `${phase} band-pass ${numberText(highpassHz)} to ${numberText(lowpassHz)} Hz`
      : highpassHz !== null
        ? `${phase} high-pass ${numberText(highpassHz)} Hz`
        : lowpassHz !== null
          ? `${phase} low-pass ${numberText(lowpassHz)} Hz`
          : null;
  const references = {
    none: [],
    median: ['global median reference'],
    shank: ['median reference of each shank'],
    local: [`local median reference of ${numberText(localInnerUm)} to ${numberText(localOuterUm)} µm`],
  };
  return [
    ...(params.adcRealign ? [`ADC alignment by ${probe?.adcSlotCount} slots`] : []),
    ...(band === null ? [] : [`${band} of order ${order}`]),
    ...references[reference],
    ...(params.whiten === 'noise'
      ? [`whitening by noise of ${params.whitenNeighbours ?? 'all'} neighbours`]
      : params.whiten === 'sorter'
        ? ['whitening by the sorter’s matrix']
        : []),
    ...(params.excludeChannels ? [`without channels ${params.excludeChannels.join(', ')}`] : []),
  ];
}

const needsPlaces = ({ id }: Stream, what: string) =>
  new MissingPart(`positions of the channels of ${id}`, 'the header', `Without them ${what} cannot be told.`);
