/**
 * What the copied Python may call, as SpikeInterface 0.103 and 0.104 declare it; an ellipsis stands for parameters that are not used here.
 * Functions are those of `spikeinterface.full`; the names of methods follow what they are methods of, those of extensions the
 * name that `analyzer.compute` knows them by.
 * https://github.com/SpikeInterface/spikeinterface (MIT)
 */
export const spikeInterfaceSignatures: readonly string[] = [
  // extractors/phykilosortextractors.py, extractors/neoextractors/spikeglx.py and openephys.py
  'si.read_phy(folder_path, exclude_cluster_groups=None, load_all_cluster_properties=True)',
  'si.read_spikeglx(folder_path, stream_id=None, stream_name=None, all_annotations=False, use_names_as_ids=False)',
  'si.read_openephys(folder_path, experiment_name=None, stream_id=None, stream_name=None, block_index=None, …)',
  // core/sortinganalyzer.py, core/template_tools.py
  'si.create_sorting_analyzer(sorting, recording, format, folder=None, sparse=True, …)',
  'si.get_template_extremum_channel(templates_or_sorting_analyzer, peak_sign, …, outputs)',
  // postprocessing/correlograms.py
  'si.compute_correlograms(sorting_analyzer_or_sorting, window_ms=50.0, bin_ms=1.0, method, fast_mode=False)',
  // preprocessing/filter.py, common_reference.py, phase_shift.py
  'si.highpass_filter(recording, freq_min=300.0, …)',
  'si.bandpass_filter(recording, freq_min=300.0, freq_max=6000.0, …)',
  'si.phase_shift(recording, …)',
  'si.common_reference(recording, reference, operator, …)',
  // core/basesorting.py
  'sorting.get_property(key, …)',
  'sorting.get_unit_spike_train(unit_id, segment_index=None, start_frame=None, end_frame=None, …)',
  'sorting.select_units(unit_ids, …)',
  'sorting.frame_slice(start_frame, end_frame, …)',
  'sorting.count_num_spikes_per_unit(outputs, …)',
  'sorting.get_sampling_frequency()',
  // core/baserecording.py
  'recording.get_sampling_frequency()',
  'recording.get_traces(segment_index=None, start_frame=None, end_frame=None, channel_ids=None, order=None, return_scaled=None, return_in_uV=False)',
  'recording.get_total_duration()',
  // core/sortinganalyzer.py
  'analyzer.compute(input, save=True, extension_params=None, verbose=False, …)',
  'analyzer.get_extension(extension_name)',
  // core/analyzer_extension_core.py, metrics/quality/quality_metrics.py
  'random_spikes(method, max_spikes_per_unit=500, margin_size=None, seed=None)',
  'waveforms(ms_before=1.0, ms_after=2.0, dtype=None)',
  'templates(ms_before=1.0, ms_after=2.0, operators=None)',
  'noise_levels(…)',
  'spike_amplitudes(…)',
  'quality_metrics(metric_names=None, metric_params=None, delete_existing_metrics=False, …, skip_pc_metrics=False)',
  'extension.get_data(operator, …)',
  'extension.get_waveforms_one_unit(unit_id, force_dense=False)',
];
