import path from 'node:path';
import { readNpyHeader } from '../formats/npy.ts';
import type { TemplateBlock } from '../kernels/peak-of-templates.ts';
import type { NdArray } from '../model/nd-array.ts';
import { fileSource } from './file-source.ts';
import { isSparse } from './sorted-templates.ts';

/** The templates of a sorting, some at a time. */
export interface TemplateReader {
  readonly templateCount: number;
  readonly channelCount: number;
  /** These templates in this order, in memory that the next call uses again. They are below `templateCount`. */
  read(templates: readonly number[]): TemplateBlock;
  close(): Promise<void>;
}

/**
 * Reads templates from the file as they are asked for: for 500 units they are 47 MB, and new memory for them costs more than
 * looking for their peaks. Where the file does not hold them as `readTemplates` gives them, it is `whole` that they come from.
 */
export async function templateReader(
  folder: string,
  files: ReadonlySet<string>,
  channelCount: number | undefined,
  whole: () => Promise<NdArray<Float32Array> | undefined>,
): Promise<TemplateReader | undefined> {
  const source = await fileSource(path.join(folder, 'templates.npy'));
  let isRead = false;
  try {
    const { kind, itemBytes, bigEndian, fortranOrder, shape, dataOffset } = await readNpyHeader(source);
    const [templateCount = 0, sampleCount = 0, width = 0] = shape;
    const isPlain = kind === 'f' && itemBytes === 4 && !bigEndian && !fortranOrder && shape.length === 3;
    if (!isPlain || (await isSparse(folder, files, shape, channelCount))) {
      const templates = await whole();
      return templates && templatesInMemory(templates);
    }
    isRead = true;
    const length = sampleCount * width;
    let room = new Float32Array(length);
    return {
      templateCount,
      channelCount: width,
      read(templates) {
        if (room.length < templates.length * length) room = new Float32Array(templates.length * length);
        const data = room.subarray(0, templates.length * length);
        const bytes = new Uint8Array(data.buffer);
        templates.forEach((template, i) => {
          const target = bytes.subarray(4 * i * length, 4 * (i + 1) * length);
          source.readNow(target, dataOffset + 4 * template * length);
        });
        return { data, sampleCount, channelCount: width };
      },
      close: () => source.close(),
    };
  } finally {
    if (!isRead) await source.close();
  }
}

/** The same of templates that were read. */
export function templatesInMemory({ data, shape }: NdArray<Float32Array>): TemplateReader {
  const [templateCount = 0, sampleCount = 0, channelCount = 0] = shape;
  const length = sampleCount * channelCount;
  const one = (template: number) => data.subarray(template * length, (template + 1) * length);
  return {
    templateCount,
    channelCount,
    read(templates) {
      const [first, ...others] = templates.map(one);
      if (others.length === 0) return { data: first ?? new Float32Array(), sampleCount, channelCount };
      const several = new Float32Array(templates.length * length);
      templates.forEach((template, i) => {
        several.set(one(template), i * length);
      });
      return { data: several, sampleCount, channelCount };
    },
    close: async () => undefined,
  };
}
