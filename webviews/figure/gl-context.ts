import createRegl, { type Regl } from 'regl';

export interface GlContext {
  readonly regl: Regl;
  readonly canvas: HTMLCanvasElement;
}

/** One WebGL context per page (browsers allow few), painted into by all figures in turn; null when there is none. */
let context: GlContext | null | undefined;
const lost = new Set<() => void>();

/** The page's context, made when it is first asked for; null without WebGL, and once it is lost. */
export function glContext(): GlContext | null {
  if (context !== undefined) return context;
  try {
    const canvas = document.createElement('canvas');
    const attributes = {
      alpha: true,
      antialias: true,
      stencil: true,
      depth: false,
      preserveDrawingBuffer: true,
    };
    const regl = createRegl({
      canvas,
      attributes,
      extensions: ['ANGLE_instanced_arrays'],
      optionalExtensions: ['OES_texture_float'],
    });
    canvas.addEventListener('webglcontextlost', () => {
      context = null;
      for (const tell of lost) tell();
    });
    context = { regl, canvas };
  } catch {
    // No WebGL, or a page whose policy forbids the code that regl compiles: figures are SVG then.
    context = null;
  }
  return context;
}

/** Tells when the page's WebGL context is gone for good. Returns how to stop listening. */
export function onContextLost(tell: () => void): () => void {
  lost.add(tell);
  return () => lost.delete(tell);
}
