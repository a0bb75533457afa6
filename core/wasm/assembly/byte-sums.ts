// The sum of bytes that tells whether they were read back as they were written, in AssemblyScript: `core/kernels/byte-sums.ts`
// explains it, drives it, and is tested against plain TypeScript. Addresses are bytes; nothing is allocated here.

function round(sum: v128, words: v128): v128 {
  const next = i32x4.add(sum, i32x4.mul(words, i32x4.splat(-2048144777)));
  return i32x4.mul(v128.or(i32x4.shl(next, 13), i32x4.shr_u(next, 19)), i32x4.splat(-1640531535));
}

/** Takes `count` × 64 bytes from `at` on into the 16 sums (u32) at `sums`. */
export function addBytes(at: usize, count: i32, sums: usize): void {
  let a = v128.load(sums);
  let b = v128.load(sums, 16);
  let c = v128.load(sums, 32);
  let d = v128.load(sums, 48);
  for (let i = 0; i < count; i++) {
    a = round(a, v128.load(at));
    b = round(b, v128.load(at, 16));
    c = round(c, v128.load(at, 32));
    d = round(d, v128.load(at, 48));
    at += 64;
  }
  v128.store(sums, a);
  v128.store(sums, b, 16);
  v128.store(sums, c, 32);
  v128.store(sums, d, 48);
}
