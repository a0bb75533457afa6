/** What is known of the page's WebGL; null where it has none. */
export interface GlFacts {
  /** As the driver calls itself. */
  readonly renderer: string;
  readonly hasFloatTextures: boolean;
  readonly mostTexturePx: number;
}

/** Processors that play a GPU. */
const software = /swiftshader|llvmpipe|softpipe|software|basic render/i;

/** Whether a driver's name is that of a processor that plays a GPU. */
export const isPlayed = (renderer: string): boolean => software.test(renderer);

/**
 * Who paints the traces: WebGL where a real GPU does it and can hold them, else the processor on a canvas, which is faster
 * than a processor that plays a GPU. A driver that does not tell its name is taken for a GPU.
 */
export function choosePainter(
  gl: GlFacts | null,
  picture: { readonly widthPx: number; readonly heightPx: number; readonly channelCount: number },
): 'webgl' | 'canvas' {
  if (!gl?.hasFloatTextures || isPlayed(gl.renderer)) return 'canvas';
  const { widthPx, heightPx, channelCount } = picture;
  return Math.max(widthPx, heightPx, channelCount) <= gl.mostTexturePx ? 'webgl' : 'canvas';
}
