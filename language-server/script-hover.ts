import type { SyntaxNode } from '@lezer/common';
import type { Dataset } from '../core/model/dataset.ts';
import { datasetOfCall } from './call-datasets.ts';
import { datasetFor } from './dataset-of.ts';
import { plain } from './hover-text.ts';
import { callAround, type ScriptCall } from './script-calls.ts';
import { assumptionText, type ScriptContext, unitFactsText, unitsOf } from './script-context.ts';
import { parseScript, type ScriptSyntax, textOf } from './script-syntax.ts';
import { functionMarkdown, labelOf, paramMarkdown } from './signature.ts';
import { valueIn } from './values.ts';

/** What is shown over a stretch of a script. */
export interface ScriptHover {
  readonly markdown: string;
  readonly from: number;
  readonly to: number;
}

/**
 * What to show at `offset` of a script: over the name of a function its signature and how its numbers are made, over a
 * parameter what it means, over a unit its facts, over a path its recording. Null elsewhere. Never throws.
 */
export async function scriptHover(
  text: string,
  offset: number,
  context: ScriptContext,
  syntax: ScriptSyntax = parseScript(text, context.language),
): Promise<ScriptHover | null> {
  const call = callAround(syntax, context, offset);
  const covers = (node: SyntaxNode | null) => node !== null && node.from <= offset && offset <= node.to;
  if (call && covers(call.nameNode)) {
    const head = ['```', context.language === 'python' ? 'python' : 'typescript'].join('');
    const markdown = `${head}\n${labelOf(call.found).label}\n\`\`\`\n\n${functionMarkdown(call.found, context.docsOf)}`;
    return { markdown, ...span(call.nameNode) };
  }
  const argument = call?.args.find(({ nameNode }) => covers(nameNode));
  if (argument?.param && argument.nameNode)
    return { markdown: paramMarkdown(argument.param), ...span(argument.nameNode) };
  const leaves = [syntax.tree.resolveInner(offset, -1), syntax.tree.resolveInner(offset, 1)];
  const literal = leaves.find(({ name }) => name === 'Number' || name === 'String');
  if (!literal) {
    const name = leaves.find((leaf) => leaf.name === 'VariableName');
    const isDataset = call?.args.some(({ value, param }) => param?.role === 'dataset' && covers(value));
    return name && (isDataset || covers(call?.receiver ?? null)) ? pathHover(name, syntax, context) : null;
  }
  const isUnit = call?.args.some(({ value, param }) => param?.role === 'units' && covers(value));
  if (call && isUnit) return unitHover(literal, call, syntax, context);
  return literal.name === 'String' ? pathHover(literal, syntax, context) : null;
}

const span = ({ from, to }: SyntaxNode) => ({ from, to });

async function unitHover(
  node: SyntaxNode,
  call: ScriptCall,
  syntax: ScriptSyntax,
  context: ScriptContext,
): Promise<ScriptHover | null> {
  const units = await unitsOf(datasetOfCall(call, syntax, context), context);
  if (!units) return null;
  const id = textOf(syntax, node).replace(/^['"`]|['"`]$/g, '');
  const row = units.table.ids.indexOf(id);
  if (row < 0) return null;
  const { table } = units;
  const isi = table.isiViolationPercent[row] ?? Number.NaN;
  const amplitude = table.amplitudeUv[row] ?? Number.NaN;
  const more = [
    Number.isFinite(amplitude) && amplitude > 0 ? `amplitude ${amplitude.toFixed(0)} µV` : null,
    Number.isFinite(isi) ? `${isi.toFixed(2)} % of intervals under 1.5 ms` : null,
  ].filter((part) => part !== null);
  const svg = await context.picture?.(units.folder, id);
  const parts = [
    `**Unit ${id}** · ${plain(unitFactsText(table, row))}`,
    more.join(' · '),
    svg ? `![Template and autocorrelogram of unit ${id}](${imageUri(svg)})` : '',
    [plain(units.folder), assumptionText(units.why)].filter((part) => part !== '').join(' · '),
  ];
  return { markdown: parts.filter((part) => part !== '').join('\n\n'), ...span(node) };
}

/** Base64, because brackets and quotes of SVG end a link of Markdown. */
const imageUri = (svg: string): string =>
  `data:image/svg+xml;base64,${Buffer.from(svg, 'utf8').toString('base64')}`;

/** Over a path, whole or in parts, or a name that stands for one: the recording that the expression around it names. */
async function pathHover(
  node: SyntaxNode,
  syntax: ScriptSyntax,
  context: ScriptContext,
): Promise<ScriptHover | null> {
  let whole = node;
  while (
    whole.parent &&
    /^(BinaryExpression|ParenthesizedExpression|ContinuedString)$/.test(whole.parent.name)
  )
    whole = whole.parent;
  const found = datasetFor(valueIn(whole, syntax, context), syntax, node.from, context);
  if (found?.why !== 'written') return null;
  for (const folder of found.candidates) {
    const dataset = await context.dataset?.(folder);
    if (dataset && dataset.streams.length + (dataset.sorting ? 1 : 0) > 0)
      return { markdown: await datasetMarkdown(dataset, folder, context), ...span(node) };
  }
  return null;
}

async function datasetMarkdown(dataset: Dataset, folder: string, context: ScriptContext): Promise<string> {
  const table = await context.units(folder);
  const counts = new Map<string, number>();
  for (const group of table?.group ?? []) counts.set(group, (counts.get(group) ?? 0) + 1);
  const groups = [...counts]
    .map(([group, count]) => `${count} ${plain(group) || 'without label'}`)
    .join(', ');
  const streams = dataset.streams.map((stream) => {
    const length =
      stream.sampleCount === null ? '' : `, ${(stream.sampleCount / stream.sampleRateHz).toFixed(1)} s`;
    return `* ${plain(stream.id)}: ${stream.channels.length} channels at ${stream.sampleRateHz} Hz${length}`;
  });
  const parts = [
    `**${plain(dataset.name)}** · ${dataset.acquisition}`,
    streams.slice(0, 8).join('\n'),
    table ? `${table.ids.length} units: ${groups}` : 'no sorting',
    plain(folder),
  ];
  return parts.join('\n\n');
}
