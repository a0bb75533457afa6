import type { Manifest } from '../core/analyses/analysis.ts';
import { camelCase } from '../core/analyses/kebab.ts';
import { npyxKeywords } from '../core/analyses/npyx-call.ts';
import { unitOf } from '../core/analyses/param-unit.ts';
import type { Param } from '../core/analyses/params.ts';
import { type NpyxFunction, npyxCommon, npyxFunctions } from './npyx-functions.ts';
import type { ScriptLanguage } from './scan.ts';

/** A parameter as a script writes it. */
export interface KnownParam {
  readonly name: string;
  readonly role: 'dataset' | 'units' | 'value';
  /** As the language writes it; null for one that must be given. */
  readonly default: string | null;
  /** `ms`; '' where there is none. */
  readonly unit: string;
  readonly doc: string;
  /** What our catalogue says of it, where the two mean the same. */
  readonly param: Param | null;
  /** Its name in our catalogue. */
  readonly ours: string | null;
}

/** A function that scripts call, of npyx or of our library. */
export interface KnownFunction {
  readonly name: string;
  readonly style: 'npyx' | 'ours';
  /** `npyx.corr`; null for a method of a recording. */
  readonly module: string | null;
  readonly manifest: Manifest | null;
  /** It takes more than `params`: an unknown name is no mistake. */
  readonly isOpen: boolean;
  /** By position; of our library's the last are in an object, the `options`. */
  readonly params: readonly KnownParam[];
  /** Position of the object that holds the parameters that are values; null for Python. */
  readonly objectAt: number | null;
}

/** How a function is reached: by itself, as a method of a recording, or by `recording.run('id', …)`. */
export type Reached = 'function' | 'method' | 'run';

const remembered = new WeakMap<readonly Manifest[], Map<string, KnownFunction>>();

