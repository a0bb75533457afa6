import { exactExp } from './exact-math.ts';
import type { ProbeLayout } from './probe-layout.ts';
import { Random } from './random.ts';
import { SHAPES, type SpikeShape } from './spike-shape.ts';

/** What a unit is for: each role plants one fact that an analysis must find again. */
export type Role =
  | 'exc-pre'
  | 'exc-post'
  | 'inh-pre'
  | 'inh-post'
  | 'drift'
  | 'missed+contaminated'
  | 'event-excited'
  | 'event-suppressed'
  | 'slow'
  | 'two-templates'
  | 'duplicates'
  | 'poisson'
  | 'silent-block'
  | 'fast'
  | 'artefact'
  | 'unlisted'
  | 'unsorted'
  | 'plain'
  | 'follows-other-probe';

export interface UnitPlan {
  readonly index: number;
  role: Role;
  readonly label: string;
  readonly rateHz: number;
  readonly gammaShape: number;
  readonly refractoryMs: number;
  /** File column of the site the unit sits at. */
  readonly siteChannel: number;
  readonly shank: number;
  readonly xUm: number;
  readonly yUm: number;
  readonly shape: SpikeShape;
  readonly amplitudeUv: number;
  /** Standard deviation of single spikes' amplitudes, as a fraction. */
  readonly jitter: number;
  readonly templates: readonly number[];
  /** Cluster id in the sorting. */
  readonly id: number;
}

interface Character {
  readonly role: Role;
  readonly rate: number;
  readonly label: string;
  readonly shape?: number;
  readonly refractoryMs?: number;
}

const CHARACTERS: readonly Character[] = [
  { role: 'exc-pre', rate: 18, label: 'good' },
  { role: 'exc-post', rate: 9, label: 'good' },
  { role: 'inh-pre', rate: 35, label: 'good' },
  { role: 'inh-post', rate: 25, label: 'good' },
  { role: 'drift', rate: 22, label: 'good' },
  { role: 'missed+contaminated', rate: 30, label: 'good' },
  { role: 'event-excited', rate: 14, label: 'good' },
  { role: 'event-suppressed', rate: 40, label: 'good' },
  { role: 'slow', rate: 1.2, label: 'good' },
  { role: 'two-templates', rate: 16, label: 'good' },
  { role: 'duplicates', rate: 28, label: 'mua', shape: 1, refractoryMs: 0.4 },
  { role: 'poisson', rate: 45, label: 'mua', shape: 1, refractoryMs: 0.2 },
  { role: 'silent-block', rate: 12, label: 'good' },
  { role: 'fast', rate: 60, label: 'good', shape: 6 },
  { role: 'artefact', rate: 5, label: 'noise', shape: 1, refractoryMs: 0.2 },
  { role: 'unlisted', rate: 7, label: 'unlisted' },
  { role: 'unsorted', rate: 3.5, label: 'unsorted' },
  { role: 'plain', rate: 20, label: 'mua', shape: 1, refractoryMs: 0.5 },
  { role: 'plain', rate: 2.5, label: 'good' },
  { role: 'plain', rate: 11, label: 'good' },
];

export interface Population {
  readonly units: UnitPlan[];
  /** Templates in the sorting, those that no unit uses any more included. */
  readonly templateCount: number;
}

/** The units of one probe: character, place, size and ids. `tag` names the probe's random streams. */
export function planUnits(seed: number, tag: string, probe: ProbeLayout, count: number): Population {
  const characters = drawCharacters(seed, tag, count);
  const random = new Random(seed, `${tag}/places`);
  let stride = 7;
  while (count % stride === 0) stride += 2;
  let nextTemplate = 0;
  const units = characters.map((character, index) => {
    const slot = (index * stride) % count;
    let site = Math.floor(((slot + 0.5) / count) * probe.saved.length);
    if (site === probe.reference) site = site > 0 ? site - 1 : site + 1;
    const xUm = probe.xUm[site]! + random.range(-4, 4);
    const yUm = probe.yUm[site]! + random.range(-6, 6);
    const amplitudeUv = 90 + 190 * random.uniform();
    const jitter = 0.05 + 0.05 * random.uniform();
    const templates = [nextTemplate++];
    if (character.role === 'two-templates') templates.push(nextTemplate++);
    // A template nobody uses any more, as merging in phy leaves behind.
    if (index % 5 === 4) nextTemplate++;
    return {
      index,
      role: character.role,
      label: character.label,
      rateHz: character.rate,
      gammaShape: character.shape ?? 3,
      refractoryMs: character.refractoryMs ?? 2.2,
      siteChannel: site,
      shank: probe.shank[site]!,
      xUm,
      yUm,
      shape: SHAPES[index % SHAPES.length]!,
      amplitudeUv,
      jitter,
      templates,
    };
  });
  const templateCount = nextTemplate;
  return {
    templateCount,
    // A merged unit gets a new id above all templates, as in phy.
    units: units.map((unit) => ({
      ...unit,
      id: unit.templates.length > 1 ? templateCount + 3 : unit.templates[0]!,
    })),
  };
}

function drawCharacters(seed: number, tag: string, count: number): Character[] {
  const random = new Random(seed, `${tag}/generic-units`);
  const labels = ['good', 'mua', 'good', 'unsorted', 'noise'];
  return Array.from({ length: count }, (_, index) => {
    const planned = CHARACTERS[index];
    if (planned) return planned;
    const label = labels[random.integer(5)]!;
    return { role: 'plain', rate: exactExp(random.range(0, 4.0943)), label };
  });
}
