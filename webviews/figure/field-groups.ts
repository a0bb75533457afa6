import type { Params } from '../../core/analyses/params.ts';
import type { styleParams } from '../../core/analyses/style-params.ts';

/** Fields of a form that stand together. */
export interface FieldGroup {
  /** Null for those that need no heading. */
  readonly title: string | null;
  readonly names: readonly string[];
  /** Hidden until asked for; the name under which the page remembers that. */
  readonly folded?: string;
}

/** A form of no more fields than this shows them all. */
const few = 9;
/** Of a longer one so many are shown, the others on demand: analyses declare what is asked for most first. */
const first = 7;

/** The fields of an analysis: the first ones, and the others folded away, so that the figure has the room. */
export function paramGroups(params: Params): readonly FieldGroup[] {
  const names = Object.keys(params);
  if (names.length <= few) return [{ title: null, names }];
  const rest = names.slice(first);
  return [
    { title: null, names: names.slice(0, first) },
    { title: `${rest.length} more`, names: rest, folded: 'more' },
  ];
}

type StyleName = keyof typeof styleParams;

const group = (title: string, ...names: StyleName[]): FieldGroup => ({ title, names });

/** The settings of how a figure looks, by what they change. */
export const styleGroups: readonly FieldGroup[] = [
  group('Figure', 'theme', 'title', 'subtitle', 'legend', 'frame', 'notes'),
  group('Size', 'widthMm', 'heightMm', 'panelWidthMm', 'panelHeightMm', 'columnGapMm', 'rowGapMm', 'dpi'),
  group('Axes', 'panels', 'xLabel', 'yLabel', 'xLimits', 'yLimits', 'xLabelGapPt', 'yLabelGapPt'),
  group(
    'Ticks',
    'xTicks',
    'xTickLabels',
    'xTickAngle',
    'yTicks',
    'yTickLabels',
    'yTickAngle',
    'tickDirection',
  ),
  group(
    'Colours of Images',
    'colormap',
    'colorLimits',
    'colorCenter',
    'colorbar',
    'colorLabel',
    'colorTicks',
    'colorTickLabels',
  ),
  group(
    'Text',
    'font',
    'titleSizePt',
    'titleWeight',
    'labelSizePt',
    'labelWeight',
    'tickSizePt',
    'tickWeight',
  ),
  group(
    'Lines',
    'lineWidthPt',
    'axisWidthPt',
    'verticalLines',
    'horizontalLines',
    'lines',
    'xScaleBar',
    'yScaleBar',
  ),
];
