import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Theme } from '../../core/figure/theme.ts';
import { onContextLost } from '../figure/gl-context.ts';
import type { ChannelRow } from './channel-rows.ts';
import { drawLabels, drawScale, drawStrip, drawTimes, gutterPx, type StripRow, traceRoom } from './frame.ts';
import { OncePerFrame } from './once-per-frame.ts';
import { imageColors, limitUvOf, pxPerUvOf, shownMode } from './picture.ts';
import type { TraceSettings } from './settings.ts';
import type { ShownUnit } from './spike-stretches.ts';
import { TracePainters } from './trace-painters.ts';
import { isAnyKnown } from './trace-pixels.ts';
import type { ShownTiles } from './use-tiles.ts';
import { type Extent, moved, type View, zoomedRows, zoomedTime } from './view.ts';

interface Props {
  readonly tiles: ShownTiles;
  readonly view: View;
  readonly extent: Extent;
  readonly rows: readonly ChannelRow[];
  readonly settings: TraceSettings;
  readonly units: readonly ShownUnit[];
  readonly strip: readonly StripRow[];
  readonly theme: Theme;
  readonly size: { readonly widthPx: number; readonly heightPx: number };
  /** The picture in sentences. */
  readonly description: string;
  onView(change: (view: View) => View): void;
  onGain(steps: number): void;
  onKey(event: KeyboardEvent): void;
}

/**
 * Where nothing is known of what is seen, the picture before stays for so long: painting an empty one takes the processor from
 * who reads and cleans the next, which most often is there a moment later.
 */
const blankMs = 120;

/** A wheel's notch is about 100 of its units. */
const wheelUnit = 100;

