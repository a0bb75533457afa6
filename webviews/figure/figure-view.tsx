import './figure.css';
import { useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { describe } from '../../core/figure/describe.ts';
import { type DisplayList, type Item, markSize } from '../../core/figure/display-list.ts';
import type { Figure } from '../../core/figure/figure.ts';
import { layout } from '../../core/figure/layout.ts';
import type { Size } from '../../core/figure/layout-setting.ts';
import { type FigureStyle, themeOf } from '../../core/figure/style.ts';
import { sizeOf } from '../../core/figure/style-size.ts';
import { svgBody } from '../../core/figure/svg.ts';
import { familiesOf } from '../../core/figure/typeface.ts';
import { useTheme } from '../ui/theme.ts';
import { canPaint, paintMarks } from './dense-marks.ts';
import { onContextLost } from './gl-context.ts';
import { measureIn } from './measure-text.ts';
import { type Pick, pickAt } from './pick.ts';

interface Props {
  readonly figure: Figure | null;
  /** The palette slot of each series: a unit's colour in the whole page. */
  readonly seriesSlots?: readonly number[];
  /** A newer figure is on its way: this one stays, dimmed. */
  readonly dimmed?: boolean;
  /** What is waited for: `Computing waveforms`. Read aloud. */
  readonly waitingFor?: string | null;
  /** Pixels. */
  readonly minHeight?: number;
  /** Draws title and subtitle too; pages that show them in their own heading leave it. */
  readonly header?: boolean;
  /** Theme and size on paper, where they are not those of the page. */
  readonly style?: FigureStyle | null;
  onPick?(pick: Pick): void;
  /** The pointer moved to another place, or left; asked for each movement. */
  onHover?(pick: Pick | null): void;
  /** A frame around a part of the first panel, in its units: where a cursor is. */
  frame?: { readonly x: readonly [number, number]; readonly y: readonly [number, number] } | null;
}

/** More points and bars than this are the GPU's. */
export const denseFrom = 2000;

/**
 * A figure as large as the room it is given: text and axes as SVG, dense marks on a canvas beneath by WebGL, both from
 * the same display list. Without WebGL everything is SVG and looks the same.
 */
export function FigureView(props: Props) {
  const { figure, seriesSlots, dimmed = false, waitingFor, minHeight = 120, header = false } = props;
  const { style = null, onPick, onHover } = props;
  const frame = useRef<HTMLDivElement>(null);
  const room = useSize(frame, minHeight);
  const pageTheme = useTheme();
  const theme = useMemo(() => (style ? themeOf(style, pageTheme) : pageTheme), [style, pageTheme]);
  const id = useId();
  const slots = seriesSlots?.join();
  const list = useMemo(() => {
    if (!figure || !room) return null;
    const size = style ? sizeOf(figure, style, theme, room) : room;
    return layout(figure, size, theme, {
      bare: !header,
      measure: measureIn(figure.look?.typeface ? familiesOf[figure.look.typeface] : theme.fontFamily),
      ...(seriesSlots ? { seriesSlots } : {}),
    });
    // Slots by content: pages make a new array each time they render.
  }, [figure, room, style, theme, header, slots]);
  const gpu = useGpu();
  const onCanvas = useMemo(
    () => (list && gpu && markSize(list) > denseFrom ? canPaint : () => false) as (item: Item) => boolean,
    [list, gpu],
  );
  const body = useMemo(
    () => (list ? svgBody(list, { prefix: `figure${id}-`, only: (item) => !onCanvas(item) }) : ''),
    [list, onCanvas, id],
  );
  const words = useMemo(() => (figure ? describe(figure) : []), [figure]);

  return (
    <div
      ref={frame}
      class={`figure-view${dimmed ? ' dimmed' : ''}`}
      style={{
        minHeight: `${minHeight}px`,
        ...(list && room && (list.width > room.width || list.height > room.height)
          ? { overflow: 'auto' }
          : {}),
      }}
      aria-busy={dimmed || waitingFor != null}
    >
      {list && (
        <>
          <MarkCanvas list={list} only={onCanvas} />
          {/* biome-ignore lint/a11y/useKeyWithClickEvents: picking repeats what the unit table does by keyboard. */}
          <svg
            role="img"
            aria-label={`${list.title}. ${list.alt}`}
            width={list.width}
            height={list.height}
            viewBox={`0 0 ${list.width} ${list.height}`}
            // svgBody escapes every text it is given.
            dangerouslySetInnerHTML={{ __html: body }}
            onClick={(event) => {
              const pick = onPick && pickUnder(event, list);
              if (pick) onPick(pick);
            }}
            {...(onHover
              ? {
                  onPointerMove: (event: PointerEvent) => onHover(pickUnder(event, list)),
                  onPointerLeave: () => onHover(null),
                }
              : {})}
          />
          {props.frame && <Frame list={list} {...props.frame} />}
        </>
      )}
      <ul class="visually-hidden">
        {words.map((sentence, i) => (
          <li key={i}>{sentence}</li>
        ))}
      </ul>
      {waitingFor != null && (
        <p class="figure-waiting" role="status">
          {waitingFor}
        </p>
      )}
    </div>
  );
}

function pickUnder(event: MouseEvent, list: DisplayList): Pick | null {
  const box = (event.currentTarget as Element).getBoundingClientRect();
  return pickAt(list, event.clientX - box.left, event.clientY - box.top);
}

function Frame({ list, x, y }: { list: DisplayList } & NonNullable<Props['frame']>) {
  const place = list.panels[0]?.toPixel;
  if (!place) return null;
  const [left, right] = x.map((value) => place.x + place.xScale * value).sort((a, b) => a - b) as [
    number,
    number,
  ];
  const [top, bottom] = y.map((value) => place.y + place.yScale * value).sort((a, b) => a - b) as [
    number,
    number,
  ];
  // As large as can be seen, also where a cell is a pixel.
  const grown = Math.max(0, 7 - Math.min(right - left, bottom - top)) / 2;
  return (
    <span
      class="figure-frame"
      style={{
        left: `${left - grown}px`,
        top: `${top - grown}px`,
        width: `${right - left + 2 * grown}px`,
        height: `${bottom - top + 2 * grown}px`,
      }}
    />
  );
}

/** Repaints whenever the list changes; stays empty while nothing is dense. */
function MarkCanvas({ list, only }: { list: DisplayList; only: (item: Item) => boolean }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    if (canvas.current) paintMarks(list, only, canvas.current, window.devicePixelRatio || 1);
  }, [list, only]);
  const background = list.background ? { background: list.background } : {};
  return (
    <canvas ref={canvas} style={{ width: `${list.width}px`, height: `${list.height}px`, ...background }} />
  );
}

/** The room the figure is given, in whole pixels; null before the first layout and while hidden. */
function useSize(frame: { current: HTMLElement | null }, minHeight: number): Size | null {
  const [size, setSize] = useState<Size | null>(null);
  useLayoutEffect(() => {
    const element = frame.current;
    if (!element) return;
    const read = () => {
      const width = Math.floor(element.clientWidth);
      const height = Math.max(minHeight, Math.floor(element.clientHeight));
      if (width < 8 || height < 8) return;
      setSize((last) => (last?.width === width && last.height === height ? last : { width, height }));
    };
    read();
    const observer = new ResizeObserver(read);
    observer.observe(element);
    return () => observer.disconnect();
  }, [frame, minHeight]);
  return size;
}

/** False once the page has lost its WebGL context: the figure falls back to SVG. */
function useGpu(): boolean {
  const [lost, setLost] = useState(false);
  useEffect(() => onContextLost(() => setLost(true)), []);
  return !lost;
}
