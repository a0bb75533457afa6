import type { Manifest } from './analysis.ts';
import { unitOf } from './param-unit.ts';
import type { Param } from './params.ts';

const targets = { recording: 'the recording', unit: 'a unit', units: 'units' } as const;

/** The reference page of the analyses, generated from their manifests; `pictureOf` says where an analysis's figure is. */
export const analysesMarkdown = (
  manifests: readonly Manifest[],
  pictureOf: (id: string) => string | null = () => null,
): string =>
  `${[
    '# Analyses',
    '',
    'Generated from the catalogue; do not edit. Every analysis is a command of the palette (*NeuroPyxels*) and of the command line; those',
    'about units are in the menu of a unit as well.',
    '',
    ...npyxTable(manifests),
    ...manifests.map((manifest) => section(manifest, pictureOf(manifest.id))),
  ].join('\n')}\n`;

/** One analysis of that page by itself, without its figure. */
export const analysisMarkdown = (manifest: Manifest): string => `${section(manifest, null).trimStart()}\n`;

/** One row a command: what it is for, and what it was called in npyx. */
export const npyxTable = (manifests: readonly Manifest[], page = ''): string[] => [
  '| command | | npyx |',
  '|---|---|---|',
  ...manifests.map(
    ({ id, title, summary, npyx }) =>
      `| [\`${id}\`](${page}#${anchor(title)}) | ${summary} | ${npyx.map((name) => `\`${name}\``).join(', ')} |`,
  ),
];

/** The anchor that GitHub and VS Code give a heading. */
const anchor = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s-]/gu, '')
    .replace(/\s/g, '-');

function section(
  { id, title, summary, method, references, npyx, target, needs, params }: Manifest,
  picture: string | null,
): string {
  const rows = Object.entries(params).map(
    ([name, param]) =>
      `| \`${name}\` | ${defaultText(param)} | ${unitOf(name)} | ${valuesText(param)} | ${param.doc} | ${param.npyx ? `\`${param.npyx}\`` : ''} |`,
  );
  const inNpyx = npyx.length > 0 ? ` In npyx: ${npyx.map((name) => `\`${name}\``).join(', ')}.` : '';
  return [
    '',
    `## ${title}`,
    '',
    summary,
    '',
    `Command \`${id}\`, about ${targets[target]}. Needs: ${needs.join(', ') || 'nothing'}.${inNpyx}`,
    ...(picture ? ['', `![${title}](${picture})`] : []),
    ...(method ? ['', method] : []),
    ...(rows.length > 0
      ? ['', '| parameter | default | unit | values | | npyx |', '|---|---|---|---|---|---|', ...rows]
      : []),
    ...(references && references.length > 0 ? ['', ...references.map((reference) => `* ${reference}`)] : []),
  ].join('\n');
}

/** A default as one would type it; none for a parameter that is off. */
export const defaultText = (param: Param): string =>
  param.default === null
    ? 'none'
    : Array.isArray(param.default)
      ? param.default.join(param.kind === 'range' ? ':' : ',')
      : String(param.default);

export function valuesText(param: Param): string {
  switch (param.kind) {
    case 'choice':
      return param.choices.join(', ');
    case 'flag':
      return 'true, false';
    case 'periods':
      return 'seconds, as in 0:60,120:180';
    case 'integers':
      return 'as in 0,5,12';
    case 'text':
      return 'text';
    case 'range':
      return 'two ends, as in -500:1000';
    case 'names':
      return `${param.of ?? 'name'}s separated by commas`;
    case 'number':
    case 'optional-number': {
      const { min, max } = param;
      if (min !== undefined && max !== undefined) return `${min} to ${max}`;
      return min === undefined ? '' : `at least ${min}`;
    }
  }
}
