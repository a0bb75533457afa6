/** What a function of npyx 4 takes, as far as it is known. */
export interface NpyxFunction {
  readonly module: string;
  readonly name: string;
  /** Its parameters in order, with their defaults as Python writes them; null for one without. */
  readonly params: readonly { readonly name: string; readonly default: string | null }[];
  /** It takes more than these: an unknown name is no mistake. */
  readonly isOpen: boolean;
}

/** Signatures by module. An ellipsis says that there are more parameters than those named. */
const signatures: Readonly<Record<string, readonly string[]>> = {
  inout: [
    'read_metadata(dp)',
    "get_npix_sync(dp, output_binary=False, filt_key='highpass', unit='seconds', verbose=False, again=False, sample_span=1000000)",
    "get_rec_len(dp, unit='seconds')",
    "preprocess_binary_file(dp=None, filt_key='ap', fname=None, target_dp=None, move_orig_data=True, ADC_realign=False, median_subtract=True, f_low=None, f_high=300, order=3, filter_forward=True, filter_backward=False, spatial_filt=False, whiten=False, whiten_range=32, verbose=False, …)",
    "extract_rawChunk(dp, times, channels=None, filt_key='highpass', whiten=0, med_sub=0, hpfilt=0, hpfiltf=300, filter_forward=True, filter_backward=True, nRangeWhiten=None, nRangeMedSub=None, use_ks_w_matrix=True, ignore_ks_chanfilt=True, center_chans_on_0=False, scale=True)",
    "chan_map(dp=None, y_orig='surface', probe_version=None)",
  ],
  gl: [
    "get_units(dp, quality='all', chan_range=None, again=False)",
    'get_good_units(dp)',
    'load_units_qualities(dp, again=False)',
  ],
  merger: ['merge_datasets(datapaths, again=False)'],
  testing: ['test_npyx(dp, raise_error=False)'],
  spk_t: [
    "ids(dp, unit, sav=True, verbose=False, periods='all', again=False, enforced_rp=-1)",
    "trn(dp, unit, sav=True, verbose=False, periods='all', again=False, enforced_rp=0)",
    "isi(dp, unit, enforced_rp=0, …, periods='all')",
    "mfr(dp=None, U=None, exclusion_quantile=0.005, enforced_rp=0, periods='all', …)",
    'mean_firing_rate(t, exclusion_quantile=0.005, fs=30000)',
    'binarize(X, bin_size, fs, rec_len=None, …)',
    "trnb(dp, u, b, periods='all', …)",
    'inst_firing_rate(t, fs, t_end, b=1, sd=1000, …)',
    'get_firing_periods(dp, u, b=1, sd=1000, th=0.02, …)',
    'train_quality(dp, unit, period_m=[0, 20], fp_chunk_span=3, fp_chunk_size=10, fn_chunk_span=3, fn_chunk_size=10, use_or_operator=True, violations_ms=0.8, fp_threshold=0.05, fn_threshold=0.05, enforced_rp=0, …)',
    'trn_filtered(dp, unit, period_m=[0, 20], fp_chunk_span=3, fp_chunk_size=10, fn_chunk_span=3, fn_chunk_size=10, use_or_operator=True, use_consecutive=False, violations_ms=0.8, fp_threshold=0.05, fn_threshold=0.05, enforced_rp=0, plot_debug=False, …)',
  ],
  spk_wvf: [
    "wvf(dp, u=None, n_waveforms=100, t_waveforms=82, selection='regular', periods='all', spike_ids=None, wvf_batch_size=10, ignore_nwvf=True, whiten=False, med_sub=False, hpfilt=False, hpfiltf=300, nRangeWhiten=None, nRangeMedSub=None, ignore_ks_chanfilt=True, return_corrupt_mask=False, …)",
    "wvf_dsmatch(dp, u, t_waveforms=82, periods='all', n_waves_used_for_matching=5000, peakchan_allowed_range=6, use_average_peakchan=False, max_allowed_amplitude=3000, max_allowed_shift=3, n_waves_to_average=800, n_waveforms_per_batch=10, do_shift_match=True, subselect_max_template=False, amp_max_percentile=0.95, plot_debug=False, med_sub=False, whiten=False, hpfilt=False, hpfiltf=300, …)",
    'templates(dp, u, ignore_ks_chanfilt=False)',
    "get_peak_chan(dp, unit, use_template=True, again=False, ignore_ks_chanfilt=True, periods='all')",
    "get_depthSort_peakChans(dp, units=[], quality='all', use_template=True, again=False)",
    "get_peak_pos(dp, unit, use_template=False, periods='all', probe_version='local')",
    'across_channels_SNR(dp, u, n_waveforms=500, t_waveforms=90, c=1, chan_range=3, return_distributions=False)',
  ],
  corr: [
    "ccg(dp, U, bin_size, win_size, fs=30000, normalize='Hertz', …, periods='all', again=False, trains=None, enforced_rp=0, log_window_end=None, n_log_bins=10)",
    "acg(dp, u, bin_size, win_size, fs=30000, normalize='Hertz', …, train=None)",
    "ccg_hz(dp, u1, u2, cbin, cwin, fs=30000, enforced_rp=0, periods='all', trains=None, rate_corrected=False, ci=False, ci_alpha=0.05)",
    'scaled_acg(dp, units, cut_at=150, bs=0.5, min_sec=180, …)',
    "acg_3D(dp, u, cbin, cwin, normalize='Hertz', …)",
    'ccg_3D(dp, U, cbin, cwin, …)',
    "ccg_stack(dp, U_src=[], U_trg=[], cbin=0.2, cwin=80, normalize='Counts', all_to_all=False, name=None, sav=True, again=False, periods='all', parallel=True)",
    'ccg_sig_stack(dp, U_src, U_trg, cbin=0.5, cwin=100, name=None, p_th=0.01, n_consec_bins=3, sgn=-1, …, ret_features=False, only_max=True)',
    "gen_sfc(dp, corr_type='connections', metric='amp_z', cbin=0.5, cwin=100, p_th=0.02, n_consec_bins=3, fract_baseline=0.8, W_sd=10, test='Poisson_Stark', …)",
    "get_cm(dp, units, cbin=0.2, cwin=100, b=5, corrEvaluator='CCG', …)",
    'get_cisi(spk1, spk2, direction=0, return_spk2_id=False)',
    'fraction_pop_sync(dp, u1, U, sync_win=2, …)',
  ],
  behav: [
    'align_times(times, events, b=2, window=[-1000, 1000], remove_empty_trials=False)',
    'get_ifr(times, events, b=2, window=[-1000, 1000], …)',
    "get_processed_ifr(times, events, b=10, window=[-1000, 1000], remove_empty_trials=False, zscore=False, zscoretype='within', convolve=False, gsd=1, method='gaussian', bsl_subtract=False, bsl_window=[-4000, 0], process_y=False)",
    'trial_selector(events, trains, mfr_frac=0.1, window=None, min_isi=2, max_isi=None, min_iti=100, fs=30000)',
    'jPSTH(spikes1, spikes2, events, b=2, window=[-1000, 1000], convolve=False, …)',
  ],
  plot: [
    "plot_wvf(dp, u, Nchannels=12, chStart=None, n_waveforms=300, t_waveforms=2.8, periods='all', spike_ids=None, plot_std=True, plot_mean=True, plot_templates=False, color='dodgerblue', labels=False, show_channels=True, scalebar_w=5, sample_lines=0, ylim=[0, 0], as_heatmap=False, use_dsmatch=False, …)",
    "plot_acg(dp, unit, cbin=0.2, cwin=80, normalize='Hertz', color=0, ref_per=True, ylim=[0, 0], train=None, enforced_rp=0, fs=30000, …)",
    "plot_ccg(dp, units, cbin=0.2, cwin=80, normalize='mixte', as_grid=False, style='line', share_y=False, show_hz=False, color=None, CCG=None, trains=None, use_template=True, enforced_rp=0, pad=0, …)",
    "plot_raw(dp, times=None, alignement_events=None, window=None, channels=None, filt_key='highpass', offset=450, …)",
    "plot_raw_units(dp, times, units, channels, offset=450, Nchan_plot=5, spk_window=82, colors='phy', bg_color='k', lw=1, lw_color=1.1, whiten=False, med_sub=False, hpfilt=0, filter_forward=False, filter_backward=False, ignore_ks_chanfilt=0, enforced_peakChan=None, …)",
    'psth_plot(times, events, psthb=5, psthw=[-1000, 1000], remove_empty_trials=True, events_toplot=[0], zscore=False, bsl_subtract=False, bsl_window=[-2000, -1000], convolve=True, gsd=2, …)',
    "raster_plot(times, events, window=[-1000, 1000], malpha=0.6, lw=3, palette='batlow', show_psth=False, psthb=10, as_heatmap=False, …)",
    'summary_psth(trains, trains_str, events, events_str, psthb=5, psthw=[-1000, 1000], zscore=False, bsl_subtract=False, bsl_window=[-2000, -1000], convolve=True, gsd=2, events_toplot=[0], events_col=None, trains_col_groups=None, overlap_events=False, transpose=False, as_heatmap=False, vmin=None, center=None, vmax=None, cmap_str=None, …)',
    "plot_cm(dp, units, cwin=100, cbin=0.2, b=5, corrEvaluator='CCG', vmax=5, vmin=0, cmap='viridis', …)",
    "plot_sfcm(dp, corr_type='connections', metric='amp_z', cbin=0.5, cwin=100, p_th=0.02, …)",
    'plot_3d_acg(dp, u, cbin, cwin, num_firing_rate_bins=10, smooth_sd=250, n_log_bins=None, …)',
    'plot_scaled_acg(dp, units, …)',
    "get_ncolors_cmap(n, cmap_str='tab10', plot=False)",
  ],
};

/** Every function by its name. */
export const npyxFunctions: ReadonlyMap<string, NpyxFunction> = new Map(
  Object.entries(signatures).flatMap(([module, lines]) =>
    lines.map((line) => {
      const found = parse(module, line);
      return [found.name, found] as const;
    }),
  ),
);

/** Taken by every function whose results npyx keeps, or that draws. */
export const npyxCommon: ReadonlySet<string> = new Set([
  'again',
  'cache_results',
  'cache_path',
  'sav',
  'verbose',
  'prnt',
  'saveFig',
  'saveDir',
  'saveData',
  '_format',
  'figsize',
  'prettify',
]);

function parse(module: string, line: string): NpyxFunction {
  const open = line.indexOf('(');
  // Commas in brackets belong to a default.
  const parts = line.slice(open + 1, -1).split(/,\s*(?![^[]*\])/);
  return {
    module,
    name: line.slice(0, open),
    params: parts
      .filter((part) => part !== '…')
      .map((part) => {
        const [name = '', ...rest] = part.split('=');
        return { name, default: rest.length > 0 ? rest.join('=') : null };
      }),
    isOpen: parts.includes('…'),
  };
}
