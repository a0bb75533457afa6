import { createHash } from 'node:crypto';
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import path from 'node:path';

/** What was written: path relative to the folder with `/`, and the hash of the bytes. */
export interface WrittenFile {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

export interface OpenOutput {
  write(view: ArrayBufferView): void;
  /** Closes the file; `sha1` in capitals as SpikeGLX writes it, when it was asked for. */
  close(): WrittenFile & { readonly sha1: string | null };
}

/** Writes files below one folder and remembers their size and hash. */
export class OutputFolder {
  readonly root: string;
  readonly files: WrittenFile[] = [];

  constructor(root: string) {
    mkdirSync(root, { recursive: true });
    this.root = root;
  }

  open(relative: string, options: { sha1?: boolean } = {}): OpenOutput {
    const full = path.join(this.root, relative);
    mkdirSync(path.dirname(full), { recursive: true });
    const handle = openSync(full, 'w');
    const sha256 = createHash('sha256');
    const sha1 = options.sha1 ? createHash('sha1') : null;
    let bytes = 0;
    return {
      write(view) {
        const buffer = Buffer.from(view.buffer, view.byteOffset, view.byteLength);
        let done = 0;
        while (done < buffer.length) done += writeSync(handle, buffer, done, buffer.length - done);
        sha256.update(buffer);
        sha1?.update(buffer);
        bytes += buffer.length;
      },
      close: () => {
        closeSync(handle);
        const file = { path: relative.split(path.sep).join('/'), bytes, sha256: sha256.digest('hex') };
        this.files.push(file);
        return { ...file, sha1: sha1 ? sha1.digest('hex').toUpperCase() : null };
      },
    };
  }

  text(relative: string, content: string): void {
    const file = this.open(relative);
    file.write(Buffer.from(content, 'utf8'));
    file.close();
  }

  /** A version 1.0 `.npy` file in C order; `dtype` as NumPy writes it, e.g. `<f8`. */
  npy(relative: string, dtype: string, shape: readonly number[], values: ArrayBufferView): void {
    const dimensions = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
    const header = `{'descr': '${dtype}', 'fortran_order': False, 'shape': ${dimensions}, }`;
    const total = Math.ceil((10 + header.length + 1) / 64) * 64;
    const padded = `${header.padEnd(total - 11, ' ')}\n`;
    const magic = Buffer.alloc(10);
    magic.write('\x93NUMPY', 0, 'latin1');
    magic[6] = 1;
    magic[7] = 0;
    magic.writeUInt16LE(padded.length, 8);
    const file = this.open(relative);
    file.write(magic);
    file.write(Buffer.from(padded, 'latin1'));
    file.write(values);
    file.close();
  }
}

/** Non-negative integers below 2⁵³ as little-endian 64-bit words. */
export function as64Bit(values: ArrayLike<number>): Uint32Array {
  const words = new Uint32Array(values.length * 2);
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    const high = Math.floor(value / 4294967296);
    words[2 * i] = value - high * 4294967296;
    words[2 * i + 1] = high;
  }
  return words;
}
