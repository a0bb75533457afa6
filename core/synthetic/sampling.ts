/** Samples per second of the action-potential band, and of the LFP band, which is every twelfth sample. */
export const SAMPLE_RATE_HZ = 30000;
export const LF_RATE_HZ = 2500;
export const SAMPLES_PER_MS = 30;
export const LF_STEP = SAMPLE_RATE_HZ / LF_RATE_HZ;
