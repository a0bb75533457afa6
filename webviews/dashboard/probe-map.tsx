// biome-ignore-all lint/a11y/useFocusableInteractive: the list has the focus and names its active option.
// biome-ignore-all lint/a11y/noAriaHiddenOnFocusable: a canvas is not focusable; its list is.
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { ProbeSummary } from '../../core/engine/engine-api.ts';
import type { Theme } from '../../core/figure/theme.ts';
import type { UnitId, UnitTable } from '../../core/model/units.ts';
import { fixed } from './format.ts';
import { MapButtons } from './map-buttons.tsx';
import { type Hover, MapTooltip } from './map-tooltip.tsx';
import { describeMap } from './map-words.ts';
import {
  clampView,
  extentOf,
  type MapView,
  mapScale,
  neighbour,
  pointAt,
  siteAt,
  unitPoints,
  wholeView,
  zoomAt,
} from './probe-geometry.ts';
import { pure } from './pure.tsx';
import { useElementSize } from './use-element-size.ts';
import { useMapSheets } from './use-map-sheets.ts';
import { plainContext, unitContext } from './vscode-context.ts';

export interface ProbeMapProps {
  readonly dataset: string;
  readonly probe: ProbeSummary | null;
  /** The units that belong on this probe; null while there are none. */
  readonly table: UnitTable | null;
  readonly passing: ReadonlySet<number> | null;
  readonly slots: ReadonlyMap<UnitId, number>;
  readonly selected: readonly UnitId[];
  readonly theme: Theme;
  readonly background: string;
  onPick(unit: UnitId, how: { readonly shift: boolean; readonly ctrl: boolean }): void;
  /** A right click is about to open a menu on this unit. */
  onMenu(unit: UnitId): void;
  /** Keys the table understands too: Enter, W, C, A, T. */
  onShortcut(key: string): boolean;
}

