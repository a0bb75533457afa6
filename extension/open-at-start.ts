import { openDashboard } from './open-recording.ts';

/** Opens the dashboard of the file named in the environment, which is how `npm start` puts one on screen. */
export function openAtStart(): void {
  const door = process.env['NEUROPYXELS_OPEN'];
  if (door) void openDashboard(door);
}
