import { distinctColors, hexOf, isColormap, type Rgb, unknownColormap } from '../figure/colormaps.ts';
import type { Figure, Mark } from '../figure/figure.ts';
import { ParameterError } from '../model/errors.ts';
import { ndArray } from '../model/nd-array.ts';
import { defineAnalysis } from './analysis.ts';
import { integer, text } from './params.ts';

interface Colors {
  readonly name: string;
  readonly colors: readonly Rgb[];
}

/** Cells of the strip that shows the whole map. */
const stripCells = 512;

export const colormap = defineAnalysis({
  id: 'colormap',
  version: 1,
  title: 'Colour Map',
  summary: 'Distinct colours of a named colour map: matplotlib’s common ones and Crameri’s scientific ones.',
  method: `Colour $i$ of $n$ is the one at $i / (n - 1)$ of the map, its two ends included. Of a qualitative map (\`tab10\`,
\`Set1\`) colours are taken as they are; where more are asked for than it has, it begins again, lighter and then darker, so
that no two are the same. npyx's own function fails for every map of matplotlib since matplotlib 3.9 (D110).`,
  references: [
    'Crameri F (2021), Scientific colour maps 7.0.1, doi:10.5281/zenodo.5501399',
    'Crameri F, Shephard GE, Heron PJ (2020), Nature Communications 11:5444, doi:10.1038/s41467-020-19160-7',
  ],
  npyx: ['get_ncolors_cmap'],
  target: 'recording',
  // No recording is needed: the command line takes it without one.
  needs: [],
  immediate: true,
  params: {
    name: text({
      default: 'tab10',
      npyx: 'cmap_str',
      doc: 'Name of the map, such as viridis, batlow, RdBu or tab10; reversed with _r behind it.',
    }),
    count: integer({ default: 10, min: 1, max: 1000, npyx: 'n', doc: 'How many colours.' }),
  },

  async gather(_from, _units, { name }): Promise<null> {
    if (!isColormap(name)) throw new ParameterError(`name: ${unknownColormap(name)}`);
    return null;
  },

  compute: (_inputs, { name, count }): Colors => ({ name, colors: distinctColors(name, count) }),

  draw({ name, colors }): Figure {
    const hex = colors.map(hexOf);
    const x = { label: '', unit: '', domain: [0, 1], hidden: true } as const;
    const y = { label: '', unit: '', domain: [0, 1], hidden: true } as const;
    const strip: Mark = {
      kind: 'image',
      color: 'text',
      values: Float32Array.from({ length: stripCells }, (_, i) => i),
      rows: 1,
      columns: stripCells,
      x: [0, 1],
      y: [0, 1],
      range: [0, stripCells - 1],
      colormap: name,
    };
    const swatches = hex.map(
      (color, i): Mark => ({
        kind: 'bars',
        x: Float32Array.of(i),
        y: Float32Array.of(1),
        width: colors.length > 60 ? 1 : 0.9,
        color,
      }),
    );
    const counted = `${colors.length} ${colors.length === 1 ? 'colour' : 'colours'}`;
    return {
      title: `Colour map ${name}`,
      subtitle: counted,
      alt: `${counted} of ${name}: ${hex.slice(0, 20).join(', ')}${hex.length > 20 ? ' …' : ''}.`,
      grid: { rows: 2, columns: 1, rowWeights: [1, 2] },
      panels: [
        { row: 0, column: 0, title: 'The whole map', x, y, marks: [strip] },
        {
          row: 1,
          column: 0,
          title: counted,
          x: {
            label: 'colour',
            unit: '',
            domain: [-0.5, colors.length - 0.5],
            ticks: hex.map((_, i) => i),
            tickLabels: hex,
          },
          y,
          marks: swatches,
        },
      ],
    };
  },

  toJson: ({ name, colors }) => ({ name, colors }),
  toArray: ({ colors }) => ({ array: ndArray(Float64Array.from(colors.flat()), colors.length, 3) }),
  toTable: ({ colors }) => ({
    red: colors.map(([red]) => red),
    green: colors.map(([, green]) => green),
    blue: colors.map(([, , blue]) => blue),
    hex: colors.map(hexOf),
  }),
});
