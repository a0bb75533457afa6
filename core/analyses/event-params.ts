import { eventsUnits } from '../model/events.ts';
import { choice, names, type Values } from './params.ts';

/** Where events come from: the same for all analyses around events. */
export const eventParams = {
  events: names({
    of: 'file',
    doc: 'Files with the times of events (.csv, .tsv, .npy, an Open Ephys event folder), each at will as name=file; or the times themselves, as in go=1.5 2.25 9.1.',
    npyx: 'events',
  }),
  syncLine: names({ doc: 'Sync lines of the recording whose edges are events, by number: 6, or 2,6.' }),
  edge: choice(['rising', 'falling'], {
    default: 'rising',
    doc: 'The edge of a sync line that is the event: the first sample in the new state.',
  }),
  eventsUnit: choice(eventsUnits, {
    default: 'auto',
    doc: 'What times in files count: seconds or samples from the first sample of the recording; auto takes columns named sample and whole numbers of .npy files for samples, all else for seconds.',
  }),
};

export type EventChoice = Values<typeof eventParams>;
