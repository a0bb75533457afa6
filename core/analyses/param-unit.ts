const units: readonly [suffix: string, unit: string][] = [
  ['Ms', 'ms'],
  ['Us', 'µs'],
  ['Hz', 'Hz'],
  ['Uv', 'µV'],
  ['Um', 'µm'],
  ['Mm', 'mm'],
  ['Pt', 'pt'],
  ['Samples', 'samples'],
  ['Percent', '%'],
  ['S', 's'],
  ['V', 'V'],
];

/**
 * The unit is written once, as the suffix of the name: `binMs` → `ms`; '' when the name has none, or says in which unit
 * something is shown (`showHz`).
 */
export const unitOf = (name: string): string =>
  name.startsWith('show') ? '' : (units.find(([suffix]) => name.endsWith(suffix))?.[1] ?? '');
