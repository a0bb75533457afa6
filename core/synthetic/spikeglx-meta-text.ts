import { type ProbeLayout, span } from './probe-layout.ts';
import { LF_RATE_HZ, LF_STEP, SAMPLE_RATE_HZ } from './sampling.ts';

export interface MetaFacts {
  readonly band: 'ap' | 'lf';
  readonly binName: string;
  readonly sha1: string;
  readonly bytes: number;
  readonly samples: number;
  readonly probeIndex: number;
  readonly probeCount: number;
}

type Keys = Record<string, string | number>;
/** A `~` entry: its key and the entries between parentheses. */
type Table = readonly [string, readonly string[]];

/** The `.meta` file SpikeGLX would write: keys in alphabetical order, then tables, lines ended by CR LF. */
export function metaText(probe: ProbeLayout, facts: MetaFacts): string {
  const keys: Keys = { ...commonKeys(probe, facts), ...generationKeys(probe, facts) };
  const tables = [
    ...acquisitionTables(probe),
    channelMap(probe, facts),
    ...geometryTables(probe, facts, keys),
  ];
  const lines = Object.keys(keys)
    .sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
    .map((key) => `${key}=${keys[key]}`);
  for (const [key, rows] of tables) lines.push(`${key}=${rows.map((row) => `(${row})`).join('')}`);
  return `${lines.join('\r\n')}\r\n`;
}

function commonKeys(probe: ProbeLayout, facts: MetaFacts): Keys {
  const ap = facts.band === 'ap';
  const rate = ap ? SAMPLE_RATE_HZ : LF_RATE_HZ;
  const firstSample = 177385 + facts.probeIndex * 4096;
  return {
    fileCreateTime: '2024-05-06T10:20:30',
    fileName: `D:/data/${facts.binName}`,
    fileSHA1: facts.sha1,
    fileSizeBytes: facts.bytes,
    fileTimeSecs: facts.samples / rate,
    firstSample: ap ? firstSample : Math.floor(firstSample / LF_STEP),
    gateMode: 'Immediate',
    imSampRate: rate,
    imStdby: '',
    imTrgRising: 'true',
    imTrgSource: 0,
    nSavedChans: probe.saved.length + 1,
    syncSourceIdx: 0,
    syncSourcePeriod: 1,
    trigMode: 'Immediate',
    typeThis: 'imec',
    userNotes: '',
  };
}

function generationKeys(probe: ProbeLayout, facts: MetaFacts): Keys {
  if (probe.family === 'NP2.0') return neuropixels2Keys(probe);
  const { saved } = probe;
  const ap = facts.band === 'ap';
  const both: Keys = {
    acqApLfSy: '384,384,1',
    imAiRangeMax: 0.6,
    imAiRangeMin: -0.6,
    imRoFile: '',
    snsApLfSy: ap ? `${saved.length},0,1` : `0,${saved.length},1`,
    snsSaveChanSubset: channelRanges(ap ? [...saved, 768] : [...saved.map((c) => 384 + c), 768]),
  };
  return probe.family === '3A'
    ? { ...both, ...PHASE_3A_KEYS }
    : { ...both, ...NEUROPIXELS_1_KEYS, ...probeKeys(facts) };
}

const PHASE_3A_KEYS: Keys = {
  appVersion: 20180525,
  imDoGainCor: 'false',
  imHpFlt: 300,
  imNoLEDs: 'false',
  imProbeOpt: 3,
  imProbeSN: 262720641,
  imSoftStart: 'true',
  imVersAPI: 4.3,
  imVersBs: 0.3,
  imVersHwr: 4.2,
  syncImChan: 0,
  syncImChanType: 0,
  syncImThresh: 3,
  typeEnabled: 'imec',
};

const NEUROPIXELS_1_KEYS: Keys = {
  appVersion: 20201103,
  imCalibrated: 'true',
  imDatApi: 3.31,
  imDatBs_fw: '2.0.137',
  imDatBsc_fw: '3.2.176',
  imDatBsc_hw: 2.1,
  imDatBsc_pn: 'NP2_QBSC_00',
  imDatBsc_sn: 175,
  imDatFx_hw: 1.2,
  imDatFx_pn: 'NP2_FLEX_0',
  imDatHs_fw: 5.1,
  imDatHs_pn: 'NP2_HS_30',
  imDatPrb_dock: 1,
  imDatPrb_pn: 'PRB_1_4_0480_1',
  imDatPrb_slot: 2,
  imDatPrb_type: 0,
  imLEDEnable: 'false',
  imMaxInt: 512,
  nDataDirs: 1,
  syncImInputSlot: 2,
  typeNiEnabled: 0,
};

const probeKeys = ({ probeIndex, probeCount }: MetaFacts): Keys => ({
  imDatHs_sn: 1116 + probeIndex,
  imDatPrb_port: 1 + probeIndex,
  imDatPrb_sn: 18194809281 + probeIndex,
  typeImEnabled: probeCount,
});

