import type { Manifest } from '../core/analyses/analysis.ts';

/** Analyses that belong together in menus and pickers, in the order of the catalogue. */
export interface AnalysisGroup {
  readonly id: string;
  readonly title: string;
  readonly manifests: readonly Manifest[];
}

/**
 * What an analysis is about, told from its facts: the first group that holds it. An analysis of the future falls into a group
 * without being named here.
 */
const groups: readonly {
  readonly id: string;
  readonly title: string;
  holds(manifest: Manifest): boolean;
}[] = [
  { id: 'recording', title: 'Recording', holds: ({ target }) => target === 'recording' },
  { id: 'events', title: 'Responses to Events', holds: ({ params }) => 'events' in params },
  {
    id: 'quality',
    title: 'Quality',
    holds: ({ id }) => /quality|clean|drift|snr|noise/.test(id),
  },
  {
    id: 'waveforms',
    title: 'Waveforms',
    holds: ({ id, needs }) =>
      needs.includes('recording') || needs.includes('templates') || /waveform|template|peak|depth/.test(id),
  },
  {
    id: 'pairs',
    title: 'Correlograms and Pairs',
    holds: ({ id, target }) =>
      target === 'units' && /correl|connect|synchron|sttc|tiling|pearson|cross|pair|coupl/.test(id),
  },
  { id: 'trains', title: 'Spike Trains', holds: () => true },
];

/** The order in which a unit's menu and the picker show the groups. */
const order = ['waveforms', 'trains', 'pairs', 'events', 'quality', 'recording'];

/** Every analysis in one group; groups without any are left out. */
export function groupsOf(manifests: readonly Manifest[]): readonly AnalysisGroup[] {
  const groupOf = (manifest: Manifest) => groups.find(({ holds }) => holds(manifest));
  return order
    .flatMap((id) => groups.filter((group) => group.id === id))
    .map((group) => ({
      id: group.id,
      title: group.title,
      manifests: manifests.filter((manifest) => groupOf(manifest) === group),
    }))
    .filter((group) => group.manifests.length > 0);
}
