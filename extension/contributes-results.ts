const inView = 'view == neuropyxels.results';

/** The *Cached Results* view: what is kept of the active recording, and how to be rid of it. */
export const resultsContributions = {
  view: {
    id: 'neuropyxels.results',
    name: 'Cached Results',
    icon: 'media/activity-bar.svg',
    visibility: 'collapsed',
  },
  welcome: {
    view: 'neuropyxels.results',
    contents:
      'What was computed of the open recording is kept in the folder npyxMemory beside it, and listed here.',
  },
  commands: [
    {
      command: 'neuropyxels.clearCache',
      category: 'NeuroPyxels',
      title: 'Clear Cached Results…',
      icon: '$(clear-all)',
    },
    {
      command: 'neuropyxels.deleteResult',
      category: 'NeuroPyxels',
      title: 'Delete Cached Result',
      icon: '$(trash)',
    },
    { command: 'neuropyxels.openResultFile', category: 'NeuroPyxels', title: 'Open Result as JSON' },
    { command: 'neuropyxels.copyResultPath', category: 'NeuroPyxels', title: 'Copy Paths of Its Arrays' },
  ],
  menus: {
    'view/title': [{ command: 'neuropyxels.clearCache', when: inView, group: 'navigation@1' }],
    'view/item/context': [
      { command: 'neuropyxels.deleteResult', when: `${inView} && viewItem =~ /^result/`, group: 'inline@1' },
      { command: 'neuropyxels.openResultFile', when: `${inView} && viewItem == result`, group: '1_open@1' },
      { command: 'neuropyxels.copyResultPath', when: `${inView} && viewItem == result`, group: '1_open@2' },
      {
        command: 'neuropyxels.deleteResult',
        when: `${inView} && viewItem =~ /^result/`,
        group: '9_delete@1',
      },
    ],
    commandPalette: [
      { command: 'neuropyxels.clearCache', when: 'neuropyxels.hasRecording' },
      ...['deleteResult', 'openResultFile', 'copyResultPath'].map((id) => ({
        command: `neuropyxels.${id}`,
        when: 'false',
      })),
    ],
  },
};
