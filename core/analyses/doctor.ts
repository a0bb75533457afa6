import type { Manifest } from './analysis.ts';

/** The facts of the doctor, which examines files and is no analysis itself. */
export const doctorManifest: Manifest = {
  id: 'doctor',
  version: 1,
  title: 'Doctor',
  summary:
    'Examines the files of a recording: contradictions between header, params.py, tables and raw file, and what missing files cost.',
  method:
    '`n_channels_dat` × bytes per sample must divide the raw file; `sample_rate` must be the header’s within 0.1 %; `fileTimeSecs` must be what the file’s size says within 1 %; no unit may be twice in a table. Only headers and small tables are read, and nothing is written.',
  npyx: [],
  target: 'recording',
  needs: ['header'],
  params: {},
};
