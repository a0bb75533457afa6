import type { Manifest } from './analysis.ts';
import { type Param, unitOf } from './params.ts';

const targets = { recording: 'the recording', unit: 'a unit', units: 'units' } as const;

/** The reference page of the analyses, generated from their manifests. */
export const analysesMarkdown = (manifests: readonly Manifest[]): string =>
  `${['# Analyses', '', 'Generated from the catalogue; do not edit.', ...manifests.map(section)].join('\n')}\n`;

function section({ id, title, summary, npyx, target, needs, params }: Manifest): string {
  const rows = Object.entries(params).map(
    ([name, param]) =>
      `| \`${name}\` | ${defaultText(param)} | ${unitOf(name)} | ${valuesText(param)} | ${param.doc} | ${param.npyx ? `\`${param.npyx}\`` : ''} |`,
  );
  return [
    '',
    `## ${title}`,
    '',
    summary,
    '',
    `Command \`${id}\`, about ${targets[target]}. Needs: ${needs.join(', ')}. In npyx: ${npyx.map((name) => `\`${name}\``).join(', ')}.`,
    ...(rows.length > 0
      ? ['', '| parameter | default | unit | values | | npyx |', '|---|---|---|---|---|---|', ...rows]
      : []),
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
