/** One column of the unit table: what it is called, how wide it starts, and its value for a row of `UnitTable`. */
export interface Column {
  readonly id: string;
  readonly title: string;
  /** Stands in the column head, never in a cell. */
  readonly unit: string;
  readonly kind: 'number' | 'text';
  /** Other names the filter accepts. */
  readonly aliases: readonly string[];
  readonly doc: string;
  readonly widthPx: number;
  /** Shown until the user chooses otherwise. */
  readonly shown: boolean;
  /** Its values are being computed. */
  readonly pending?: boolean;
  /** Null for unknown. */
  value(row: number): number | string | null;
  text(row: number): string;
}
