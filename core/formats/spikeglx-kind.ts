import type { Band } from '../model/recording.ts';
import { metaCounts, metaNumber, metaText, type SpikeGlxMeta } from './spikeglx-meta.ts';

/** Which of a run's files a header belongs to. */
export interface StreamKind {
  readonly band: Exclude<Band, 'aux'>;
  /** `imec0.ap`, `imec0.lf`, `nidq`, `obx0`; phase 3A wrote no probe number: `imec.ap`. */
  readonly id: string;
  /** `run_g0_t0.imec0.ap` of the recorded file; undefined when the header does not name it. */
  readonly recordedStem?: string;
}

/**
 * The stream a header describes, from its content and not from its name on disk, which may be anything. Undefined when
 * the header has no known `typeThis`, that is, when it is no SpikeGLX header. `diskName` only supplies the number of
 * the probe where the header has lost its `fileName`.
 */
export function streamKind(meta: SpikeGlxMeta, diskName = ''): StreamKind | undefined {
  // The path is another machine's, Windows or not.
  const recordedName = metaText(meta, 'fileName')?.split(/[\\/]/).at(-1);
  const recordedStem = recordedName?.replace(/\.bin$/i, '');
  const named = recordedStem === undefined ? {} : { recordedStem };
  const number = (device: RegExp): string =>
    device.exec(recordedName ?? '')?.[1] ?? device.exec(diskName)?.[1] ?? '';
  switch (metaText(meta, 'typeThis')) {
    case 'imec': {
      const band = imecBand(meta, recordedName ?? diskName);
      return { band, id: `imec${number(/\.imec(\d*)/i)}.${band}`, ...named };
    }
    case 'nidq':
      return { band: 'nidq', id: 'nidq', ...named };
    case 'obx':
    case 'onebox':
      return { band: 'obx', id: `obx${number(/\.obx(\d*)/i)}`, ...named };
    default:
      return undefined;
  }
}

/** Saved AP and LF channels decide; a file with both or with sync words alone goes by its name and then its rate. */
function imecBand(meta: SpikeGlxMeta, name: string): 'ap' | 'lf' {
  const [ap, lf] = metaCounts(meta, 'snsApLfSy', 3) ?? [0, 0];
  if (ap! > 0 !== lf! > 0) return ap! > 0 ? 'ap' : 'lf';
  if (/\.lf\b/i.test(name)) return 'lf';
  if (/\.ap\b/i.test(name)) return 'ap';
  return (metaNumber(meta, 'imSampRate') ?? 30_000) < 5_000 ? 'lf' : 'ap';
}
