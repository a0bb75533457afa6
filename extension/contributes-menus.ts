import type { Manifest } from '../core/analyses/analysis.ts';
import { groupsOf } from './analysis-groups.ts';

interface Command {
  readonly id: string;
  readonly title: string;
  readonly icon?: string;
  /** Left out of the palette: it means nothing without the thing it was clicked on. */
  readonly hidden?: true;
}

/** The menu of a unit, in the table, the probe map and the tree, in its order. */
const unitMenu: readonly (Command & { readonly group: string })[] = [
  { id: 'plotWaveforms', title: 'Plot Waveforms', icon: '$(graph-line)', group: '1_plot@1', hidden: true },
  { id: 'plotAutocorrelogram', title: 'Plot Autocorrelogram', group: '1_plot@2', hidden: true },
  { id: 'plotCrossCorrelograms', title: 'Plot Cross-Correlograms with…', group: '1_plot@3', hidden: true },
  { id: 'plotTemplates', title: 'Plot Templates', group: '1_plot@4', hidden: true },
  { id: 'showInTraces', title: 'Show Spikes in Traces', group: '1_plot@5', hidden: true },
  { id: 'copyUnitId', title: 'Copy Unit Id', group: '9_copy@1', hidden: true },
];

const recordingCommands: readonly Command[] = [
  { id: 'analyse', title: 'Analyse…', icon: '$(beaker)' },
  { id: 'openDashboard', title: 'Open Recording Dashboard', icon: '$(pulse)' },
  { id: 'openTraces', title: 'Open Traces', icon: '$(list-flat)' },
  { id: 'openAsText', title: 'Open as Text', icon: '$(go-to-file)' },
  { id: 'openDemonstration', title: 'Open Demonstration Recording' },
  { id: 'focusDashboard', title: 'Show Active Dashboard' },
  { id: 'refreshRecordings', title: 'Refresh Recordings', icon: '$(refresh)' },
  { id: 'preprocess', title: 'Preprocess…', icon: '$(filter)' },
  { id: 'mergeRecordings', title: 'Merge Recordings…', icon: '$(combine)' },
  { id: 'selfTest', title: 'Self-Test on a Recording' },
  { id: 'showLog', title: 'Show Log' },
];

const qualified = (id: string): string => `neuropyxels.${id}`;

/** The file names that belong to a recording, as a menu's `when` reads them. */
const recordingFiles = String.raw`resourceFilename =~ /(\.(ap|lf|nidq|obx\d*)\.(meta|bin|cbin)|\.oebin)$|^(params\.py|continuous\.dat|datasets_table\.csv)$/`;
const onDashboard = 'activeCustomEditorId =~ /^neuropyxels\\.dashboard/';
const onUnit = "webviewId =~ /^neuropyxels\\.dashboard/ && webviewSection == 'unit'";
const unitInTree = 'view == neuropyxels.units && viewItem == unit';
const recordingInTree = 'view == neuropyxels.recordings && viewItem == recording';

/** The groups of analyses that a unit has, each a submenu of its menu. */
const unitGroups = (manifests: readonly Manifest[]) =>
  groupsOf(manifests.filter(({ target }) => target !== 'recording'));

const submenuId = (group: string): string => `neuropyxels.unit.${group}`;

export const submenusOf = (manifests: readonly Manifest[]) =>
  unitGroups(manifests).map(({ id, title }) => ({ id: submenuId(id), label: title }));

export function commandsOf(manifests: readonly Manifest[]) {
  return [
    // The ellipsis says that the command asks first; one about the whole recording need not.
    ...manifests.map(({ id, title, target }) => ({
      command: qualified(id),
      category: 'NeuroPyxels',
      title: target === 'recording' ? title : `${title}…`,
    })),
    ...[...unitMenu, ...recordingCommands].map(({ id, title, icon }) => ({
      command: qualified(id),
      category: 'NeuroPyxels',
      title,
      ...(icon ? { icon } : {}),
    })),
  ];
}