function neuropixels2Keys(probe: ProbeLayout): Keys {
  const twelveBits = probe.type >= 2000;
  const oldPartNumber = probe.type === 21 ? 'PRB2_1_2_0640_0' : 'NP2010';
  return {
    acqApLfSy: '384,0,1',
    appVersion: twelveBits ? 20230905 : 20220101,
    imAiRangeMax: probe.rangeV,
    imAiRangeMin: -probe.rangeV,
    imCalibrated: 'true',
    imDatApi: twelveBits ? 3.62 : 3.51,
    imDatBs_fw: '2.0.169',
    imDatBsc_fw: '3.2.189',
    imDatBsc_hw: 2.1,
    imDatBsc_pn: 'NP2_QBSC_00',
    imDatBsc_sn: 175,
    imDatFx_hw: 0.1,
    imDatFx_pn: 'NPM_FLEX_01',
    imDatFx_sn: 23200107,
    imDatHs_hw: 3.2,
    imDatHs_pn: 'NPM_HS_31',
    imDatHs_sn: 23200107,
    imDatPrb_dock: 1,
    imDatPrb_pn: twelveBits ? `NP${probe.type}` : oldPartNumber,
    imDatPrb_port: 1,
    imDatPrb_slot: 3,
    imDatPrb_sn: 22420006883,
    imDatPrb_type: probe.type,
    imIsSvyRun: 'false',
    imLEDEnable: 'false',
    imLowLatency: 'false',
    imMaxInt: probe.maxInt,
    imSvyMaxBnk: -1,
    imSvySecPerBnk: 35,
    imTipLength: 206,
    imroFile: '',
    nDataDirs: 1,
    snsApLfSy: `${probe.saved.length},0,1`,
    snsSaveChanSubset: channelRanges([...probe.saved, 384]),
    syncImInputSlot: 3,
    typeImEnabled: 1,
    typeNiEnabled: 0,
    typeObEnabled: 0,
    ...(twelveBits ? { imAnyChanFullBand: 'true', imChan0apGain: 100 } : {}),
  };
}

/** The imec readout table, and for 2.0 the order in which the converters take the channels. */
function acquisitionTables(probe: ProbeLayout): Table[] {
  if (probe.family === '3A')
    return [['~imroTbl', ['262720641,3,384', ...span(0, 383).map((c) => `${c} 0 0 500 250`)]]];
  if (probe.family === 'NP1.0')
    return [['~imroTbl', ['0,384', ...span(0, 383).map((c) => `${c} 0 0 500 250 1`)]]];
  const rows = probe.sites.map(({ shank, electrode }, c) =>
    probe.type === 21 ? `${c} 1 0 ${electrode}` : `${c} ${shank} 0 0 ${electrode}`,
  );
  const groups = span(0, 15).map((group) =>
    span(0, 11)
      .flatMap((k) => [32 * k + 2 * group, 32 * k + 2 * group + 1])
      .join(' '),
  );
  return [
    ['~imroTbl', [`${probe.type},384`, ...rows]],
    ['~muxTbl', ['24,16', ...groups]],
  ];
}

function channelMap(probe: ProbeLayout, { band }: MetaFacts): Table {
  const lfChannels = probe.family === 'NP2.0' ? 0 : 384;
  const sync = 384 + lfChannels;
  const [kind, base] = band === 'ap' ? ['AP', 0] : ['LF', 384];
  const rows = probe.saved.map((c) => `${kind}${c};${base + c}:${base + c}`);
  return ['~snsChanMap', [`384,${lfChannels},1`, ...rows, `SY0;${sync}:${sync}`]];
}

/** Where the sites are: only the AP band's file says so here. */
function geometryTables(probe: ProbeLayout, { band }: MetaFacts, keys: Keys): Table[] {
  if (band === 'lf') return [];
  if (probe.family !== 'NP2.0') {
    const rows = probe.saved.map(
      (c, i) => `0:${c % 2}:${Math.floor(c / 2)}:${i === probe.reference ? 0 : 1}`,
    );
    return [['~snsShankMap', ['1,2,480', ...rows]]];
  }
  const [shanks, pitchUm] = probe.type === 21 ? [1, 0] : [4, 250];
  const rows = probe.saved.map(
    (_, i) => `${probe.shank[i]}:${probe.xUm[i]! - pitchUm * probe.shank[i]!}:${probe.yUm[i]}:1`,
  );
  return [['~snsGeomMap', [`${keys['imDatPrb_pn']},${shanks},${pitchUm},70`, ...rows]]];
}

/** Ascending numbers with runs as `first:last`, joined by commas. */
function channelRanges(channels: readonly number[]): string {
  const parts: string[] = [];
  for (let i = 0; i < channels.length; ) {
    let j = i;
    while (j + 1 < channels.length && channels[j + 1] === channels[j]! + 1) j++;
    parts.push(j === i ? `${channels[i]}` : `${channels[i]}:${channels[j]}`);
    i = j + 1;
  }
  return parts.join(',');
}
