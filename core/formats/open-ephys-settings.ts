import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { FormatError } from '../model/errors.ts';
import type { BareSite } from './spikeglx-geometry.ts';
import { gridPosition, probeModel, type SiteGrid } from './spikeglx-probes.ts';

/**
 * `settings.xml` of the Open Ephys GUI, as far as it tells of probes: the sources Neuropix-PXI (and OneBox) and ONIX.
 * There is no definition but the plugins themselves: https://github.com/open-ephys-plugins/neuropixels-pxi
 */
export interface OpenEphysSettings {
  readonly guiVersion: string | null;
  /** Enabled probes, in the order of the file. */
  readonly probes: readonly SettingsProbe[];
  readonly warnings: readonly string[];
}

export interface SettingsProbe {
  /** Number of the processor that the streams come from. */
  readonly processorId: number | null;
  /** `ProbeA` of the streams ProbeA-AP and ProbeA-LFP; null when the file does not tell. */
  readonly streamName: string | null;
  /** Number of its first stream in GUI 0.5 and before: 2 for the second 1.0 probe, whose streams are 100.2 and 100.3. */
  readonly subProcessor: number;
  readonly partNumber: string | null;
  readonly serial: string | null;
  /** Whether the 300 Hz high-pass of the AP band was on; undefined when the file does not tell. */
  readonly highPass: boolean | undefined;
  /** As the plugin calls it, `Neuropixels 2.0 - Multishank`. */
  readonly probeName: string | null;
  /** Sites by channel number (CH0 is 0); empty when the file has no positions. Distances follow `~snsGeomMap`. */
  readonly sites: ReadonlyMap<number, BareSite>;
}

type Node = Readonly<Record<string, unknown>>;

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseAttributeValue: false,
  isArray: (name) =>
    ['PROCESSOR', 'SIGNALCHAIN', 'STREAM', 'NP_PROBE', 'PROBE', 'NEUROPIXELSV1E', 'NEUROPIXELSV2E'].includes(
      name,
    ),
});

/**
 * The probes that were enabled. Files without any (another headstage, File Reader) give an empty list. Throws
 * FormatError for text that is not the XML of a GUI.
 */
export function parseOpenEphysSettings(text: string, file: string): OpenEphysSettings {
  const fail = (found: string): FormatError =>
    new FormatError({
      file,
      found,
      expected: 'the XML that Open Ephys writes, with root SETTINGS',
      todo: 'Restore settings.xml from the acquisition computer; positions of sites are in it.',
    });
  if (text.trim() === '') throw fail('an empty file');
  const validity = XMLValidator.validate(text);
  if (validity !== true)
    throw fail(`an error in line ${validity.err.line}: ${validity.err.msg.replace(/\.$/, '')}`);
  const root = child(parser.parse(text) as Node, 'SETTINGS');
  if (!root) throw fail('XML without a SETTINGS element');
  const guiVersion = textOf(child(root, 'INFO')?.['VERSION']);
  const warnings: string[] = [];
  const processors = children(root, 'SIGNALCHAIN').flatMap((chain) => children(chain, 'PROCESSOR'));
  const probes = processors.flatMap((processor) => probesOf(processor, file, warnings));
  return { guiVersion, probes, warnings };
}

/** What of a probe is written in its element, whatever the plugin. */
interface WrittenProbe extends Omit<SettingsProbe, 'processorId' | 'streamName' | 'subProcessor'> {
  readonly customName: string | null;
  /** Streams of GUI 0.5: a 1.0 probe has two, AP and LFP. */
  readonly streamCount: 1 | 2;
}

