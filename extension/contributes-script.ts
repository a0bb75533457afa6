const isScript = 'neuropyxels.isAnalysisScript && resourceScheme == file';

/** Running of analysis scripts: the button of an editor, and the palette. */
export const scriptContributions = {
  commands: [
    {
      command: 'neuropyxels.runScript',
      category: 'NeuroPyxels',
      title: 'Run Analysis Script',
      icon: '$(play)',
    },
    {
      command: 'neuropyxels.stopScript',
      category: 'NeuroPyxels',
      title: 'Stop Analysis Script',
      icon: '$(debug-stop)',
    },
    { command: 'neuropyxels.doctor', category: 'NeuroPyxels', title: 'Examine Recording Folder' },
    {
      command: 'neuropyxels.insertUnits',
      category: 'NeuroPyxels',
      title: 'Insert Selected Units into Script',
    },
    {
      command: 'neuropyxels.linkLibrary',
      category: 'NeuroPyxels',
      title: 'Link Script Library into Workspace',
    },
    { command: 'neuropyxels.newScript', category: 'NeuroPyxels', title: 'New Analysis Script' },
  ],
  menus: {
    'editor/title/run': [
      { command: 'neuropyxels.runScript', when: isScript, group: 'navigation@1' },
      { command: 'neuropyxels.stopScript', when: 'neuropyxels.isScriptRunning', group: 'navigation@2' },
    ],
    commandPalette: [
      { command: 'neuropyxels.runScript', when: isScript },
      { command: 'neuropyxels.stopScript', when: 'neuropyxels.isScriptRunning' },
      { command: 'neuropyxels.insertUnits', when: 'neuropyxels.hasSelection && editorIsOpen' },
    ],
  },
  settings: {
    'neuropyxels.scripts.dataset': {
      type: 'string',
      default: '',
      scope: 'resource',
      order: 30,
      markdownDescription:
        'The recording that scripts are about where they do not say: a folder, relative to the workspace. A comment `# neuropyxels: dataset=…` in a script comes first. Empty: the open dashboard.',
    },
    'neuropyxels.scripts.unitHints': {
      type: 'boolean',
      default: false,
      scope: 'resource',
      order: 31,
      markdownDescription:
        'Show behind each unit id of a script what it is: label, peak channel, depth and rate.',
    },
  },
} as const;
