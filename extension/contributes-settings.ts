import type { Manifest } from '../core/analyses/analysis.ts';
import { unitOf } from '../core/analyses/param-unit.ts';
import type { Param } from '../core/analyses/params.ts';
import { scriptContributions } from './contributes-script.ts';

/** The parameters whose starting value a lab likes to fix; every figure's form has the others. */
export const preferences: readonly { readonly analysis: string; readonly param: string }[] = [
  { analysis: 'correlogram', param: 'binMs' },
  { analysis: 'correlogram', param: 'windowMs' },
  { analysis: 'correlogram', param: 'normalize' },
  { analysis: 'waveforms', param: 'count' },
  { analysis: 'waveforms', param: 'medianReference' },
];

/** What a settings page shows; `order` keeps ours together in the order written here. */
export function settingsOf(manifests: readonly Manifest[]) {
  const fromManifests = preferences.map(({ analysis, param }, i) => {
    const manifest = manifests.find(({ id }) => id === analysis);
    const declared = manifest?.params[param];
    if (!manifest || !declared) throw new RangeError(`no parameter ${param} in analysis ${analysis}`);
    return [`neuropyxels.${analysis}.${param}`, { ...settingOf(manifest, param, declared), order: 10 + i }];
  });
  return [
    {
      id: 'neuropyxels',
      title: 'NeuroPyxels',
      properties: {
        ...Object.fromEntries(fromManifests),
        'neuropyxels.cache.folder': {
          type: 'string',
          default: '',
          scope: 'machine-overridable',
          order: 20,
          markdownDescription:
            'Where results are kept when the recording’s own folder cannot be written. Results normally lie in `npyxMemory/` beside the recording, so that the same figure need not be computed twice. Empty: your user cache folder. Raw data and sortings are never written.',
        },
        'neuropyxels.cache.maxSizeGb': {
          type: 'number',
          default: 5,
          minimum: 0.1,
          scope: 'machine-overridable',
          order: 21,
          markdownDescription: 'Size in GB above which the results that were used longest ago are deleted.',
        },
        ...scriptContributions.settings,
        'neuropyxels.threads': {
          type: 'integer',
          default: 0,
          minimum: 0,
          maximum: 64,
          scope: 'machine-overridable',
          order: 22,
          markdownDescription: 'Threads that compute figures. `0` uses one per processor core but one.',
        },
      },
    },
  ];
}

function settingOf(manifest: Manifest, name: string, param: Param) {
  const unit = unitOf(name);
  const { type, default: start, ...limits } = schemaOf(param);
  return {
    type,
    default: start,
    scope: 'resource',
    markdownDescription: `${manifest.title}: ${param.doc}${unit ? ` In ${unit}.` : ''} A new figure starts with it; each figure's form changes it.`,
    ...limits,
  };
}

/** What values a parameter takes, as JSON Schema: lists and ranges as the text that the command line takes. */
export function schemaOf(param: Param) {
  const facts = { default: param.default };
  switch (param.kind) {
    case 'number': {
      const { min, max, integer } = param;
      return {
        type: integer ? 'integer' : 'number',
        ...facts,
        ...(min === undefined ? {} : { minimum: min }),
        ...(max === undefined ? {} : { maximum: max }),
      };
    }
    case 'choice':
      return { type: 'string', ...facts, enum: param.choices };
    case 'flag':
      return { type: 'boolean', ...facts };
    case 'optional-number':
      return { type: ['number', 'string', 'null'], ...facts };
    default:
      return { type: ['string', 'null'], ...facts };
  }
}
