/** What made a figure, for its file's metadata. */
export interface Provenance {
  readonly program: string;
  readonly version: string;
  readonly command: string;
  readonly dataset: string;
  readonly units: readonly string[];
  readonly stream?: string;
  /** All parameters with the values that were used. */
  readonly params: Readonly<Record<string, unknown>>;
  readonly style?: Readonly<Record<string, unknown>>;
  /** Makes the figure again. */
  readonly commandLine: string;
}

/** As JSON on one line; typed arrays are lists. */
export const provenanceText = (provenance: Provenance): string =>
  JSON.stringify(provenance, (_, value: unknown) =>
    ArrayBuffer.isView(value) && !(value instanceof DataView) ? Array.from(value as Float64Array) : value,
  );
