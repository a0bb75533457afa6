import type { Probe, ProbeSite } from '../model/probe.ts';
import type { Stream } from '../model/recording.ts';
import type { OebinStream } from './open-ephys-oebin.ts';
import type { OpenEphysSettings, SettingsProbe } from './open-ephys-settings.ts';
import { bandFilterHz, probeModel } from './spikeglx-probes.ts';

/**
 * The probe behind a stream, with a site for each of its neural columns. Null with a sentence when the settings are
 * missing, tell of no probe of that name, or do not place every channel: a wrong map is worse than none.
 */
export function openEphysProbe(
  stream: OebinStream,
  all: readonly OebinStream[],
  settings: OpenEphysSettings | null,
  file: string,
): { probe: Probe | null; filterHz?: Stream['filterHz']; warnings: string[] } {
  if (!settings)
    return {
      probe: null,
      warnings: [`${file}: no settings.xml, so the probe of ${stream.folder} is unknown.`],
    };
  const written = matchProbe(stream, all, settings);
  if (!written)
    return {
      probe: null,
      warnings: [`${file}: settings.xml has no enabled probe for ${stream.folder}; its sites are unknown.`],
    };
  const model = probeModel(written.partNumber ?? undefined, undefined);
  const { sites, warnings } = place(stream, written, file);
  const shanks = Math.max(0, ...[...written.sites.values()].map(({ shank }) => shank)) + 1;
  const filterHz = model && bandFilterHz(model, stream.band, written.highPass);
  return {
    warnings,
    ...(filterHz && { filterHz }),
    probe: {
      type: written.probeName ?? written.partNumber ?? 'unknown',
      partNumber: written.partNumber,
      model: model?.name ?? written.probeName ?? 'Neuropixels, unknown type',
      serial: written.serial,
      shankCount: model?.grid.shankCount ?? shanks,
      shankPitchUm: model?.grid.shankPitchUm ?? (shanks > 1 ? 250 : 0),
      shankWidthUm: model?.grid.shankWidthUm ?? 70,
      adcSlotCount: model?.adcSlotCount ?? null,
      sites,
      geometrySource: sites.length > 0 ? 'settings.xml' : 'none',
    },
  };
}

/** By processor and stream name; GUI 0.5 and before number the streams instead, AP and LF of a 1.0 probe in turn. */
function matchProbe(
  { name, processorId, subProcessor, band }: OebinStream,
  all: readonly OebinStream[],
  { probes }: OpenEphysSettings,
): SettingsProbe | undefined {
  const of = probes.filter((probe) => processorId === null || probe.processorId === processorId);
  if (subProcessor === null)
    return of.find(({ streamName }) => streamName === name.replace(/-(AP|LFP)$/, ''));
  const isTwin =
    band === 'lf' &&
    all.some(
      (other) =>
        other.processorId === processorId && other.subProcessor === subProcessor - 1 && other.band === 'ap',
    );
  return of.find((probe) => probe.subProcessor === (isTwin ? subProcessor - 1 : subProcessor));
}

function place(
  { channels, folder }: OebinStream,
  { sites, serial }: SettingsProbe,
  file: string,
): { sites: ProbeSite[]; warnings: string[] } {
  const neural = channels.filter(({ role }) => role === 'neural');
  if (sites.size === 0)
    return {
      sites: [],
      warnings: [`${file}: settings.xml has no positions for probe ${serial}; its sites are unknown.`],
    };
  const placed = neural.flatMap(({ column, id }): ProbeSite[] => {
    const site = sites.get(id);
    return site ? [{ column, id, ...site }] : [];
  });
  if (placed.length === neural.length) return { sites: placed, warnings: [] };
  return {
    sites: [],
    warnings: [
      `${file}: settings.xml places ${placed.length} of the ${neural.length} channels of ${folder}; expected all, so its sites are left out.`,
    ],
  };
}
