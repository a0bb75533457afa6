import path from 'node:path';

/** Names and numbers of a synthetic Open Ephys recording; version 0.5 and 0.6 of the GUI lay out folders differently. */
export interface OpenEphysNames {
  /** True for GUI 0.5. */
  readonly old: boolean;
  /** Recording folder relative to the output. */
  readonly recording: string;
  /** Folder of `settings.xml`. */
  readonly node: string;
  readonly apStream: string;
  readonly lfStream: string;
  /** Folder of the TTL events within a stream's. */
  readonly ttl: string;
  readonly messages: string;
}

export function openEphysNames(phase: string): OpenEphysNames {
  const old = phase === '0.5';
  const node = old ? '' : 'Record Node 101';
  return {
    old,
    recording: path.join(node, 'experiment1', 'recording1'),
    node,
    apStream: old ? 'Neuropix-PXI-100.0' : 'Neuropix-PXI-100.ProbeA-AP',
    lfStream: old ? 'Neuropix-PXI-100.1' : 'Neuropix-PXI-100.ProbeA-LFP',
    ttl: old ? 'TTL_1' : 'TTL',
    messages: old ? 'Message_Center-904.0/TEXT_group_1' : 'MessageCenter',
  };
}

/** Sample number and second at which the recording starts, counted from the start of acquisition. */
export const FIRST_AP_SAMPLE = 1234560;
export const FIRST_LF_SAMPLE = FIRST_AP_SAMPLE / 12;
export const FIRST_TIMESTAMP_S = 41.152;

/** What the GUI writes for 0.195 µV: the value of a 32-bit float. */
export const BIT_VOLTS = 0.19499999284744263;