function probesOf(processor: Node, file: string, warnings: string[]): SettingsProbe[] {
  const id = attribute(processor, 'nodeId') ?? attribute(processor, 'NodeId');
  const isEnabled = (node: Node): boolean => attribute(node, 'isEnabled') !== '0';
  // The element sits under the editor up to GUI 0.6 and under its custom parameters since 1.0.
  const isPxi = /neuropix|onebox/i.test(
    `${attribute(processor, 'name')} ${attribute(processor, 'pluginName')}`,
  );
  const pxi = isPxi
    ? ['NP_PROBE', 'PROBE'].flatMap((tag) => descendants(processor, tag)).filter(isEnabled)
    : [];
  const onix = [
    ...descendants(processor, 'NEUROPIXELSV1E').filter(isEnabled),
    ...descendants(processor, 'NEUROPIXELSV2E')
      .filter(isEnabled)
      .flatMap((node) => [...children(node, 'PROBE0'), ...children(node, 'PROBE1')]),
  ];
  const written = [
    ...pxi.map((node) => pxiProbe(node, file, warnings)),
    // A headstage for two probes may have one: the other has no part number.
    ...onix.filter((node) => attribute(node, 'probePartNumber')).map(onixProbe),
  ];
  if (written.length === 0) return [];
  const names = streamNames(processor, written);
  if (names === undefined)
    warnings.push(
      `${file}: the streams of processor ${id} cannot be matched with its ${written.length} probes.`,
    );
  return written.map(
    ({ customName: _, streamCount: __, ...probe }, i): SettingsProbe => ({
      ...probe,
      processorId: id === null ? null : Number(id),
      streamName: names?.[i] ?? null,
      subProcessor: written.slice(0, i).reduce((sum, { streamCount }) => sum + streamCount, 0),
    }),
  );
}

/**
 * The stream of each probe. Streams are listed in the order of the probes, AP and LFP of one probe after each other;
 * GUI 0.5 lists none. Undefined where probes and streams cannot be matched.
 */
function streamNames(processor: Node, probes: readonly WrittenProbe[]): (string | null)[] | undefined {
  const listed = children(processor, 'STREAM').filter((stream) => {
    // Early 0.6 versions leave out the device; a processor with probes then has no other streams but analog inputs.
    const device = attribute(stream, 'device_name') ?? 'Neuropixels';
    return (
      /neuropix/i.test(`${device} ${attribute(stream, 'description')}`) &&
      !/ADC/i.test(attribute(stream, 'name') ?? '')
    );
  });
  const names = [
    ...new Set(listed.map((stream) => (attribute(stream, 'name') ?? '').replace(/-(AP|LFP)$/, ''))),
  ];
  if (names.length === probes.length || names.length === 0) return names;
  const byName = probes.map(({ customName }) => names.find((name) => name === customName) ?? null);
  return byName.some((name) => name !== null) ? byName : undefined;
}

/** NP_PROBE of the Neuropixels-PXI plugin; PROBE before it, which knew neither part number nor positions. */
function pxiProbe(node: Node, file: string, warnings: string[]): WrittenProbe {
  const partNumber = attribute(node, 'probe_part_number');
  const model = probeModel(partNumber ?? undefined, undefined);
  const serial = attribute(node, 'probe_serial_number');
  const hasLfp = attribute(node, 'lfpGainValue') !== null || attribute(node, 'lfpGainIndex') !== null;
  const channels = attributes(child(node, 'CHANNELS'));
  const xs = new Map(attributes(child(node, 'ELECTRODE_XPOS')));
  const ys = new Map(attributes(child(node, 'ELECTRODE_YPOS')));
  // "bank", on four-shank probes "bank:shank"; the four streams of a quad base name their shank: CH12_3.
  const written = channels.flatMap(([name, value]) => {
    const [, number, suffix] = /^CH(\d+)(?:_(\d+))?$/.exec(name) ?? [];
    const [x, y] = [Number(xs.get(name)), Number(ys.get(name))];
    if (number === undefined || !Number.isFinite(x) || !Number.isFinite(y)) return [];
    const shank = Number(value.split(':')[1] ?? suffix ?? 0);
    return [{ channel: Number(number), shank, x: x - shank * (model?.grid.shankPitchUm ?? 250), y }];
  });
  const frame = model ? frameOf(written, model.grid) : asWritten;
  if (!frame)
    warnings.push(
      `${file}: the sites of probe ${serial} do not lie where those of part ${partNumber} do; positions are taken as they are written.`,
    );
  const { shiftUm, perShankUm } = frame ?? asWritten;
  const sites = new Map(
    written.map(({ channel, shank, x, y }) => [
      channel,
      { shank, xUm: x + shiftUm, yUm: y - shank * perShankUm, isReference: false },
    ]),
  );
  return {
    partNumber,
    serial,
    highPass: onOrOff(attribute(node, 'filterCut')),
    probeName: attribute(node, 'probe_name'),
    customName: attribute(node, 'custom_probe_name'),
    streamCount: model ? (model.generation === 1 ? 2 : 1) : hasLfp ? 2 : 1,
    sites,
  };
}

