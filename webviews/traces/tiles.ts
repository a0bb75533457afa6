import { finestOverview } from '../../core/kernels/overview-levels.ts';

/**
 * Traces are asked for by tiles: stretches whose ends do not depend on what is seen, so that panning finds again what was
 * there. On level n one column stands for 2ⁿ samples; a tile has 64 columns, so that little is read
 * beyond what is seen, more where these are fewer than 2048 samples,
 * fewer where they are more than a thread filters at once and may have to be read. Beyond `mostReadLevel` the overview of
 * the recording is asked only.
 */
export const mostReadLevel = 12;
/** Weeks on a narrow page. */
export const mostLevel = 30;
const tileColumns = 64;
const overviewTileColumns = 256;

export const columnSamplesOf = (level: number): number => 2 ** level;

export const tileSamplesOf = (level: number): number =>
  level > mostReadLevel
    ? overviewTileColumns * 2 ** level
    : Math.min(32_768, Math.max(2048, tileColumns * 2 ** level));

/** The level whose columns are nearest to a pixel: between 0.7 and 1.4 of them on each. */
export const levelFor = (samplesPerPixel: number): number =>
  Math.max(0, Math.min(mostLevel, Math.round(Math.log2(samplesPerPixel))));

/** Tiles [first, end) that hold samples [start, end) of a recording. */
export function tileRange(
  level: number,
  startSample: number,
  endSample: number,
  sampleCount: number,
): { readonly first: number; readonly end: number } {
  const size = tileSamplesOf(level);
  const last = Math.min(endSample, sampleCount);
  return { first: Math.max(0, Math.floor(startSample / size)), end: Math.max(0, Math.ceil(last / size)) };
}

/** Neighbouring tiles that are asked for at once. */
export interface Run {
  readonly level: number;
  readonly first: number;
  readonly end: number;
}

/** A second of a probe: as much as one thread filters in the time of a picture or two. */
const mostRunSamples = 32_768;
/** More than the threads of the host that clean at once: what is ready is on its way while the rest is cleaned. */
export const atOnce = 4;
/** What a served VS Code carries in a tenth of a second. */
const mostRunColumns = 1024;
/** What is read ahead must not keep a thread for long from somebody who jumps elsewhere. */
const mostAheadSamples = 8192;
const mostOverviewColumns = 512;

/** What to ask for, most wanted first. */
export interface Plan {
  /** Somebody waits for it. */
  readonly seen: readonly Run[];
  readonly ahead: readonly Run[];
}

/**
 * What is seen and not there, then as much again in the direction of travel (+1 later, −1 earlier, 0 standing: both sides,
 * half as far).
 */
export function planRuns(facts: {
  readonly level: number;
  readonly startSample: number;
  readonly endSample: number;
  readonly sampleCount: number;
  readonly direction: -1 | 0 | 1;
  /** Coarse levels come from an overview: nothing is filtered for them. */
  readonly hasOverview: boolean;
  has(tile: number): boolean;
}): Plan {
  const { level, startSample, endSample, sampleCount, direction, hasOverview, has } = facts;
  const most = mostTiles(level, hasOverview, mostRunSamples);
  const mostAhead = mostTiles(level, hasOverview, mostAheadSamples);
  const length = endSample - startSample;
  const stretch = (start: number, end: number, mostAtOnce: number) => {
    const { first, end: last } = tileRange(level, Math.max(0, start), end, sampleCount);
    return missingRuns(level, first, last, mostAtOnce, has);
  };
  const later = direction === 0 ? length / 2 : length;
  const ahead = [
    ...(direction >= 0 ? stretch(endSample, endSample + later, mostAhead) : []),
    ...(direction <= 0 ? stretch(startSample - later, startSample, mostAhead).reverse() : []),
  ];
  // What somebody waits for is divided between those who work at once.
  const waited = stretch(startSample, endSample, 1).length;
  const seen = stretch(startSample, endSample, Math.min(most, Math.max(1, Math.ceil(waited / atOnce))));
  return {
    seen: direction < 0 ? seen.reverse() : seen,
    ahead: withoutOverlap(ahead, seen, mostAhead),
  };
}

/** A tile at the edge of what is seen belongs to both. */
const withoutOverlap = (runs: readonly Run[], seen: readonly Run[], most: number): Run[] =>
  runs.flatMap((run) => {
    const taken = (tile: number) => seen.some(({ first, end }) => tile >= first && tile < end);
    return missingRuns(run.level, run.first, run.end, most, taken);
  });

/** Tiles in one run. */
function mostTiles(level: number, hasOverview: boolean, mostSamples: number): number {
  if (level > mostReadLevel || (hasOverview && columnSamplesOf(level) >= finestOverview))
    return Math.max(1, Math.floor((mostOverviewColumns * columnSamplesOf(level)) / tileSamplesOf(level)));
  const samples = Math.min(mostSamples, mostRunColumns * columnSamplesOf(level));
  return Math.max(1, Math.floor(samples / tileSamplesOf(level)));
}

function missingRuns(
  level: number,
  first: number,
  end: number,
  most: number,
  has: (tile: number) => boolean,
): Run[] {
  const runs: Run[] = [];
  for (let from = first; from < end; from++) {
    if (has(from)) continue;
    let to = from + 1;
    while (to < end && !has(to)) to++;
    // Pieces of the same length, so that none is waited for long after the others.
    const pieces = Math.ceil((to - from) / most);
    for (let i = 0; i < pieces; i++) {
      const edge = (piece: number) => from + Math.ceil(((to - from) * piece) / pieces);
      runs.push({ level, first: edge(i), end: edge(i + 1) });
    }
    from = to;
  }
  return runs;
}
