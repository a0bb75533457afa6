/**
 * The languages part of package.json's `contributes`. Custom editors come on top: a `.ap.meta` opens as a dashboard
 * first, and what is here shows in "Open as Text".
 */
export const languageContributions = {
  languages: [
    {
      id: 'spikeglx-meta',
      aliases: ['SpikeGLX Metadata', 'spikeglx-meta'],
      filenamePatterns: ['*.ap.meta', '*.lf.meta', '*.nidq.meta', '*.obx*.meta', '*.imec*.meta'],
      // A renamed file is known by its first key; SpikeGLX writes keys in alphabetical order.
      firstLine: '^(acqApLfSy|acqMnMaXaDw|acqXaDwSy|appVersion|catGTCmdline\\d*|catGVals|catNFiles)=',
      configuration: './media/spikeglx-meta.language-configuration.json',
    },
    { id: 'json', extensions: ['.oebin'] },
  ],
  grammars: [
    {
      language: 'spikeglx-meta',
      scopeName: 'source.spikeglx-meta',
      path: './media/spikeglx-meta.tmLanguage.json',
    },
  ],
  configurationDefaults: {
    // ~imroTbl of a quad base is one line of 25 000 characters: colours stop at 20 000 by default.
    '[spikeglx-meta]': {
      'editor.wordWrap': 'off',
      'editor.maxTokenizationLineLength': 200_000,
      'editor.stickyScroll.enabled': false,
    },
  },
} as const;

/** Languages whose documents must wake the extension; `spikeglx-meta` does by being contributed. */
export const scriptLanguages = [
  'python',
  'typescript',
  'javascript',
  'typescriptreact',
  'javascriptreact',
] as const;

/** Unit ids are completed in scripts. An `.oebin` needs none: its custom editor or its workspace wakes the extension. */
export const languageActivationEvents = scriptLanguages.map((id) => `onLanguage:${id}`);
