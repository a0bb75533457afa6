/** What is known when a stretch of traces is to go to a page. */
export interface TransferFacts {
  /** Samples that are seen, and with the margins that their filter needs. */
  readonly samples: number;
  readonly rawSamples: number;
  /** Columns of the file, and those of them that are voltages. */
  readonly columnCount: number;
  readonly channelCount: number;
  readonly columnSamples: number;
  /** One value of each column is enough. */
  readonly onlyFurthest?: boolean;
  /** Measured; null while it is not known. */
  readonly linkBytesPerS: number | null;
  /** What would clean raw samples in the page; null where it cannot. */
  readonly page: 'gpu' | 'cpu' | null;
}

/** Nanoseconds for each value that is filtered and referenced, estimates: a core's kernels, and a GPU at a tenth of that. */
const cpuNs = 6;
const gpuNs = 0.6;
/** More would take the page's memory. */
const mostRawBytes = 48e6;
/** A value of what is seen, see `packDeltas`. */
const packedBytes = 1.1;
/** Raw samples also serve the next zoom and the next filter: worth so much longer a wait. */
const reuse = 1.3;

/**
 * What crosses to the page: the raw samples, to be cleaned there, or what is seen of them, cleaned beside the data. Whichever
 * is shown first; raw samples may take a little longer, because they are there for the next picture as well.
 */
export function chooseTransfer(facts: TransferFacts): 'raw' | 'cleaned' {
  const { samples, rawSamples, columnCount, channelCount, columnSamples, linkBytesPerS, page } = facts;
  const rawBytes = 2 * rawSamples * columnCount;
  if (page === null || linkBytesPerS === null || rawBytes > mostRawBytes) return 'cleaned';
  const values = rawSamples * channelCount;
  const faces = columnSamples === 1 || facts.onlyFurthest ? 1 : 2;
  const cleanedBytes = packedBytes * faces * Math.ceil(samples / columnSamples) * channelCount;
  const rawS = rawBytes / linkBytesPerS + values * (page === 'gpu' ? gpuNs : cpuNs) * 1e-9;
  const cleanedS = cleanedBytes / linkBytesPerS + values * cpuNs * 1e-9;
  return rawS <= reuse * cleanedS ? 'raw' : 'cleaned';
}
