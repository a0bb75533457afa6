/**
 * Keys of `structure.oebin` by the list they stand in, after
 * https://open-ephys.github.io/gui-docs/User-Manual/Recording-data/Binary-format.html
 */
export const oebinKeys: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  root: {
    'GUI version': 'Version of the Open Ephys GUI that wrote the recording.',
    continuous: 'Streams of samples, one entry per folder in `continuous/`.',
    events: 'Digital lines and texts, one entry per folder in `events/`.',
    spikes: 'Spikes that the GUI detected online, one entry per electrode in `spikes/`.',
  },
  continuous: {
    folder_name:
      'Folder below `continuous/` that holds `continuous.dat`: int16 samples, all channels of one time after each other.',
    sample_rate: 'Sampling rate of the stream.',
    source_processor_name: 'Plugin that produced the stream.',
    source_processor_id: 'Number of that plugin in the signal chain.',
    source_processor_sub_idx:
      'Which of the plugin’s streams this is; before GUI 0.6, 0 was AP and 1 LFP on Neuropixels.',
    stream_name: 'Name of the stream within its plugin.',
    recorded_processor: 'Plugin that wrote the files.',
    recorded_processor_id: 'Number of the plugin that wrote the files.',
    num_channels: 'Columns of `continuous.dat`.',
    channels: 'One entry per column of `continuous.dat`, in the order of the file.',
  },
  channels: {
    channel_name: 'Name of the channel; `CH` electrodes, `ADC` analog inputs, `AUX` accelerometers.',
    description: 'What the plugin says about the channel.',
    identifier: 'Machine-readable kind of the channel.',
    history: 'Plugins that the signal passed.',
    bit_volts:
      'Factor from the stored integer to physical units: microvolts for electrodes, volts for analog inputs.',
    units: 'Unit after multiplying by `bit_volts`; empty in all GUI 0.6 files.',
    type: 'Kind of channel: 0 electrode, 1 auxiliary, 2 analog input.',
    source_processor_index: 'Place of the channel in the plugin that produced it.',
    recorded_processor_index: 'Column in `continuous.dat`.',
    channel_metadata: 'Further facts, such as the electrode of a Neuropixels channel.',
  },
  channel_metadata: {
    name: 'Name of the fact.',
    description: 'What it means.',
    identifier: 'Its machine-readable kind.',
    type: 'Number type of its values.',
    length: 'How many values it has.',
    value: 'Its values. An electrode index counts over all shanks: shank × 1280 + site on a 2.0 probe.',
  },
  events: {
    folder_name: 'Folder below `events/`.',
    channel_name: 'Name of the event channel.',
    description: 'What the plugin says about it.',
    identifier: 'Machine-readable kind of the event.',
    sample_rate: 'Clock that the sample numbers count.',
    type: 'What each event is: `int16` for lines that go up (+) and down (−), `string` for texts.',
    num_channels: 'How many lines the channel has.',
    source_processor: 'Plugin that produced the events.',
    stream_name: 'Stream whose clock dates the events.',
    initial_state: 'Lines that were up when the recording began, as bits.',
  },
  spikes: {
    folder: 'Folder below `spikes/`.',
    sample_rate: 'Clock that the sample numbers count.',
    num_channels: 'Channels of the electrode: 1 single, 2 stereotrode, 4 tetrode.',
    pre_peak_samples: 'Samples of each waveform before its peak.',
    post_peak_samples: 'Samples of each waveform after its peak.',
  },
};