/** The traces with their labels, times, scale and strip; wheel and drag move them. */
export function TraceCanvas(props: Props) {
  const { tiles, view, extent, rows, settings, units, strip, theme, size, description } = props;
  const { onView, onGain, onKey } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const paint = useRef<() => void>(() => undefined);
  const painters = useMemo(() => new TracePainters(), []);
  const frames = useMemo(() => new OncePerFrame(() => paint.current()), []);
  useEffect(() => {
    const stop = onContextLost(() => paint.current());
    return () => {
      stop();
      frames.cancel();
      painters.destroy();
    };
  }, [painters, frames]);
  const [ratio, setRatio] = useState(() => window.devicePixelRatio || 1);
  const room = traceRoom(size.widthPx, size.heightPx, strip.length);

  useEffect(() => {
    const query = window.matchMedia(`(resolution: ${ratio}dppx)`);
    const changed = () => setRatio(window.devicePixelRatio || 1);
    query.addEventListener('change', changed, { once: true });
    return () => query.removeEventListener('change', changed);
  }, [ratio]);

  useLayoutEffect(() => {
    const target = canvas.current;
    if (!target || room.widthPx === 0 || room.heightPx === 0) return;
    const picture = {
      store: tiles.store,
      level: tiles.level,
      view,
      rows,
      settings,
      units,
      sampleRateHz: extent.sampleRateHz,
      theme,
      ratio,
    };
    const place = {
      left: Math.round(room.left * ratio),
      top: Math.round(room.top * ratio),
      widthPx: Math.round(room.widthPx * ratio),
      heightPx: Math.round(room.heightPx * ratio),
    };
    paint.current = () => {
      const startMs = performance.now();
      const [width, height] = [Math.round(size.widthPx * ratio), Math.round(size.heightPx * ratio)];
      if (target.width !== width || target.height !== height) Object.assign(target, { width, height });
      const context = target.getContext('2d', { alpha: false });
      if (!context) return;
      context.setTransform(1, 0, 0, 1, 0, 0);
      context.fillStyle = theme.paper;
      context.fillRect(0, 0, width, height);
      painters.paint(context, picture, place);
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      drawLabels(context, room, view, rows, theme);
      drawTimes(context, room, view, theme);
      drawStrip(context, room, view, strip, theme);
      const image256 =
        shownMode(settings, view, room.heightPx) === 'image'
          ? { limitUv: limitUvOf(settings), colors: cssColors(imageColors(theme)) }
          : null;
      drawScale(
        context,
        room,
        view,
        { pxPerUv: pxPerUvOf(settings, view, room.heightPx), image: image256 },
        theme,
      );
      target.dataset['paintMs'] = (performance.now() - startMs).toFixed(1);
    };
    tiles.store.whenPiece = () => painters.paintAhead(picture, place.widthPx, place.heightPx);
    if (!tiles.isLoading) frames.now();
    else if (isAnyKnown(tiles.store, view, extent.sampleRateHz, tiles.level)) frames.next();
    else frames.within(blankMs);
  }, [
    tiles.store,
    tiles.tick,
    tiles.level,
    view,
    rows,
    settings,
    units,
    strip,
    theme,
    size,
    ratio,
    room.widthPx,
    room.heightPx,
  ]);

  const latest = useRef({ onView, onGain, extent, room });
  latest.current = { onView, onGain, extent, room };
  useEffect(() => {
    const target = canvas.current;
    if (!target) return undefined;
    // Preact would listen passively, and the page would scroll along.
    const wheel = (event: WheelEvent) => {
      event.preventDefault();
      const { onView, onGain, extent, room } = latest.current;
      const notches = event.deltaY / (event.deltaMode === 0 ? wheelUnit : 3);
      if (event.altKey) return onGain(-Math.sign(notches));
      const x = (event.offsetX - room.left) / room.widthPx;
      const y = (event.offsetY - room.top) / room.heightPx;
      if (event.ctrlKey || event.metaKey || event.offsetX < gutterPx)
        return onView((now) => zoomedRows(now, 1.25 ** notches, clamp(y), extent));
      // A trackpad's sideways stroke, and the wheel with Shift, which some systems turn sideways themselves.
      const sideways = event.shiftKey ? event.deltaX || event.deltaY : event.deltaX;
      if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY))
        return onView((now) => moved(now, sideways / room.widthPx, 0, extent));
      onView((now) => zoomedTime(now, 1.25 ** notches, clamp(x), extent));
    };
    target.addEventListener('wheel', wheel, { passive: false });
    return () => target.removeEventListener('wheel', wheel);
  }, []);

  const drag = (event: PointerEvent) => {
    const target = canvas.current;
    if (event.button !== 0 || !target) return;
    target.parentElement?.focus();
    target.setPointerCapture(event.pointerId);
    let last = event;
    const move = (next: PointerEvent) => {
      const { room, extent } = latest.current;
      const time = gutterPx > event.offsetX ? 0 : (last.clientX - next.clientX) / room.widthPx;
      const rows = (last.clientY - next.clientY) / room.heightPx;
      last = next;
      latest.current.onView((now) => moved(now, time, rows, extent));
    };
    const end = () => {
      target.removeEventListener('pointermove', move);
      target.removeEventListener('pointerup', end);
      target.removeEventListener('pointercancel', end);
    };
    target.addEventListener('pointermove', move);
    target.addEventListener('pointerup', end);
    target.addEventListener('pointercancel', end);
  };

  return (
    <div
      class="traces-stage"
      role="application"
      aria-roledescription="traces"
      aria-label={description}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it is operated by keys, which its role says.
      tabIndex={0}
      onKeyDown={onKey}
      data-view={JSON.stringify(view)}
    >
      <canvas
        ref={canvas}
        class="traces-canvas"
        style={{ width: `${size.widthPx}px`, height: `${size.heightPx}px` }}
        onPointerDown={drag}
      />
    </div>
  );
}

/** Over the traces: why what was to be lines is an image. */
export const LowRows = ({ left }: { readonly left: number }) => (
  <span class="traces-note traces-low" style={{ left: `${left + 8}px` }}>
    Too many channels for lines: shown as an image
  </span>
);

const clamp = (share: number): number => Math.max(0, Math.min(1, share));

/** A few of the colours, lowest first, for the bar beside an image. */
const cssColors = (words: Uint32Array): string[] =>
  Array.from({ length: 33 }, (_, i) => {
    const word = words[Math.round((i / 32) * (words.length - 1))]!;
    return `rgb(${word & 0xff} ${(word >> 8) & 0xff} ${(word >> 16) & 0xff})`;
  });
