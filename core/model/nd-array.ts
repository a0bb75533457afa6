export type TypedArray =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array;

/** Numbers with a shape, row-major (last index fastest). Invariant: the product of `shape` is `data.length`. */
export interface NdArray<A extends TypedArray = TypedArray> {
  readonly data: A;
  readonly shape: readonly number[];
}

/** Throws RangeError when the shape does not hold exactly the data. */
export function ndArray<A extends TypedArray>(data: A, ...shape: number[]): NdArray<A> {
  const size = shape.reduce((product, length) => product * length, 1);
  if (size !== data.length) throw new RangeError(`${data.length} values do not fill ${shape.join(' × ')}`);
  return { data, shape };
}
