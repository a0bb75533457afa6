import { parseNpy } from '../formats/npy.ts';
import { writeNpy } from '../formats/npy-write.ts';
import type { TypedArray } from '../model/nd-array.ts';

/** Arrays with at least this many values get a `.npy` file of their own; shorter ones stand in the JSON. */
const ownFileFrom = 64;

const types = {
  Int8Array,
  Uint8Array,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
} as const;
type TypeName = keyof typeof types;

/** What stands in the JSON where an array or a number stood that JSON does not have. */
type Special =
  | { readonly $npy: string; readonly type: TypeName }
  | { readonly $array: TypeName; readonly values: readonly Plain[] }
  | { readonly $number: string };
type Plain =
  | null
  | boolean
  | number
  | string
  | Special
  | readonly Plain[]
  | { readonly [key: string]: Plain };

export interface Packed {
  readonly json: Plain;
  /** Bytes of `.npy` files by the path of the array in the value: `units.0.meanUv`. */
  readonly arrays: ReadonlyMap<string, Uint8Array>;
}

/**
 * A value as JSON and `.npy` files, which any program reads. An array in `data` beside its `shape` keeps the shape.
 * Throws TypeError for what is no plain data: a class, a Map, a function.
 */
export function packEntry(value: unknown): Packed {
  const arrays = new Map<string, Uint8Array>();
  const pack = (part: unknown, path: readonly string[], shape?: readonly number[]): Plain => {
    if (part === null || typeof part === 'boolean' || typeof part === 'string') return part;
    if (typeof part === 'number') return numberOf(part);
    if (isTyped(part)) return packArray(part, path, shape);
    if (Array.isArray(part)) return part.map((item, i) => pack(item, [...path, String(i)]));
    if (typeof part === 'object' && Object.getPrototypeOf(part) === Object.prototype) {
      const { shape: sizes } = part as { shape?: unknown };
      const entries = Object.entries(part).filter(([, item]) => item !== undefined);
      return Object.fromEntries(
        entries.map(([key, item]) => {
          const fits = key === 'data' && isShape(sizes) && isTyped(item) && product(sizes) === item.length;
          return [key, pack(item, [...path, key], fits ? sizes : undefined)];
        }),
      );
    }
    throw new TypeError(
      `${path.join('.') || 'value'}: ${Object.prototype.toString.call(part)} is no plain data`,
    );
  };
  const packArray = (
    array: TypedArray,
    path: readonly string[],
    shape: readonly number[] = [array.length],
  ): Plain => {
    const type = array.constructor.name as TypeName;
    if (!(type in types)) throw new TypeError(`${path.join('.')}: a ${type} cannot be kept`);
    if (array.length < ownFileFrom) return { $array: type, values: Array.from(array, numberOf) };
    const name = path.join('.').replace(/[^\w.-]/g, '-') || 'array';
    if (arrays.has(name)) throw new TypeError(`${name}: two arrays of one name`);
    arrays.set(name, writeNpy({ data: array, shape: [...shape] }));
    return { $npy: name, type };
  };
  return { json: pack(value, []), arrays };
}

/** The value again. `read` gives the bytes of an array's file. Throws when one is missing, cut or of another type. */
export async function unpackEntry(
  json: unknown,
  read: (array: string) => Promise<Uint8Array>,
): Promise<unknown> {
  if (Array.isArray(json)) return Promise.all(json.map((item) => unpackEntry(item, read)));
  if (typeof json !== 'object' || json === null) return json;
  if ('$number' in json) return Number(json.$number);
  if ('$array' in json) {
    const { $array, values } = json as { $array: TypeName; values: readonly unknown[] };
    return types[$array].from(values.map((value) => (typeof value === 'number' ? value : special(value))));
  }
  if ('$npy' in json) {
    const { $npy, type } = json as { $npy: string; type: string };
    const { data } = parseNpy(await read($npy), $npy);
    if (data.constructor.name !== type)
      throw new TypeError(`${$npy}: ${data.constructor.name}, expected ${type}`);
    return data;
  }
  const entries = Object.entries(json).map(
    async ([key, item]) => [key, await unpackEntry(item, read)] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}

const numberOf = (value: number): number | { $number: string } =>
  Number.isFinite(value) && !Object.is(value, -0)
    ? value
    : { $number: Object.is(value, -0) ? '-0' : String(value) };

const special = (value: unknown): number => Number((value as { $number: string }).$number);

const isTyped = (value: unknown): value is TypedArray =>
  ArrayBuffer.isView(value) && !(value instanceof DataView);

const isShape = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((size) => Number.isInteger(size) && size >= 0);

const product = (shape: readonly number[]): number => shape.reduce((total, size) => total * size, 1);
