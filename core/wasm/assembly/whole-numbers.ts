// f32 as whole numbers: part of the module `clean-frames.ts`. Addresses are bytes.

/** 1.5 × 2²³: what is added to it loses its fraction, rounded to the nearest even whole number. */
export const shift: f32 = 12582912;
export const shiftBits: i32 = 0x4b400000;

/** Whole numbers nearest to 4 values below 2²². */
export function whole(values: v128): v128 {
  return i32x4.sub(f32x4.add(values, f32x4.splat(shift)), i32x4.splat(shiftBits));
}