/** Returns what is known of a function by the name it is called by; null for a foreign one. */
export function knownFunction(
  name: string,
  reached: Reached,
  language: ScriptLanguage,
  manifests: readonly Manifest[],
): KnownFunction | null {
  const known = remembered.get(manifests) ?? new Map<string, KnownFunction>();
  remembered.set(manifests, known);
  const key = `${language} ${reached} ${name}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const found = lookUp(name, reached, language, manifests);
  // What a user calls otherwise need not be kept.
  if (found) known.set(key, found);
  return found;
}

/** Analyses by what scripts call them; of two with a name of npyx the first. */
interface ManifestIndex {
  readonly byId: ReadonlyMap<string, Manifest>;
  readonly byMethod: ReadonlyMap<string, Manifest>;
  readonly byNpyx: ReadonlyMap<string, Manifest>;
}

const indices = new WeakMap<readonly Manifest[], ManifestIndex>();

/** Made once: most calls of a script are of foreign functions, and each is looked up. */
function indexOf(manifests: readonly Manifest[]): ManifestIndex {
  const known = indices.get(manifests);
  if (known) return known;
  const reversed = [...manifests].reverse();
  const index = {
    byId: new Map(manifests.map((manifest) => [manifest.id, manifest])),
    byMethod: new Map(manifests.map((manifest) => [camelCase(manifest.id), manifest])),
    byNpyx: new Map(reversed.flatMap((manifest) => manifest.npyx.map((name) => [name, manifest] as const))),
  };
  indices.set(manifests, index);
  return index;
}

function lookUp(
  name: string,
  reached: Reached,
  language: ScriptLanguage,
  manifests: readonly Manifest[],
): KnownFunction | null {
  const npyx = language === 'python' ? npyxFunctions.get(name) : undefined;
  const index = indexOf(manifests);
  const own = reached === 'run' ? index.byId.get(name) : index.byMethod.get(name);
  const byNpyx = index.byNpyx.get(name);
  if (npyx) return ofNpyx(npyx, byNpyx ?? null);
  const manifest = own ?? byNpyx;
  if (!manifest) return null;
  return language === 'python' ? pythonByCatalogue(name, manifest) : ofLibrary(name, manifest, reached);
}

/** npyx's names for units. */
export const unitWords = /^(u|U|units?|u[12]|U_src|U_trg)$/;
const docs: Readonly<Record<string, string>> = {
  dp: 'Folder of the recording.',
  datapaths: 'Folders of the recordings, the first with the clock of all.',
  again: 'Compute again although npyx has kept a result.',
  verbose: 'Print what is done.',
  sav: 'Without effect.',
  fs: 'Sampling rate of trains that are given. In Hz.',
  periods: 'Only within these periods: [[from, to], …] in seconds.',
};

function ofNpyx(npyx: NpyxFunction, manifest: Manifest | null): KnownFunction {
  const ours = manifest ? oursByTheirs(manifest) : new Map<string, string>();
  const params = npyx.params.map((each): KnownParam => {
    const name = ours.get(each.name) ?? null;
    const said = (name !== null && manifest?.params[name]) || null;
    const param = theirParam(each.name, each.default, said);
    // `get_npix_sync` has a `unit` of time.
    const isUnits = unitWords.test(each.name) && !each.default?.startsWith("'");
    const role = each.name === 'dp' || each.name === 'datapaths' ? 'dataset' : isUnits ? 'units' : 'value';
    return {
      name: each.name,
      role,
      default: each.default,
      unit: name === null ? (each.name === 'fs' ? 'Hz' : '') : unitOf(name),
      doc: said?.doc ?? docs[each.name] ?? (role === 'units' ? 'Unit ids.' : ''),
      param,
      ours: name,
    };
  });
  const { name, isOpen } = npyx;
  return { name, style: 'npyx', module: `npyx.${npyx.module}`, manifest, isOpen, params, objectAt: null };
}

/** Choices of npyx's own, where they differ from ours or we have none. */
const theirChoices: Readonly<Record<string, readonly string[]>> = {
  quality: ['all', 'good', 'mua', 'noise', 'unsorted'],
  style: ['line', 'bar'],
  selection: ['regular', 'random'],
  filt_key: ['highpass', 'lowpass'],
  unit: ['seconds', 'samples'],
  zscoretype: ['within', 'across'],
  corrEvaluator: ['CCG', 'corrcoeff_MB'],
  y_orig: ['surface', 'tip'],
  test: ['Poisson_Stark', 'Normal_Kopelowitz'],
};

/** What our catalogue says of a parameter of npyx, unless npyx means it in another form: a switch, other words. */
function theirParam(name: string, written: string | null, said: Param | null): Param | null {
  const choices = theirChoices[name];
  if (written?.startsWith("'") && choices?.includes(written.slice(1, -1)))
    return { kind: 'choice', choices, default: written.slice(1, -1), doc: said?.doc ?? '' };
  if (written === 'True' || written === 'False')
    return { kind: 'flag', default: written === 'True', doc: said?.doc ?? '' };
  if (said?.kind === 'choice' || said?.kind === 'flag') return written?.startsWith("'") ? said : null;
  return said;
}

function oursByTheirs(manifest: Manifest): Map<string, string> {
  const found = new Map<string, string>();
  for (const [ours, { npyx }] of Object.entries(manifest.params)) if (npyx) found.set(npyx, ours);
  for (const [ours, theirs] of Object.entries(npyxKeywords(manifest.id))) found.set(theirs, ours);
  // The functions of one analysis do not agree: `ccg` has `bin_size` where `plot_ccg` has `cbin`.
  const pairs = [
    ['bin_size', 'cbin'],
    ['win_size', 'cwin'],
  ] as const;
  for (const [a, b] of pairs) {
    const ours = found.get(a) ?? found.get(b);
    if (ours !== undefined) found.set(a, ours).set(b, ours);
  }
  return found;
}

const first = (name: string, role: KnownParam['role'], doc: string): KnownParam => ({
  name,
  role,
  default: null,
  unit: '',
  doc,
  param: null,
  ours: null,
});

/** A function of npyx whose signature is not known by heart: what the catalogue says of it. */
function pythonByCatalogue(name: string, manifest: Manifest): KnownFunction {
  const values = Object.entries(manifest.params).flatMap(([ours, param]) =>
    param.npyx === undefined ? [] : [valueParam(param.npyx, ours, param, 'python')],
  );
  return {
    name,
    style: 'npyx',
    module: 'npyx',
    manifest,
    isOpen: true,
    params: [
      first('dp', 'dataset', docs['dp'] ?? ''),
      ...(manifest.target === 'recording' ? [] : [first('U', 'units', 'Unit ids.')]),
      ...values,
    ],
    objectAt: null,
  };
}

function ofLibrary(name: string, manifest: Manifest, reached: Reached): KnownFunction {
  const hasUnits = manifest.target !== 'recording' || reached === 'run';
  const before = [
    ...(reached === 'function' ? [first('dataset', 'dataset', 'Folder of the recording.')] : []),
    ...(reached === 'run' ? [first('analysis', 'value', 'Id of the analysis.')] : []),
    ...(hasUnits ? [first('units', 'units', 'Unit ids, as text.')] : []),
  ];
  const values = Object.entries(manifest.params).map(([ours, param]) =>
    valueParam(ours, ours, param, 'script'),
  );
  return {
    name,
    style: 'ours',
    module: null,
    manifest,
    isOpen: manifest.npyx.includes(name),
    params: [...before, ...values],
    objectAt: before.length,
  };
}

const valueParam = (name: string, ours: string, param: Param, language: ScriptLanguage): KnownParam => ({
  name,
  role: 'value',
  default: literalOf(param.default, language),
  unit: unitOf(ours),
  doc: param.doc,
  param,
  ours,
});

function literalOf(value: unknown, language: ScriptLanguage): string {
  const isPython = language === 'python';
  if (value === null) return isPython ? 'None' : 'null';
  if (typeof value === 'boolean') return isPython ? (value ? 'True' : 'False') : String(value);
  if (typeof value === 'string') return `'${value}'`;
  return JSON.stringify(value) ?? '';
}

/** Whether a function takes a keyword of this name. */
export const takes = ({ params, style }: KnownFunction, name: string): boolean =>
  params.some((param) => param.name === name) || (style === 'npyx' && npyxCommon.has(name));
