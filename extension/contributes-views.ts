import { resultsContributions } from './contributes-results.ts';

/** Activity bar, trees, welcome texts, walkthrough, custom editors and colours: what no manifest of an analysis decides. */
export const views = {
  viewsContainers: {
    activitybar: [{ id: 'neuropyxels', title: 'NeuroPyxels', icon: 'media/activity-bar.svg' }],
  },
  views: {
    neuropyxels: [
      { id: 'neuropyxels.recordings', name: 'Recordings', icon: 'media/activity-bar.svg' },
      { id: 'neuropyxels.units', name: 'Units', icon: 'media/activity-bar.svg' },
      resultsContributions.view,
    ],
  },
  viewsWelcome: [
    resultsContributions.welcome,
    {
      view: 'neuropyxels.recordings',
      when: 'workspaceFolderCount == 0',
      contents:
        'Open a folder that holds SpikeGLX or Open Ephys recordings, or phy output.\n[Open Folder](command:vscode.openFolder)\nNo data at hand?\n[Open Demonstration Recording](command:neuropyxels.openDemonstration)',
    },
    {
      view: 'neuropyxels.recordings',
      when: 'workspaceFolderCount != 0',
      contents:
        'This workspace holds no recording: no .ap.meta, no structure.oebin, no params.py.\n[Open Folder](command:vscode.openFolder)\n[Open Demonstration Recording](command:neuropyxels.openDemonstration)',
    },
    {
      view: 'neuropyxels.units',
      when: '!neuropyxels.hasRecording',
      contents:
        'The units of the open recording appear here.\n[Open Recording Dashboard](command:neuropyxels.openDashboard)',
    },
  ],
  customEditors: [
    {
      viewType: 'neuropyxels.dashboard',
      displayName: 'Recording Dashboard',
      priority: 'default',
      selector: ['*.ap.meta', '*.ap.bin', '*.ap.cbin', '*.lf.bin', '*.oebin', 'datasets_table.csv'].map(
        (filenamePattern) => ({
          filenamePattern,
        }),
      ),
    },
    {
      viewType: 'neuropyxels.dashboard.optional',
      displayName: 'Recording Dashboard',
      priority: 'option',
      selector: ['*.lf.meta', '*.nidq.meta', '*.nidq.bin', '*.lf.cbin', 'params.py', '*.bin', '*.dat'].map(
        (filenamePattern) => ({ filenamePattern }),
      ),
    },
  ],
  walkthroughs: [
    {
      id: 'start',
      title: 'See a Neuropixels recording',
      description: 'From a folder on disk to waveforms and correlograms.',
      icon: 'media/icon.png',
      steps: [
        {
          id: 'open',
          title: 'Open a recording',
          description:
            'A recording of 0.25 GB is made on this machine, with a sorting whose truth is known, and its dashboard is opened.\n[Open Demonstration Recording](command:neuropyxels.openDemonstration)\nYour own: click an ``.ap.meta``, ``.ap.bin`` or ``structure.oebin`` in the Explorer, or right-click its folder.',
          media: { svg: 'media/walkthrough/open.svg', altText: 'A recording folder becomes a dashboard' },
          completionEvents: ['onContext:neuropyxels.hasRecording'],
        },
        {
          id: 'select',
          title: 'Select units',
          description:
            'Click a row of the table or a unit on the probe; hold Ctrl or Shift for several. Type ``rate > 5 & group = good`` into the filter.\n[Show the Units](command:neuropyxels.units.focus)',
          media: {
            svg: 'media/walkthrough/select.svg',
            altText: 'Rows of the unit table, two of them selected',
          },
          completionEvents: ['onContext:neuropyxels.hasSelection'],
        },
        {
          id: 'plot',
          title: 'Plot and export',
          description:
            'Right-click a unit and plot its waveforms or correlograms. A figure opens beside, with its parameters as a form and an export to SVG, PNG, PDF, CSV and NPY.\n[Plot a Correlogram](command:neuropyxels.correlogram)',
          media: { svg: 'media/walkthrough/plot.svg', altText: 'A waveform and a correlogram' },
          completionEvents: ['onContext:neuropyxels.hasFigure'],
        },
        {
          id: 'own',
          title: 'Open your own data',
          description:
            'Open the folder of your recordings: everything found is listed under **Recordings**. Nothing in it is changed.\n[Open Folder](command:vscode.openFolder)\n[Show Recordings](command:neuropyxels.recordings.focus)',
          media: { svg: 'media/walkthrough/own.svg', altText: 'A list of recordings with their probes' },
          completionEvents: ['onView:neuropyxels.recordings', 'onCommand:vscode.openFolder'],
        },
      ],
    },
  ],
  colors: [
    color('good', 'good', '#89d185', '#388a34', '#89d185', '#1f6b1c'),
    color('mua', 'multi-unit activity', '#cca700', '#b58000', '#ffd700', '#7a5600'),
    color('noise', 'noise', '#8c8c8c', '#7a7a7a', '#c0c0c0', '#4a4a4a'),
    color('unsorted', 'not yet labelled, or another label', '#6fa8dc', '#3f74a8', '#9ecbff', '#204f80'),
  ],
};

function color(
  label: string,
  meaning: string,
  dark: string,
  light: string,
  highContrast: string,
  highContrastLight: string,
) {
  return {
    id: `neuropyxels.${label}`,
    description: `Units labelled ${meaning}.`,
    defaults: { dark, light, highContrast, highContrastLight },
  };
}
