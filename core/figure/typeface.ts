/** The typefaces that are embedded: widths, outlines and names are known of each, regular and bold. */
export const typefaces = ['arial', 'times'] as const;
export type Typeface = (typeof typefaces)[number];

/**
 * The names by which SVG and pages find a typeface, its metric equals among them, so that an exported figure is laid out
 * the same everywhere. What is embedded are Arimo, as wide as Arial, and Tinos, as wide as Times New Roman.
 */
export const familiesOf: Readonly<Record<Typeface, string>> = {
  arial: "Arial, Helvetica, Arimo, 'Liberation Sans', sans-serif",
  times: "'Times New Roman', Times, Tinos, 'Liberation Serif', serif",
};

/** What a text is written in, besides its typeface. */
export interface TextFont {
  /** Pixels. */
  readonly size: number;
  readonly bold?: true;
}