/** All shanks with their sites, and each unit at its peak: wheel zooms, drag pans, click selects. */
export const ProbeMap = pure((props: ProbeMapProps) => {
  const { probe, table, dataset, passing, slots, selected, theme, background } = props;
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const size = useElementSize(box);
  const extent = useMemo(() => extentOf(probe, table), [probe, table]);
  const [chosenView, setView] = useState<MapView | null>(null);
  const view = useMemo(() => clampView(chosenView ?? wholeView(extent), extent), [chosenView, extent]);
  const scale = useMemo(() => mapScale(probe, table, size, view, extent), [probe, table, size, view, extent]);
  const points = useMemo(() => (table ? unitPoints(table, scale) : []), [table, scale]);
  const [hover, setHover] = useState<Hover | null>(null);
  const [focusUnit, setFocusUnit] = useState<UnitId | null>(null);
  const [hasFocus, setHasFocus] = useState(false);
  const focusPoint = useMemo(
    () => points.find(({ unit }) => unit === focusUnit) ?? null,
    [points, focusUnit],
  );
  const drag = useRef<{ y: number; centerUm: number; moved: boolean } | null>(null);

  const overlay = useRef<HTMLCanvasElement>(null);
  useMapSheets(canvas, overlay, size, {
    ground: { scale, probe, table, points, passing, theme, background },
    slots,
    background,
    hovered: hover?.point ?? null,
    hoveredSite: hover?.site ?? null,
    focused: hasFocus ? focusPoint : null,
  });

  const placeOf = (event: MouseEvent) => {
    const bounds = canvas.current!.getBoundingClientRect();
    return { x: event.clientX - bounds.left, y: event.clientY - bounds.top };
  };
  const zoom = (factor: number, atUm = view.centerUm) => setView(zoomAt(view, factor, atUm, extent));

  // Preact would listen passively to wheel on the root; the page must not scroll under a zoom.
  useEffect(() => {
    const element = canvas.current;
    const onWheel = (event: WheelEvent) => {
      // In one column the wheel belongs to the page; Ctrl makes it ours, as everywhere.
      const scrolls = element?.closest('.layout.stack') && !event.ctrlKey;
      if (scrolls || (event.deltaY > 0 && view.zoom <= 1)) return;
      event.preventDefault();
      const { y } = placeOf(event);
      zoom(Math.exp(-event.deltaY * (event.deltaMode === 1 ? 0.05 : 0.002)), scale.depthUm(y));
    };
    element?.addEventListener('wheel', onWheel, { passive: false });
    return () => element?.removeEventListener('wheel', onWheel);
  });

  const onPointerDown = (event: PointerEvent) => {
    const { x, y } = placeOf(event);
    const point = pointAt(points, x, y);
    if (event.button === 2) {
      if (point) props.onMenu(point.unit);
      const units = point ? (slots.has(point.unit) ? selected : [point.unit]) : null;
      // The menu reads the attribute in this very event, before the next render.
      canvas.current!.dataset['vscodeContext'] = units
        ? unitContext(dataset, units)
        : plainContext('probe', dataset);
      return;
    }
    if (event.button !== 0) return;
    drag.current = { y: event.clientY, centerUm: view.centerUm, moved: false };
    canvas.current!.setPointerCapture(event.pointerId);
  };
  const onPointerMove = (event: PointerEvent) => {
    const place = placeOf(event);
    if (drag.current) {
      const byPx = event.clientY - drag.current.y;
      if (Math.abs(byPx) > 3) drag.current.moved = true;
      if (drag.current.moved) {
        setHover(null);
        setView(
          clampView({ zoom: view.zoom, centerUm: drag.current.centerUm + byPx / scale.pxPerUm }, extent),
        );
      }
      return;
    }
    const point = pointAt(points, place.x, place.y);
    const site = point ? null : siteAt(probe, scale, place);
    setHover(point || site ? { ...place, point, site } : null);
  };
  const onPointerUp = (event: PointerEvent) => {
    const wasDrag = drag.current?.moved ?? true;
    drag.current = null;
    if (wasDrag || event.button !== 0) return;
    const { x, y } = placeOf(event);
    const point = pointAt(points, x, y);
    if (!point) return;
    setFocusUnit(point.unit);
    props.onPick(point.unit, { shift: event.shiftKey, ctrl: event.ctrlKey || event.metaKey });
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey) return;
    const direction = directions[event.key];
    if (direction) setFocusUnit(neighbour(points, focusPoint, direction)?.unit ?? null);
    else if (event.key === ' ' && focusPoint)
      props.onPick(focusPoint.unit, {
        shift: false,
        ctrl: event.ctrlKey || event.shiftKey || slots.size > 0,
      });
    else if (event.key === '+' || event.key === '=') zoom(1.5, focusPoint?.depthUm);
    else if (event.key === '-') zoom(1 / 1.5, focusPoint?.depthUm);
    else if (event.key === '0') setView(null);
    else if (event.key === 'Enter' && focusPoint && !slots.has(focusPoint.unit))
      props.onPick(focusPoint.unit, { shift: false, ctrl: false });
    else if (event.ctrlKey || event.metaKey || !props.onShortcut(event.key)) return;
    event.preventDefault();
  };

  const description = useMemo(() => describeMap(probe, points, slots.size), [probe, points, slots]);
  const context = useMemo(
    () => (selected.length ? unitContext(dataset, selected) : plainContext('probe', dataset)),
    [dataset, selected],
  );
  return (
    <div class="probe-map" ref={box}>
      <div
        class="probe-keys"
        role="listbox"
        tabIndex={0}
        aria-label={`Probe map. ${description} Arrows move between units, Space selects, plus and minus zoom.`}
        aria-multiselectable="true"
        aria-activedescendant={focusPoint ? 'probe-focus' : undefined}
        data-vscode-context={context}
        onKeyDown={onKeyDown}
        onFocus={() => setHasFocus(true)}
        onBlur={() => setHasFocus(false)}
      >
        <canvas
          ref={canvas}
          aria-hidden="true"
          style={{ cursor: hover?.point ? 'pointer' : view.zoom > 1 ? 'grab' : 'default' }}
          onPointerDown={onPointerDown}
          onPointerMove={onPointerMove}
          onPointerUp={onPointerUp}
          onPointerLeave={() => setHover(null)}
          onDblClick={() => setView(null)}
        />
        <canvas ref={overlay} class="map-overlay" aria-hidden="true" />
        {focusPoint && table && (
          <span
            id="probe-focus"
            class="sr-only"
            role="option"
            aria-selected={slots.has(focusPoint.unit)}
            aria-setsize={points.length}
            aria-posinset={focusPoint.row + 1}
          >
            {`Unit ${focusPoint.unit}, ${table.group[focusPoint.row] || 'no label'}, ${fixed(focusPoint.depthUm)} µm`}
          </span>
        )}
      </div>
      <MapButtons isWhole={view.zoom <= 1} onZoom={zoom} onWhole={() => setView(null)} />
      {hover && <MapTooltip hover={hover} table={table} size={size} shankCount={probe?.shankCount ?? 1} />}
    </div>
  );
});

const directions: Readonly<Record<string, 'up' | 'down' | 'left' | 'right'>> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowLeft: 'left',
  ArrowRight: 'right',
};