export function menusOf(manifests: readonly Manifest[]) {
  const groups = unitGroups(manifests);
  const units = (when: string) => [
    ...unitMenu.map(({ id, group }) => ({ command: qualified(id), when, group })),
    ...groups.map(({ id }, i) => ({ submenu: submenuId(id), when, group: `2_analyse@${i + 1}` })),
  ];
  return {
    ...Object.fromEntries(
      groups.map(({ id, manifests: own }) => [
        submenuId(id),
        own.map((manifest, i) => ({ command: qualified(manifest.id), group: `1_analyses@${i + 1}` })),
      ]),
    ),
    'webview/context': units(onUnit),
    'view/item/context': [
      ...units(unitInTree),
      {
        command: qualified('plotWaveforms'),
        when: unitInTree,
        group: 'inline@1',
      },
      { command: qualified('analyse'), when: recordingInTree, group: 'inline@1' },
      { command: qualified('openTraces'), when: recordingInTree, group: 'inline@2' },
      { command: qualified('preprocess'), when: recordingInTree, group: '3_make@1' },
    ],
    'view/title': [
      {
        command: qualified('refreshRecordings'),
        when: 'view == neuropyxels.recordings',
        group: 'navigation@1',
      },
      { command: qualified('openDemonstration'), when: 'view == neuropyxels.recordings', group: '2_open@1' },
      { command: qualified('mergeRecordings'), when: 'view == neuropyxels.recordings', group: '3_make@1' },
      { command: qualified('showLog'), when: 'view == neuropyxels.recordings', group: '9_log@1' },
    ],
    'explorer/context': [
      {
        command: qualified('openDashboard'),
        when: `resourceScheme == file && (explorerResourceIsFolder || ${recordingFiles})`,
        group: 'navigation@30',
      },
      {
        command: qualified('openTraces'),
        when: `resourceScheme == file && ${recordingFiles}`,
        group: 'navigation@30',
      },
      {
        command: qualified('preprocess'),
        when: `resourceScheme == file && ${recordingFiles}`,
        group: 'navigation@31',
      },
      {
        command: qualified('mergeRecordings'),
        when: `resourceScheme == file && listMultiSelection && (explorerResourceIsFolder || ${recordingFiles})`,
        group: 'navigation@31',
      },
    ],
    'editor/title': [
      {
        command: qualified('openDashboard'),
        when: `resourceScheme == file && !activeCustomEditorId && activeEditor == workbench.editors.files.textFileEditor && ${recordingFiles}`,
        group: 'navigation@1',
      },
      { command: qualified('analyse'), when: onDashboard, group: 'navigation@1' },
      { command: qualified('openTraces'), when: onDashboard, group: 'navigation@2' },
      { command: qualified('openAsText'), when: onDashboard, group: 'navigation@3' },
    ],
    commandPalette: [
      ...unitMenu.filter(({ hidden }) => hidden).map(({ id }) => ({ command: qualified(id), when: 'false' })),
      { command: qualified('openAsText'), when: onDashboard },
      { command: qualified('focusDashboard'), when: 'neuropyxels.hasRecording' },
    ],
  };
}

export const keybindings = [
  {
    command: qualified('copyUnitId'),
    key: 'ctrl+c',
    mac: 'cmd+c',
    when: 'focusedView == neuropyxels.units && listFocus && !inputFocus && neuropyxels.hasSelection',
  },
  {
    command: qualified('plotWaveforms'),
    key: 'shift+alt+w',
    when: `neuropyxels.hasSelection && (${onDashboard} || focusedView == neuropyxels.units)`,
  },
  {
    command: qualified('plotAutocorrelogram'),
    key: 'shift+alt+c',
    when: `neuropyxels.hasSelection && (${onDashboard} || focusedView == neuropyxels.units)`,
  },
];
