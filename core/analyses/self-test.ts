import type { Manifest } from './analysis.ts';

/** The facts of the self-test, which runs the others and is no analysis itself. */
export const selfTestManifest: Manifest = {
  id: 'self-test',
  version: 1,
  title: 'Self-Test',
  summary:
    'Runs every command on this recording, one line each with its time, and checks what must be true of the results.',
  npyx: ['test_npyx'],
  target: 'recording',
  needs: ['header'],
  params: {},
};
