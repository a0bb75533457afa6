import { readFileSync } from 'node:fs';
import path from 'node:path';

/** Real files of other laboratories; see test/fixtures/corpus/README.md. Tests run in the project folder. */
export const corpusFolder = path.resolve('test/fixtures/corpus');

export const corpusPath = (file: string): string => path.join(corpusFolder, file);
export const corpusText = (file: string): string => readFileSync(corpusPath(file), 'utf8');

/** What a reference says of a site: its position, and how much its x differs from SpikeGLX's. */
export interface ProbeinterfaceFacts {
  readonly error?: string;
  readonly n_contacts: number;
  readonly n_shanks: number;
  readonly first_xy: readonly [number, number];
  readonly last_xy: readonly [number, number];
  readonly shank_first: number;
  readonly shank_last: number;
  readonly x_offset_own_minus_pi: number;
}

interface SiteFacts {
  readonly shank: number;
  readonly x_um: number;
  readonly y_um: number;
}

interface BandFacts {
  readonly in_this_file: boolean;
  readonly first: number;
  readonly last: number;
  readonly unique: readonly number[];
}

/** The part of EXPECTED.json about one `.meta`; null stands for "not in this file". */
export interface MetaFacts {
  readonly parse: {
    readonly line_ending: string;
    readonly n_keys: number;
    readonly tilde_keys: readonly string[];
    readonly lines_without_equals: readonly unknown[];
  };
  readonly typeThis: string;
  readonly appVersion: string;
  readonly fileName: string;
  readonly nSavedChans: number;
  readonly stream: string;
  readonly sns: Readonly<Record<string, number>>;
  readonly probe?: {
    readonly type: number | null;
    readonly part_number: string | null;
    readonly serial: string;
    readonly name: string;
  };
  readonly vmax: number;
  readonly imax: number;
  readonly imroTbl?: {
    readonly header: string;
    readonly n_entries: number;
    readonly first: string;
    readonly last: string;
  };
  readonly gain_source?: string;
  readonly gains?: { readonly AP: readonly number[] | null; readonly LF: readonly number[] | null };
  readonly uV_per_bit: {
    readonly AP?: BandFacts | null;
    readonly LF?: BandFacts | null;
    readonly analog_first?: number;
    readonly analog_unique?: readonly number[];
    readonly per_type?: Readonly<Record<'MN' | 'MA' | 'XA', number>>;
  };
  readonly saved_channel_ids?: {
    readonly n: number;
    readonly first: number;
    readonly last: number;
    readonly ap_first: number | null;
    readonly ap_last: number | null;
    readonly lf_first: number | null;
    readonly sy: readonly number[];
    readonly contiguous: boolean;
  };
  readonly geometry?: {
    readonly source: string;
    readonly n_sites: number;
    readonly first: SiteFacts;
    readonly second: SiteFacts;
    readonly last: SiteFacts;
    readonly x_unique: readonly number[];
    readonly y_min: number;
    readonly y_max: number;
    readonly n_distinct_y: number;
    readonly shanks: Readonly<Record<string, number>>;
    readonly shank_pitch_um: number;
    readonly used_flag_0: readonly number[];
  };
  readonly sync: { readonly SY_words?: number };
  readonly sample_rate_hz: number;
  readonly fileSizeBytes: number;
  readonly n_samples: number;
  readonly remainder_bytes: number;
  readonly duration_s: number;
  readonly firstSample: number;
  readonly snsChanMap: { readonly n: number; readonly first: string; readonly last: string };
  readonly oracles: {
    readonly probeinterface?: ProbeinterfaceFacts;
    readonly neo?: {
      readonly sampling_rate?: number;
      readonly uV_per_bit_unique_nonsync?: readonly number[];
    };
    readonly ibl?: { readonly uV_per_bit_unique_nonsync?: readonly number[] };
  };
}

export interface ImroFacts {
  readonly header: string;
  readonly n_entries: number;
  readonly first: string;
  readonly last: string;
  readonly probeinterface: {
    readonly n: number;
    readonly shanks: number;
    readonly first_xy: readonly [number, number];
    readonly last_xy: readonly [number, number];
  };
}

interface Expected<OpenEphys> {
  readonly spikeglx_meta: Readonly<Record<string, MetaFacts>>;
  readonly imro: Readonly<Record<string, ImroFacts>>;
  readonly openephys: Readonly<Record<string, OpenEphys>>;
}

/** EXPECTED.json: computed by others' software and by the definition, not by the code under test. */
export const expected = <OpenEphys = unknown>(): Expected<OpenEphys> =>
  JSON.parse(corpusText('EXPECTED.json')) as Expected<OpenEphys>;

/** Absolute and relative closeness, for values that the references rounded to ten digits. */
export const isClose = (a: number, b: number, relative = 1e-9): boolean =>
  Math.abs(a - b) <= relative * Math.max(1, Math.abs(a), Math.abs(b));

export interface NpyFacts {
  readonly shape: readonly number[];
  readonly first?: number | string;
  readonly last?: number | string;
  readonly sum?: number;
}

/** The part of EXPECTED.json about one structure.oebin. */
export interface OebinFacts {
  readonly gui_version: string;
  readonly continuous: readonly {
    readonly folder: string;
    readonly source: string;
    readonly stream_name: string | null;
    readonly sample_rate: number;
    readonly num_channels: number;
    readonly bit_volts_unique: readonly number[];
    readonly first_channel: string;
    readonly last_channel: string;
    readonly folder_exists: boolean;
    readonly dat: { readonly n_samples: number } | null;
    readonly npy: Readonly<Record<string, NpyFacts>>;
  }[];
  readonly events: readonly {
    readonly folder: string;
    readonly type: string;
    readonly channel_name: string;
    readonly folder_exists: boolean;
    readonly npy: Readonly<Record<string, NpyFacts>>;
    readonly transitions?: Readonly<Record<string, number>>;
    readonly first_events?: readonly (readonly [number, number])[];
  }[];
}

/** The part of EXPECTED.json about one settings.xml; `error` where probeinterface fails. */
export interface SettingsFacts {
  readonly gui_version: string;
  readonly probeinterface_probes: SettingsProbeFacts | readonly SettingsProbeFacts[];
}

interface SettingsProbeFacts {
  readonly error?: string;
  readonly name?: string;
  readonly part_number?: string;
  readonly serial?: string;
  readonly n_contacts?: number;
  readonly n_shanks?: number;
  readonly first_xy?: readonly number[];
  readonly last_xy?: readonly number[];
  readonly y_min?: number;
  readonly y_max?: number;
  readonly contact_id_first?: string;
  readonly contact_id_last?: string;
}

export type OpenEphysFacts = OebinFacts | SettingsFacts;
