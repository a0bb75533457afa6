import type { RefObject } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import type { ProbeSite } from '../../core/model/probe.ts';
import type { UnitId } from '../../core/model/units.ts';
import type { MapPoint } from './probe-geometry.ts';
import { type MapGround, paintGround, paintMarks, paintRings } from './probe-paint.ts';

interface Sheets {
  readonly ground: MapGround;
  readonly slots: ReadonlyMap<UnitId, number>;
  /** The editor's background. */
  readonly background: string;
  readonly hovered: MapPoint | null;
  readonly hoveredSite: ProbeSite | null;
  readonly focused: MapPoint | null;
}

interface Size {
  readonly widthPx: number;
  readonly heightPx: number;
}

/**
 * Paints the map in three sheets, each only when what it shows has changed: the ground, kept aside; the ground with the
 * selected units on `canvas`; the rings that follow pointer and keyboard on `overlay`.
 */
export function useMapSheets(
  canvas: RefObject<HTMLCanvasElement | null>,
  overlay: RefObject<HTMLCanvasElement | null>,
  size: Size,
  { ground, slots, background, hovered, hoveredSite, focused }: Sheets,
): void {
  const { scale, points, theme } = ground;
  const sheet = useMemo(() => {
    if (size.widthPx === 0) return null;
    const aside = document.createElement('canvas');
    const context = sized(aside, size);
    if (context) paintGround(context, ground);
    return aside;
  }, [size, ...Object.values(ground)]);
  useEffect(() => {
    const context = sheet && canvas.current && sized(canvas.current, size);
    if (!context) return;
    context.drawImage(sheet, 0, 0, size.widthPx, size.heightPx);
    paintMarks(context, { scale, points, slots, theme, background });
  }, [sheet, slots, background]);
  useEffect(() => {
    const context = overlay.current && sized(overlay.current, size);
    if (context) paintRings(context, { scale, slots, hovered, hoveredSite, focused, theme });
  }, [sheet, hovered, hoveredSite, focused]);
}

/** Gives a canvas as many pixels as the screen has for it; empty again, to be painted in CSS pixels. */
function sized(canvas: HTMLCanvasElement, { widthPx, heightPx }: Size): CanvasRenderingContext2D | null {
  const density = window.devicePixelRatio || 1;
  canvas.width = Math.round(widthPx * density);
  canvas.height = Math.round(heightPx * density);
  // Thousands of stamps cost the processor milliseconds; a graphics card that is only emulated needs seconds.
  const context = canvas.getContext('2d', { willReadFrequently: true });
  context?.scale(density, density);
  return context;
}
