import type { AnyAnalysis } from '../core/analyses/analysis.ts';
import type { Param } from '../core/analyses/params.ts';

type Given = Readonly<Record<string, unknown>>;

/** The planted events of the small recording, and others; two of each lie in its first three seconds. */
const events = [
  'tone=0.86453 1.93853 3.3945 5.25617 6.7905 8.9736 9.7624 10.5655',
  'reward=1.5 1.7 2.6 4.5 6.2 7.5 10.1',
];

/** What an analysis cannot be run without on the small recording, and what shows more of its figure; by id. */
const givenFor: Readonly<Record<string, Given>> = {
  'clean-train': { windowS: 3, stepS: 1 },
  psth: {
    events,
    windowMs: [-500, 700],
    binMs: 20,
  },
  'joint-psth': { events, windowMs: [-300, 500] },
  'event-synchrony': { events, windowMs: [-300, 500], binMs: 100, syncMs: 10 },
  trials: { events },
  'correlogram-3d': { windowMs: 200 },
  'scaled-acg': { spikes: 'all', minSpikes: 100 },
  'raw-traces': {
    startS: 1,
    endS: 1.06,
    highpassHz: 300,
    reference: 'median',
    overlayUnits: ['0', '7', '16'],
  },
  'lfp-spectrum': { segmentSamples: 512, highestHz: 200 },
  csd: { startS: 1, endS: 1.4, spacingUm: 60 },
  connections: { pMax: 0.05, consecutiveBins: 2, correction: 'none' },
};

export const givenParams = ({ id }: AnyAnalysis): Given => givenFor[id] ?? {};

/** Units of the small recording that every analysis has something to say about. */
export const givenUnits = ({ id, target }: AnyAnalysis): readonly string[] =>
  givenUnitsFor[id] ?? (target === 'recording' ? [] : target === 'unit' ? ['28'] : ['0', '1', '2']);

/** Those that answer to events, and a slow one. */
const givenUnitsFor: Readonly<Record<string, readonly string[]>> = {
  psth: ['7', '8', '9'],
  'joint-psth': ['7', '8'],
  'clean-train': ['6'],
  synchrony: ['0', '1', '2', '3', '4', '6', '7', '8', '9', '14', '16', '28'],
  'population-synchrony': ['7', '8', '16'],
  'event-synchrony': ['7', '8', '16'],
  'cross-intervals': ['0', '1'],
  'unit-features': ['0', '2', '6', '8', '14', '16', '28'],
  'correlogram-3d': ['16'],
  'scaled-acg': ['0', '2', '16'],
  'surrogate-correlogram': ['0', '1'],
  'correlogram-stack': ['0', '1', '2', '3', '7', '9', '14', '16'],
  connections: ['0', '1', '2', '3', '7', '9', '14', '16'],
};

/** A value other than the default, for every kind of parameter. */
export function anotherValue(param: Param): unknown {
  switch (param.kind) {
    case 'flag':
      return !param.default;
    case 'choice':
      return param.choices.find((each) => each !== param.default) ?? param.default;
    case 'text':
      return "it's “two words”";
    case 'integers':
      return [0, 5, 12];
    case 'periods':
      return [
        [0, 1.5],
        [2, 3],
      ];
    case 'range':
      return [param.min ?? -2.5, (param.min ?? -2.5) + 1];
    case 'names':
      return ['a, b.csv', 'c=1 2'];
    case 'number':
      return param.default === param.max ? (param.min ?? 0) : (param.max ?? param.default + 1);
    case 'optional-number':
      return param.default === null ? (param.min ?? 1) : null;
  }
}