/** How positions were written: what to add to x, and what each shank added to y. */
interface Frame {
  readonly shiftUm: number;
  readonly perShankUm: number;
}
const asWritten: Frame = { shiftUm: 0, perShankUm: 0 };

/**
 * The frame in which the sites lie on the probe's grid. Until 2023 the plugin counted x from other edges than SpikeGLX
 * (2.0 probes 8 instead of 27 µm, Ultra 12 instead of 15.5), and that of GUI 0.5 put 250 µm per shank into y as well.
 * A probe seen from its other face (x from the right edge) lies on the grid too, and keeps its numbers.
 * Undefined when none fits: the part number is wrong.
 */
function frameOf(
  sites: readonly { shank: number; x: number; y: number }[],
  grid: SiteGrid,
): Frame | undefined {
  const columns = Array.from({ length: grid.columnCount }, (_, column) => column);
  const frames = [0, 250].flatMap((perShankUm) => [0, 19, 3.5].map((shiftUm) => ({ shiftUm, perShankUm })));
  const fits = ({ shiftUm, perShankUm }: Frame, isMirrored: boolean): boolean =>
    sites.every(({ shank, x, y }) => {
      const yUm = y - shank * perShankUm;
      const row = Math.round(yUm / grid.rowPitchUm);
      if (row < 0 || Math.abs(yUm - row * grid.rowPitchUm) > 0.5) return false;
      const xUm = isMirrored ? grid.shankWidthUm - x : x + shiftUm;
      return columns.some((column) => Math.abs(xUm - gridPosition(grid, row, column).xUm) < 0.25);
    });
  return frames.find((frame) => fits(frame, false)) ?? (fits(asWritten, true) ? asWritten : undefined);
}

/** ONIX writes electrodes, counted over all shanks, and no positions. */
function onixProbe(node: Node): WrittenProbe {
  const partNumber = attribute(node, 'probePartNumber');
  const grid = probeModel(partNumber ?? undefined, undefined)?.grid;
  const perShank = 1280;
  const sites = new Map<number, BareSite>();
  for (const [name, value] of grid ? attributes(child(node, 'SELECTED_ELECTRODES')) : []) {
    const channel = Number(/^CH(\d+)$/.exec(name)?.[1]);
    const electrode = Number(value);
    if (!grid || !Number.isInteger(channel) || !Number.isInteger(electrode)) continue;
    const shank = grid.shankCount > 1 ? Math.floor(electrode / perShank) : 0;
    const onShank = electrode - shank * perShank;
    const row = Math.floor(onShank / grid.columnCount);
    sites.set(channel, { shank, ...gridPosition(grid, row, onShank % grid.columnCount), isReference: false });
  }
  const serial = attribute(node, 'probeSerialNumber');
  const highPass = onOrOff(attribute(child(node, 'PROBE_VIEWER') ?? {}, 'apFilter'));
  return {
    partNumber,
    serial,
    highPass,
    probeName: null,
    customName: attribute(node, 'name'),
    streamCount: 1,
    sites,
  };
}

const onOrOff = (text: string | null): boolean | undefined =>
  text === 'ON' ? true : text === 'OFF' ? false : undefined;

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const children = (node: Node, name: string): Node[] => [node[name]].flat().filter(isNode);
const child = (node: Node, name: string): Node | undefined => children(node, name)[0];

const descendants = (node: Node, name: string): Node[] =>
  Object.entries(node).flatMap(([key, value]) =>
    key === name
      ? [value].flat().filter(isNode)
      : [value]
          .flat()
          .filter(isNode)
          .flatMap((below) => descendants(below, name)),
  );

const attribute = (node: Node, name: string): string | null => textOf(node[`@${name}`]);

const attributes = (node: Node | undefined): [string, string][] =>
  Object.entries(node ?? {}).flatMap(([key, value]) =>
    key.startsWith('@') ? [[key.slice(1), String(value)]] : [],
  );

const textOf = (value: unknown): string | null =>
  value === undefined || value === null || value === '' || typeof value === 'object' ? null : String(value);
