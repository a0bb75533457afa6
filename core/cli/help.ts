import type { Manifest } from '../analyses/analysis.ts';
import { merge } from '../analyses/jobs/merge.ts';
import { kebab } from '../analyses/kebab.ts';
import { defaultText, valuesText } from '../analyses/markdown.ts';
import { unitOf } from '../analyses/param-unit.ts';
import type { Params } from '../analyses/params.ts';
import { styleParams } from '../analyses/style-params.ts';

const shared: readonly (readonly [option: string, meaning: string])[] = [
  ['--units 12,45', 'unit ids, a label such as good, or all'],
  ['--json', 'the result as JSON on stdout'],
  ['--out FILE', 'by extension: .json .npy .csv .svg .png .pdf; may be repeated'],
  ['--yes', 'for what writes large files: do not ask first'],
  ['--no-cache', 'neither read nor write the cache'],
  ['--again', 'recompute and replace the cached result'],
  [
    '--cache-dir DIR',
    'instead of npyxMemory/ in the dataset, or the user’s cache folder if that is read-only',
  ],
  ['--threads N', 'computing threads; one per core but one unless told, 0 for none'],
  ['--stream ID', 'which stream, where there is more than one probe or band'],
  ['--style-NAME VALUE', 'how the figure looks: --style-theme print; neuropyxels --help lists them'],
  ['--help', 'this text'],
  ['--version', 'the version of the program'],
];

/** Help for the program: all commands, and the options they share. */
export const programHelp = (manifests: readonly Manifest[]): string =>
  [
    'neuropyxels <command> <dataset> [options]',
    '',
    'A dataset is a recording folder, or any file in it that names it:',
    '*.ap.meta, *.ap.bin, *.cbin, structure.oebin, params.py.',
    '',
    'Commands',
    ...table(manifests.map(({ id, summary }) => [id, summary] as const)),
    '',
    'Options',
    ...table(shared),
    '',
    'How figures look (--out with .svg, .png, .pdf)',
    ...table(parameters(styleParams, '--style-')),
    '',
    'neuropyxels <command> --help lists the parameters of a command.',
    '',
  ].join('\n');

/** Help for one command, parameters first. */
export function commandHelp({ id, summary, npyx, needs, params }: Manifest): string {
  const own = parameters(params, '--');
  return [
    `neuropyxels ${id} ${id === merge.id ? '<dataset> <dataset> … ' : needs.length > 0 ? '<dataset> ' : ''}[options]`,
    '',
    summary,
    `Needs: ${needs.join(', ') || 'nothing'}. In npyx: ${npyx.join(', ')}.`,
    ...(own.length > 0 ? ['', 'Parameters', ...table(own)] : []),
    '',
    'Options',
    ...table(shared),
    '',
  ].join('\n');
}

function parameters(params: Params, prefix: string): (readonly [option: string, meaning: string])[] {
  return Object.entries(params).map(([name, param]) => {
    const range = [
      valuesText(param),
      param.default === ''
        ? ''
        : `default ${defaultText(param)}${typeof param.default === 'number' ? unitText(name) : ''}`,
    ].filter(Boolean);
    return [`${prefix}${kebab(name)}`, range.length > 0 ? `${param.doc} [${range.join('; ')}]` : param.doc];
  });
}

const unitText = (name: string): string => (unitOf(name) === '' ? '' : ` ${unitOf(name)}`);

function table(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, meaning]) => `  ${name.padEnd(width)}  ${meaning}`);
}
