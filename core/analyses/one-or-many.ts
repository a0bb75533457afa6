/** What a program gets for a unit analysis: the object itself for one unit, `{units: […]}` for several. */
export const oneOrMany = <T>(objects: readonly T[]): T | { readonly units: readonly T[] } =>
  objects.length === 1 ? (objects[0] as T) : { units: objects };

/** Rows of `columnCount` values: a row-major matrix as JSON wants it. */
export const rowsOf = (values: ArrayLike<number>, columnCount: number): number[][] =>
  Array.from({ length: values.length / columnCount }, (_, row) =>
    Array.from({ length: columnCount }, (_, column) => values[row * columnCount + column] as number),
  );
