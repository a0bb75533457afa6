import type { UnitId } from '../model/units.ts';
import { countText } from './number-text.ts';

/** What is said of spikes too near to an end of the raw file to be cut out whole. */
export const leftOutText = (unit: UnitId, count: number): string =>
  `unit ${unit}: ${countText(count, 'spike')} left out, whose window reaches beyond the raw file`;
