import { type Extent, moved, type View, within, zoomedRows, zoomedTime } from './view.ts';

/** What a key does on the traces; null for one that means nothing here. */
export type KeyAction =
  | { readonly kind: 'view'; readonly change: (view: View, extent: Extent) => View }
  | { readonly kind: 'gain'; readonly steps: number }
  | { readonly kind: 'spike' | 'event'; readonly direction: 1 | -1 }
  | { readonly kind: 'go' }
  | { readonly kind: 'whole' }
  | { readonly kind: 'mode' };

const view = (change: (view: View, extent: Extent) => View): KeyAction => ({ kind: 'view', change });
const step = 0.1;
const page = 0.9;
const zoom = 1.5;

const actions: Readonly<Record<string, KeyAction>> = {
  ArrowLeft: view((now, extent) => moved(now, -step, 0, extent)),
  ArrowRight: view((now, extent) => moved(now, step, 0, extent)),
  'Shift+ArrowLeft': view((now, extent) => moved(now, -page, 0, extent)),
  'Shift+ArrowRight': view((now, extent) => moved(now, page, 0, extent)),
  ArrowUp: view((now, extent) => moved(now, 0, -step, extent)),
  ArrowDown: view((now, extent) => moved(now, 0, step, extent)),
  PageUp: view((now, extent) => moved(now, 0, -page, extent)),
  PageDown: view((now, extent) => moved(now, 0, page, extent)),
  Home: view((now, extent) => within({ ...now, startS: 0 }, extent)),
  End: view((now, extent) => within({ ...now, startS: extent.durationS }, extent)),
  '+': view((now, extent) => zoomedTime(now, 1 / zoom, 0.5, extent)),
  '-': view((now, extent) => zoomedTime(now, zoom, 0.5, extent)),
  ']': view((now, extent) => zoomedRows(now, 1 / zoom, 0.5, extent)),
  '[': view((now, extent) => zoomedRows(now, zoom, 0.5, extent)),
  a: view((now, extent) => within({ ...now, firstRow: 0, rowCount: extent.rowCount }, extent)),
  '*': { kind: 'gain', steps: 1 },
  '/': { kind: 'gain', steps: -1 },
  n: { kind: 'spike', direction: 1 },
  p: { kind: 'spike', direction: -1 },
  e: { kind: 'event', direction: 1 },
  'Shift+E': { kind: 'event', direction: -1 },
  g: { kind: 'go' },
  w: { kind: 'whole' },
  i: { kind: 'mode' },
};

interface Key {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

/** The same for every layout: signs are taken as they come out, arrows and letters with their Shift. */
export function actionOf({ key, shiftKey, ctrlKey, metaKey, altKey }: Key): KeyAction | null {
  if (ctrlKey || metaKey || altKey) return null;
  if (key === '=') return actions['+'] ?? null;
  const named = shiftKey && /^(Arrow\w+|[A-Z])$/.test(key) ? `Shift+${key}` : key;
  return actions[named] ?? null;
}

/** For the page's help, one line each. */
export const keyHelp = [
  'Drag pans; the wheel zooms in time, with Shift it pans, with Ctrl it zooms the channels, with Alt it changes the gain.',
  '← → pan (Shift: a page), ↑ ↓ channels, + − zoom in time, ] [ zoom channels, a all channels, Home End ends of the recording, w the whole of it.',
  'n p next and previous spike of the shown units, e Shift+E next and previous event, g go to a time, * / gain, i lines or image.',
].join('\n');
