/**
 * What the keys of a SpikeGLX header mean, for hovers and completions. After
 * https://billkarsh.github.io/SpikeGLX/Sgl_help/Metadata_Help.html, with the keys of CatGT and of phase 3A.
 */
export interface MetaKey {
  /** One sentence or noun phrase. */
  readonly meaning: string;
  readonly unit?: string;
  /** What each value of a choice stands for. */
  readonly values?: Readonly<Record<string, string>>;
}

/** The known key that a header's key is, also for numbered keys such as `imErrFlags0_2_IS_CT_SR_LK_PP_SY_MS`. */
export function metaKey(key: string): MetaKey | undefined {
  const known = Object.hasOwn(spikeGlxKeys, key) ? spikeGlxKeys[key] : undefined;
  return known ?? numberedKeys.find(([pattern]) => pattern.test(key))?.[1];
}

const yesNo = { true: 'yes', false: 'no' };

export const spikeGlxKeys: Readonly<Record<string, MetaKey>> = {
  // The file
  appVersion: { meaning: 'Version of SpikeGLX that wrote the file, as year, month, day.' },
  fileCreateTime: { meaning: 'When the file was begun, local time of the acquisition computer.' },
  fileCreateTime_original: { meaning: 'When the file that CatGT read was begun.' },
  fileName: { meaning: 'Where the binary file was written, on the acquisition computer.' },
  fileSHA1: {
    meaning: 'SHA-1 of the binary file as it was recorded; files that were cut or filtered since keep it.',
  },
  fileSizeBytes: { meaning: 'Length of the binary file when it was closed.', unit: 'bytes' },
  fileTimeSecs: { meaning: 'Length of the recording, from the number of samples and the rate.', unit: 's' },
  firstSample: {
    meaning: 'Sample number of the first frame, counted since the acquisition began.',
    unit: 'samples',
  },
  nDataDirs: { meaning: 'Number of folders that the run was spread over.' },
  nSavedChans: {
    meaning: 'Columns in the binary file: a frame is this many 16-bit numbers.',
    unit: 'channels',
  },
  userNotes: { meaning: 'What the experimenter typed.' },
  typeThis: {
    meaning: 'The device that this file is from.',
    values: { imec: 'Neuropixels probe', nidq: 'National Instruments device', obx: 'OneBox' },
  },
  typeEnabled: { meaning: 'Devices that were on (phase 3A).' },
  typeImEnabled: { meaning: 'Number of probes that were on.', unit: 'probes' },
  typeNiEnabled: { meaning: 'Whether the NI device was on.', values: { '0': 'off', '1': 'on' } },
  typeObEnabled: { meaning: 'Number of OneBoxes whose analog inputs were recorded.', unit: 'devices' },

  // What was acquired and saved
  acqApLfSy: { meaning: 'Channels that the probe delivered: AP, LF, sync words.' },
  acqMnMaXaDw: {
    meaning:
      'Channels that the NI device delivered: multiplexed neural, multiplexed auxiliary, analog, digital words.',
  },
  acqXaDwSy: { meaning: 'Channels that the OneBox delivered: analog, digital words, sync words.' },
  snsApLfSy: { meaning: 'Channels in this file: AP, LF, sync words.' },
  snsMnMaXaDw: {
    meaning: 'Channels in this file: multiplexed neural, multiplexed auxiliary, analog, digital words.',
  },
  snsXaDwSy: { meaning: 'Channels in this file: analog, digital words, sync words.' },
  snsSaveChanSubset: {
    meaning: 'Acquisition numbers of the saved channels, in file order; `all` for all of them.',
  },
  snsChanMap: {
    meaning:
      'Order in which channels are displayed. Header: acquired channels of each kind; entries: name; number : place.',
  },
  snsShankMap: {
    meaning:
      'Where each saved channel is on the probe. Header: shanks, columns, rows; entries: shank : column : row : 1, or 0 for a reference or a site that is off.',
  },
  snsGeomMap: {
    meaning:
      'Where each saved channel is on the probe, in µm. Header: part number, shanks, shank pitch, shank width; entries: shank : x from the left edge of the shank : z from the lowest row : 1, or 0 for a reference or a site that is off.',
  },
  imroTbl: {
    meaning:
      'Which electrode each acquired channel is connected to, with reference, gains and filter where the probe lets them be chosen.',
  },
  muxTbl: {
    meaning:
      'Channels that share a converter. Header: converters, time slots; each entry holds the channels that are sampled in the same slot.',
  },

  // Imec probe
  imSampRate: { meaning: 'Sampling rate of this file, as calibrated.', unit: 'Hz' },
  imAiRangeMax: { meaning: 'Voltage of the largest number, before amplification.', unit: 'V' },
  imAiRangeMin: { meaning: 'Voltage of the smallest number, before amplification.', unit: 'V' },
  imMaxInt: {
    meaning:
      'The number that stands for imAiRangeMax: 512 for 10-bit probes, 2048 for 12-bit, 8192 for 14-bit.',
  },
  imChan0apGain: { meaning: 'Amplification of channel 0 in the AP or full band.' },
  imChan0lfGain: { meaning: 'Amplification of channel 0 in the LF band.' },
  imChan0Ref: {
    meaning: 'Reference of channel 0.',
    values: { ext: 'external reference', tip: 'tip of the probe', gnd: 'ground', join: 'joined tips' },
  },
  imAnyChanFullBand: {
    meaning: 'Whether any AP channel is without its 300 Hz high-pass filter.',
    values: yesNo,
  },
  imCalibrated: {
    meaning: 'Whether the gains and converters were set from the calibration files.',
    values: yesNo,
  },
  imRoFile: { meaning: 'File that the electrode table (imro) was loaded from; empty for the default.' },
  imroFile: { meaning: 'File that the electrode table (imro) was loaded from; empty for the default.' },
  imStdby: { meaning: 'Channels whose amplifier was switched off.' },
  imLEDEnable: { meaning: 'Whether the lights of the headstage were on.', values: yesNo },
  imLowLatency: { meaning: 'Whether data were fetched in small, frequent packets.', values: yesNo },
  imTrgRising: { meaning: 'Whether the start trigger was a rising edge.', values: yesNo },
  imTrgSource: {
    meaning: 'What started the acquisition; other numbers are the slots that sent the trigger.',
    values: { '0': 'software' },
  },
  imSRAtDetect: {
    meaning: 'Whether the shift registers were tested when the probe was found.',
    values: yesNo,
  },
  imTipLength: { meaning: 'From the tip of the shank to the centre of the lowest row of sites.', unit: 'µm' },
  imXPitch: { meaning: 'Distance between columns of sites.', unit: 'µm' },
  imZPitch: { meaning: 'Distance between rows of sites.', unit: 'µm' },
  imX0EvenRow: {
    meaning: 'From the left edge of the shank to the first site of even rows (0, 2, 4).',
    unit: 'µm',
  },
  imX0OddRow: {
    meaning: 'From the left edge of the shank to the first site of odd rows (1, 3, 5).',
    unit: 'µm',
  },
  imColsPerShank: { meaning: 'Columns of sites on a shank.', unit: 'columns' },
  imRowsPerShank: { meaning: 'Rows of sites on a shank.', unit: 'rows' },
  imIsSvyRun: { meaning: 'Whether the run steps through the banks of the probe (survey).', values: yesNo },
  imSvyMaxBnk: { meaning: 'Last bank of a survey run; -1 for all.' },
  imSvyNShanks: { meaning: 'Shanks that a survey run visits.', unit: 'shanks' },
  imSvySecPerBnk: { meaning: 'Time that a survey run spends on each bank.', unit: 's' },
  imSvySettleSec: { meaning: 'Time that a survey run waits after a change of bank.', unit: 's' },
  svySBTT: { meaning: 'Stretches of a survey run: shank, bank, first and last sample.' },
  imErrFlags_IS_CT_SR_LK_PP_SY: {
    meaning:
      'Error counts of the link (CT count, SR serdes, LK lock, PP pop, SY sync); all 0 when all went well.',
  },

  // Parts of the probe and its electronics
  imDatApi: { meaning: 'Version of the Neuropixels programming interface.' },
  imDatBs_fw: { meaning: 'Firmware of the basestation.' },
  imDatBsc_fw: { meaning: 'Firmware of the basestation connect board.' },
  imDatBsc_hw: { meaning: 'Hardware version of the basestation connect board.' },
  imDatBsc_pn: { meaning: 'Part number of the basestation connect board.' },
  imDatBsc_sn: { meaning: 'Serial number of the basestation connect board.' },
  imDatBsc_tech: {
    meaning: 'Technology of the basestation.',
    values: { std: 'standard', opto: 'opto', qb: 'quad base', nxt: 'NXT' },
  },
  imDatFx_hw: { meaning: 'Hardware version of the flex cable.' },
  imDatFx_pn: { meaning: 'Part number of the flex cable.' },
  imDatFx_sn: { meaning: 'Serial number of the flex cable.' },
  imDatHs_fw: { meaning: 'Firmware of the headstage.' },
  imDatHs_hw: { meaning: 'Hardware version of the headstage.' },
  imDatHs_pn: { meaning: 'Part number of the headstage.' },
  imDatHs_sn: { meaning: 'Serial number of the headstage.' },
  imDatPrb_dock: { meaning: 'Dock of the headstage that the probe was in.' },
  imDatPrb_pn: { meaning: 'Part number of the probe: decides sites, gains and converters.' },
  imDatPrb_port: { meaning: 'Port of the basestation that the headstage was on.' },
  imDatPrb_slot: { meaning: 'Slot of the PXI chassis, or number of the OneBox.' },
  imDatPrb_sn: { meaning: 'Serial number of the probe.' },
  imDatPrb_sr_mask: { meaning: 'Shanks whose shift register passed its test, one bit each.' },
  imDatPrb_sr_nok: { meaning: 'Number of shanks whose shift register passed its test.', unit: 'shanks' },
  imDatPrb_tech: {
    meaning: 'Technology of the probe.',
    values: { std: 'standard', opto: 'opto', qb: 'quad base', nxt: 'NXT' },
  },
  imDatPrb_type: {
    meaning: 'Type of the probe; probes with the same table of electrodes share it.',
    values: {
      '0': 'Neuropixels 1.0',
      '21': '2.0 single shank, prototype',
      '24': '2.0 four shank, prototype',
      '1030': '1.0 NHP long',
      '1100': 'Ultra (UHD1)',
      '1110': 'Ultra, switchable (UHD2)',
      '1300': 'Opto',
      '2003': '2.0 single shank',
      '2013': '2.0 four shank',
      '2020': '2.0 quad base',
    },
  },

  // Phase 3A
  imProbeOpt: { meaning: 'Option of a phase 3A probe, 1 to 4; option 4 has 276 channels.' },
  imProbeSN: { meaning: 'Serial number of a phase 3A probe.' },
  imHpFlt: { meaning: 'High-pass filter of the AP band of a phase 3A probe.', unit: 'Hz' },
  imDoGainCor: { meaning: 'Whether gains were corrected from the calibration.', values: yesNo },
  imNoLEDs: { meaning: 'Whether the lights of the headstage were off.', values: yesNo },
  imSoftStart: { meaning: 'Whether software started the acquisition.', values: yesNo },
  imVersAPI: { meaning: 'Version of the phase 3A programming interface.' },
  imVersBs: { meaning: 'Firmware of the phase 3A basestation.' },
  imVersHwr: { meaning: 'Hardware version of the phase 3A basestation.' },
  syncImChan: { meaning: 'Digital line of the probe that carries the sync wave (phase 3A).' },
  syncImChanType: { meaning: 'Kind of that line.', values: { '0': 'digital', '1': 'analog' } },
  syncImThresh: { meaning: 'Threshold when the line is analog.', unit: 'V' },

  // NI device
  niSampRate: { meaning: 'Sampling rate of the NI device, as calibrated.', unit: 'Hz' },
  niAiRangeMax: { meaning: 'Voltage of the largest number, before amplification.', unit: 'V' },
  niAiRangeMin: { meaning: 'Voltage of the smallest number, before amplification.', unit: 'V' },
  niMaxInt: { meaning: 'The number that stands for niAiRangeMax; 32768 where the key is absent.' },
  niMNGain: { meaning: 'Amplification of multiplexed neural channels.' },
  niMAGain: { meaning: 'Amplification of multiplexed auxiliary channels.' },
  niMuxFactor: { meaning: 'Channels that are multiplexed into each analog input.', unit: 'channels' },
  niMNChans1: { meaning: 'Analog inputs of the first device that carry multiplexed neural channels.' },
  niMAChans1: { meaning: 'Analog inputs of the first device that carry multiplexed auxiliary channels.' },
  niXAChans1: { meaning: 'Analog inputs of the first device that are recorded as they are.' },
  niXDChans1: { meaning: 'Digital lines of the first device that are recorded, one bit each.' },
  niXDBytes1: { meaning: 'Bytes that the digital lines of the first device take.', unit: 'bytes' },
  niMNChans2: { meaning: 'Analog inputs of the second device that carry multiplexed neural channels.' },
  niMAChans2: { meaning: 'Analog inputs of the second device that carry multiplexed auxiliary channels.' },
  niXAChans2: { meaning: 'Analog inputs of the second device that are recorded as they are.' },
  niXDChans2: { meaning: 'Digital lines of the second device that are recorded, one bit each.' },
  niXDBytes2: { meaning: 'Bytes that the digital lines of the second device take.', unit: 'bytes' },
  niAiTermination: { meaning: 'How the analog inputs are wired.' },
  niClockLine1: { meaning: 'Where the first device takes its sample clock.' },
  niClockLine2: { meaning: 'Where the second device takes its sample clock.' },
  niClockSource: { meaning: 'Source of the sample clock and its calibrated rate.' },
  niDev1: { meaning: 'Name of the first NI device.' },
  niDev1ProductName: { meaning: 'Product name of the first NI device.' },
  niDev2: { meaning: 'Name of the second NI device.' },
  niDev2ProductName: { meaning: 'Product name of the second NI device.' },
  niDualDevMode: { meaning: 'Whether two NI devices were used as one.', values: yesNo },
  niStartEnable: {
    meaning: 'Whether a digital line told other hardware that the run had begun.',
    values: yesNo,
  },
  niStartLine: { meaning: 'The digital line that told so.' },

  // OneBox
  obSampRate: { meaning: 'Sampling rate of the OneBox, as calibrated.', unit: 'Hz' },
  obAiRangeMax: { meaning: 'Voltage of the largest number.', unit: 'V' },
  obAiRangeMin: { meaning: 'Voltage of the smallest number.', unit: 'V' },
  obMaxInt: { meaning: 'The number that stands for obAiRangeMax; 32768 where the key is absent.' },
  obXAChans: { meaning: 'Analog inputs of the OneBox that are recorded.' },

  // Synchronisation, gates and triggers
  syncSourceIdx: {
    meaning: 'Device that makes the sync wave; 3 and above are the imec slots in turn.',
    values: { '0': 'none', '1': 'external', '2': 'NI device', '3': 'first imec slot' },
  },
  syncSourcePeriod: { meaning: 'Period of the sync wave; it is high for one half.', unit: 's' },
  syncImInputSlot: {
    meaning: 'Slot whose SMA connector takes the sync wave in; it is bit 6 of the SY word.',
  },
  syncNiChan: { meaning: 'Input of the NI device that carries the sync wave.' },
  syncNiChanType: { meaning: 'Kind of that input.', values: { '0': 'digital', '1': 'analog' } },
  syncNiThresh: { meaning: 'Threshold when that input is analog.', unit: 'V' },
  syncObChan: { meaning: 'Input of the OneBox that carries the sync wave.' },
  syncObChanType: { meaning: 'Kind of that input.', values: { '0': 'digital', '1': 'analog' } },
  syncObThresh: { meaning: 'Threshold when that input is analog.', unit: 'V' },
  gateMode: { meaning: 'What opens the gate (g) of a run.' },
  trigMode: { meaning: 'What begins and ends the files (t) within a gate.' },
  trgTimTL0: { meaning: 'Timed trigger: wait before the first file.', unit: 's' },
  trgTimTL: { meaning: 'Timed trigger: pause between files.', unit: 's' },
  trgTimTH: { meaning: 'Timed trigger: length of a file.', unit: 's' },
  trgTimNH: { meaning: 'Timed trigger: number of files.', unit: 'files' },
  trgTimIsNInf: { meaning: 'Timed trigger: whether files follow without end.', values: yesNo },
  trgTimIsHInf: { meaning: 'Timed trigger: whether a file has no end.', values: yesNo },

  // CatGT
  catNFiles: { meaning: 'Number of files that CatGT joined.', unit: 'files' },
  catGVals: { meaning: 'First and last gate that CatGT joined.' },
  catTVals: { meaning: 'First and last trigger that CatGT joined.' },
  catNRuns: { meaning: 'Number of runs that CatGT joined (supercat).', unit: 'runs' },
  catGTCmdline: { meaning: 'Command line that CatGT was run with.' },
};

/** Keys with numbers in them: one per CatGT pass, probe or stream. */
const numberedKeys: readonly (readonly [RegExp, MetaKey])[] = [
  [/^catGTCmdline\d*$/, spikeGlxKeys['catGTCmdline']!],
  [
    /^(im|ob)ErrFlags[\d_]*_IS_CT_SR_LK_PP_SY(_MS)?$/,
    {
      meaning:
        'Error counts of the link of one device or shank (CT count, SR serdes, LK lock, PP pop, SY sync, MS missed samples); all 0 when all went well.',
    },
  ],
  [/^trg(Tim|TTL|Spk|Lgc)\w+$/, { meaning: 'A setting of the trigger that begins and ends files.' }],
  [/^gate\w+$/, { meaning: 'A setting of the gate of a run.' }],
];
