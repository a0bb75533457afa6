import { BIT_VOLTS, FIRST_AP_SAMPLE, FIRST_LF_SAMPLE, type OpenEphysNames } from './open-ephys-names.ts';
import { type ProbeLayout, span } from './probe-layout.ts';
import { LF_RATE_HZ, SAMPLE_RATE_HZ } from './sampling.ts';

/** `structure.oebin`, as the GUI lays out its JSON. */
export function oebinText(names: OpenEphysNames, channels: number): string {
  const { old, apStream, lfStream } = names;
  const oebin = {
    'GUI version': old ? '0.5.5' : '0.6.4',
    continuous: [
      continuous(names, apStream, SAMPLE_RATE_HZ, 'AP', 0, channels),
      continuous(names, lfStream, LF_RATE_HZ, 'LFP', 1, channels),
    ],
    events: [
      ttlEvents(names, apStream, SAMPLE_RATE_HZ, 0),
      ttlEvents(names, lfStream, LF_RATE_HZ, 1),
      {
        folder_name: `${names.messages}/`,
        channel_name: 'Messages',
        description: 'Broadcasts messages from the MessageCenter',
        identifier: 'messagecenter.events',
        sample_rate: SAMPLE_RATE_HZ,
        type: 'string',
        source_processor: 'Message Center',
        stream_name: 'ProbeA-AP',
      },
    ],
    spikes: [],
  };
  return `${JSON.stringify(oebin, null, 4)}\n`;
}

/** Stream name without the processor that GUI 0.6 puts before it in folder names. */
const streamName = (folder: string) => folder.slice('Neuropix-PXI-100.'.length);

function continuous(
  { old }: OpenEphysNames,
  name: string,
  rate: number,
  kind: string,
  subProcessor: number,
  count: number,
) {
  const common = { bit_volts: BIT_VOLTS, units: 'uV' };
  const history = 'Neuropix-PXI -> Record Node';
  const channel = (c: number) =>
    old
      ? {
          channel_name: `CH${c + 1}`,
          description: 'Neuropixels data',
          identifier: 'genericdata.continuous',
          history,
          ...common,
          source_processor_index: c,
          recorded_processor_index: c,
        }
      : {
          channel_name: `${kind}${c + 1}`,
          description: 'Neuropixels electrode',
          identifier: 'neuropixels.electrode',
          history,
          ...common,
        };
  return {
    folder_name: `${name}/`,
    sample_rate: rate,
    source_processor_name: 'Neuropix-PXI',
    source_processor_id: 100,
    ...(old ? { source_processor_sub_idx: subProcessor } : { stream_name: streamName(name) }),
    recorded_processor: 'Record Node',
    recorded_processor_id: 101,
    num_channels: count,
    channels: span(0, count - 1).map(channel),
  };
}

function ttlEvents({ old, ttl }: OpenEphysNames, name: string, rate: number, subProcessor: number) {
  const start = { folder_name: `${name}/${ttl}/` };
  return old
    ? {
        ...start,
        channel_name: 'Neuropixels sync',
        description: "TTL events from the probe's sync input",
        identifier: 'neuropixels.sync',
        sample_rate: rate,
        type: 'int16',
        num_channels: 8,
        source_processor: 'Neuropix-PXI',
        source_processor_sub_idx: subProcessor,
        initial_state: 0,
      }
    : {
        ...start,
        channel_name: 'Neuropixels PXI Sync',
        description: 'Status of SMA sync line on PXI card',
        identifier: 'neuropixels.sync',
        sample_rate: rate,
        type: 'int16',
        source_processor: 'Neuropix-PXI',
        stream_name: streamName(name),
        initial_state: 0,
      };
}

export const SYNC_MESSAGES = `Software Time (milliseconds since midnight Jan 1st 1970 UTC): 1714990830000
Start Time for Neuropix-PXI (100) - ProbeA-AP @ 30000 Hz: ${FIRST_AP_SAMPLE}
Start Time for Neuropix-PXI (100) - ProbeA-LFP @ 2500 Hz: ${FIRST_LF_SAMPLE}
`;

/** `settings.xml`: the signal chain, with the probe and its sites. */
export function settingsXml({ old }: OpenEphysNames, probe: ProbeLayout): string {
  const channels = probe.saved.length;
  const attributes = (of: (channel: number) => number) =>
    span(0, channels - 1)
      .map((channel) => `CH${channel}="${of(channel)}"`)
      .join(' ');
  return `<?xml version="1.0" encoding="UTF-8"?>

<SETTINGS>
  <INFO>
    <VERSION>${old ? '0.5.5' : '0.6.4'}</VERSION>
    <DATE>6 May 2024 10:20:30</DATE>
  </INFO>
  <SIGNALCHAIN>
    <PROCESSOR name="Neuropix-PXI" pluginName="Neuropix-PXI" libraryName="Neuropix-PXI" libraryVersion="0.6.0" processorType="2" nodeId="100">
      <STREAM name="ProbeA-AP" sample_rate="30000.0" channel_count="${channels}"/>
      <STREAM name="ProbeA-LFP" sample_rate="2500.0" channel_count="${channels}"/>
      <EDITOR>
        <NP_PROBE slot="2" port="1" dock="1" probe_serial_number="18194809281" probe_part_number="PRB_1_4_0480_1" probe_name="Neuropixels 1.0" num_adcs="32" apGainValue="500x" lfpGainValue="250x" filterCut="ON" isEnabled="1">
          <CHANNELS ${attributes(() => 0)}/>
          <ELECTRODE_XPOS ${attributes((c) => probe.xUm[c]!)}/>
          <ELECTRODE_YPOS ${attributes((c) => probe.yUm[c]! - 20)}/>
        </NP_PROBE>
      </EDITOR>
    </PROCESSOR>
  </SIGNALCHAIN>
</SETTINGS>
`;
}
