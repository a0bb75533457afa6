/**
 * Defects of npyx 4.3.1 that stop a call or give another unit's data, by the numbers under which problems in scripts name
 * them. Each was found by calling it; the numbers are those of our list of what differs, which has more than stands here.
 */
export const npyxFaults = {
  D43: 'use_consecutive=True of train_quality and trn_filtered raises a TypeError',
  D55: 'whiten=True of wvf and wvf_dsmatch always fails',
  D87: 'verbose=True of preprocess_binary_file fails for recordings shorter than two minutes',
  D100: 'some ids of merged datasets, such as 0.3, 0.6, 0.7 and 1.7, are not found when they are typed',
  D103: 'plot_ccg fails for a unit with itself',
  D107: 'hpfilt=1 of plot_raw_units fails while filter_forward and filter_backward are off, as they are unless told',
} as const;

export type NpyxFault = keyof typeof npyxFaults;
