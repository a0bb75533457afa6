import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Theme } from '../../core/figure/theme.ts';
import { useElementSize } from '../dashboard/use-element-size.ts';
import { binCounts } from './bin-counts.ts';
import type { ShownUnit } from './spike-stretches.ts';
import { centredAt, type Extent, moved, type View } from './view.ts';
import { momentWords } from './words.ts';

interface Props {
  readonly view: View;
  readonly extent: Extent;
  /** Spikes of all units in equal parts of the recording; null where nothing was sorted. */
  readonly density: Float64Array | null;
  readonly units: readonly (ShownUnit & { readonly css: string })[];
  readonly theme: Theme;
  onView(change: (view: View) => View): void;
}

/** The whole recording: how many spikes there are when, and what is seen. A click or a drag goes there. */
export function Minimap({ view, extent, density, units, theme, onView }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const { widthPx, heightPx } = useElementSize(box);

  useLayoutEffect(() => {
    const target = canvas.current;
    const context = target?.getContext('2d');
    if (!target || !context || widthPx === 0) return;
    const ratio = window.devicePixelRatio || 1;
    Object.assign(target, { width: Math.round(widthPx * ratio), height: Math.round(heightPx * ratio) });
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, widthPx, heightPx);
    if (density) bars(context, density, widthPx, heightPx, theme.faint);
    for (const { timesS, css } of units)
      bars(
        context,
        binCounts(timesS, extent.durationS, Math.ceil(widthPx / 3)),
        widthPx,
        heightPx,
        css,
        0.85,
      );
    const x = (view.startS / extent.durationS) * widthPx;
    const width = Math.max(3, (view.spanS / extent.durationS) * widthPx);
    context.fillStyle = theme.accent;
    context.globalAlpha = 0.25;
    context.fillRect(x, 0, width, heightPx);
    context.globalAlpha = 1;
    context.strokeStyle = theme.accent;
    context.strokeRect(Math.min(x, widthPx - width) + 0.5, 0.5, Math.max(2, width - 1), heightPx - 1);
  }, [view, extent, density, units, theme, widthPx, heightPx]);

  const go = (event: PointerEvent) => {
    const left = box.current?.getBoundingClientRect().left ?? 0;
    const timeS = ((event.clientX - left) / Math.max(1, widthPx)) * extent.durationS;
    onView((now) => centredAt(now, timeS, extent));
  };
  return (
    <div
      ref={box}
      class="traces-minimap"
      role="slider"
      tabIndex={0}
      aria-label="Position in the recording, in seconds"
      aria-valuemin={0}
      aria-valuemax={extent.durationS}
      aria-valuenow={view.startS}
      aria-valuetext={`${momentWords(view.startS, view.spanS)} of ${momentWords(extent.durationS, 100)}`}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        box.current?.setPointerCapture(event.pointerId);
        go(event);
      }}
      onPointerMove={(event) => box.current?.hasPointerCapture(event.pointerId) && go(event)}
      onKeyDown={(event) => {
        const pages = { ArrowLeft: -1, ArrowRight: 1, PageDown: 10, PageUp: -10 }[event.key];
        if (event.key === 'Home') onView((now) => centredAt(now, 0, extent));
        else if (event.key === 'End') onView((now) => centredAt(now, extent.durationS, extent));
        else if (pages !== undefined) onView((now) => moved(now, pages, 0, extent));
        else return;
        event.preventDefault();
      }}
    >
      <canvas ref={canvas} style={{ width: `${widthPx}px`, height: `${heightPx}px` }} />
    </div>
  );
}

function bars(
  context: CanvasRenderingContext2D,
  counts: Float64Array,
  widthPx: number,
  heightPx: number,
  color: string,
  share = 1,
): void {
  const most = counts.reduce((a, b) => Math.max(a, b), 1);
  const width = widthPx / counts.length;
  context.fillStyle = color;
  counts.forEach((count, i) => {
    const tall = (count / most) * (heightPx - 2) * share;
    context.fillRect(i * width, heightPx - tall, share === 1 ? width + 0.5 : Math.max(1, width * 0.4), tall);
  });
}
