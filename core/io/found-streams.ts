import type { PartStatus, RawHeader } from '../model/dataset.ts';
import type { EdgeSource } from '../model/edges.ts';
import type { Stream } from '../model/recording.ts';

/** What one acquisition system's reader found in a folder. A file that could not be used is a broken part, not a throw. */
export interface FoundStreams {
  readonly streams: readonly Stream[];
  readonly headers: readonly RawHeader[];
  readonly parts: readonly PartStatus[];
  readonly warnings: readonly string[];
  readonly edgeSources?: readonly EdgeSource[];
  /** `SpikeGLX 20230905`, `Open Ephys GUI 0.6.7`; null when the headers do not tell. */
  readonly software: string | null;
}
