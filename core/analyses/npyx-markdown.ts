import type { Manifest } from './analysis.ts';
import { npyxFaults } from './npyx-faults.ts';

/** A function or argument that the README of npyx names, and what answers to it here where no command has its name. */
interface ReadmeName {
  readonly npyx: string;
  readonly about: string;
  readonly here?: string;
}

/** Everything in the README of npyx 4, in its order. */
export const readmeNames: readonly ReadmeName[] = [
  { npyx: 'test_npyx', about: 'tests every function on a dataset' },
  {
    npyx: 'again',
    about: 'computes anew',
    here: '`--again`; seldom needed: results are found by the content they were computed from',
  },
  { npyx: 'cache_results', about: 'False leaves the cache alone', here: '`--no-cache`' },
  {
    npyx: 'cache_path',
    about: 'another folder for the cache',
    here: '`--cache-dir DIR`; `neuropyxels.cache.folder` in VS Code',
  },
  {
    npyx: 'saveFig, saveDir',
    about: 'write the figure',
    here: '`--out FILE`, *Export* in VS Code; `outcome.save(file)`',
  },
  {
    npyx: 'verbose',
    about: 'says what goes on',
    here: 'progress and warnings on the error output, the log *NeuroPyxels* in VS Code',
  },
  { npyx: 'read_metadata', about: 'what the headers say' },
  { npyx: 'get_npix_sync', about: 'edges of sync lines' },
  { npyx: 'preprocess_binary_file', about: 'filtered and referenced copy of the raw file' },
  { npyx: 'get_units', about: 'units by label' },
  { npyx: 'trn', about: 'spike times' },
  { npyx: 'ids', about: 'positions of the spikes among all' },
  { npyx: 'wvf', about: 'waveforms' },
  { npyx: 'templates', about: 'templates of the sorter' },
  { npyx: 'get_peak_chan', about: 'channel of the largest waveform' },
  { npyx: 'ccg', about: 'correlograms' },
  { npyx: 'ccg_stack', about: 'correlograms of many pairs' },
  { npyx: 'plot_wvf', about: 'figure of waveforms' },
  { npyx: 'plot_ccg', about: 'figure of correlograms' },
  { npyx: 'plot_acg', about: 'figure of an autocorrelogram' },
  { npyx: 'wvf_dsmatch', about: 'waveforms matched for drift and shift' },
  { npyx: 'trn_filtered', about: 'spikes at times of good quality' },
  { npyx: 'plot_raw', about: 'raw traces' },
  { npyx: 'plot_raw_units', about: 'raw traces with spikes of units' },
  { npyx: 'summary_psth', about: 'rasters and PSTHs of units by events' },
  { npyx: 'merge_datasets', about: 'joins probes on one clock' },
  { npyx: 'get_ncolors_cmap', about: 'distinct colours of a map' },
  {
    npyx: 'mplp',
    about: 'looks of a figure',
    here: '`--style-…`, *Style* in VS Code: [how figures look](cli.md)',
  },
];

/** The command that a function of npyx is called here; undefined for none. */
export const commandOf = (manifests: readonly Manifest[], npyx: string): Manifest | undefined =>
  manifests.find((manifest) => manifest.npyx.includes(npyx));

/** The page for those who come from npyx: one row for each name in its README. Throws for one that nothing answers to. */
export const npyxMarkdown = (manifests: readonly Manifest[]): string =>
  [
    '# From npyx',
    '',
    'Generated; do not edit. One row for each function and argument that the README of npyx names. All functions that a command stands for',
    'are listed with it in [analyses.md](analyses.md), arguments beside its parameters. `recording.trn(…)` and `npyx.trn(…)` of the library',
    'answer to the names of npyx too.',
    '',
    '| npyx | | here |',
    '|---|---|---|',
    ...readmeNames.map(({ npyx, about, here }) => {
      const command = commandOf(manifests, npyx);
      if (!command && here === undefined) throw new Error(`nothing answers to ${npyx}`);
      const names = npyx.split(', ').map((name) => `\`${name}\``);
      return `| ${names.join(', ')} | ${about} | ${here ?? `\`neuropyxels ${command?.id}\``} |`;
    }),
    '',
    '## What fails in npyx',
    '',
    'Problems in scripts name these by their numbers. Examples of its README that cannot run are underlined too: `cbin` and `cwin` of `ccg`,',
    'which are `bin_size` and `win_size`; `read_spikeglx_meta`, which is `read_metadata`; the order of the arguments of `get_ncolors_cmap`.',
    '',
    '| number | npyx 4.3.1 |',
    '|---|---|',
    ...Object.entries(npyxFaults).map(
      ([number, sentence]) =>
        `| ${number} | ${sentence.replace(/\b(\w+=\w+|\w+_\w+(=\w+)?|wvf)/g, '`$&`')} |`,
    ),
    '',
  ].join('\n');
