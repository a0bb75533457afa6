/** Data → page pixels → clip space; y of the page grows downwards. Positions come from `mark-geometry.ts`. */
const common = `
precision highp float;
uniform vec2 page, offset, stretch;
vec2 place(vec2 data) { return offset + stretch * data; }
vec4 clip(vec2 pixel) { return vec4(2.0 * pixel.x / page.x - 1.0, 1.0 - 2.0 * pixel.y / page.y, 0.0, 1.0); }
`;

const flatColor = `
precision mediump float;
uniform vec4 color;
void main() { gl_FragColor = vec4(color.rgb * color.a, color.a); }
`;

export const shaders = {
  /** Triangles in data units: bands. */
  plain: {
    vert: `${common}
attribute vec2 position;
void main() { gl_Position = clip(place(position)); }`,
    frag: flatColor,
  },
  /** One rectangle per bar; `corner` is (−½ or ½ of the width, 0 foot or 1 top). */
  bars: {
    vert: `${common}
attribute vec2 corner, bar;
uniform float width, base;
void main() { gl_Position = clip(place(vec2(bar.x + corner.x * width, mix(base, bar.y, corner.y)))); }`,
    frag: flatColor,
  },
  /** One shape per point; \`corner\` is a direction from the centre in radii and how many pixels back from the rim. */
  points: {
    vert: `${common}
attribute vec3 corner;
attribute vec2 point;
attribute float size;
uniform vec2 thin;
void main() {
  vec2 radius = mix(vec2(size * 0.5), thin, step(0.001, thin));
  gl_Position = clip(place(point) + corner.xy * (radius - corner.z));
}`,
    frag: flatColor,
  },
  /** One quad per piece of a line, mitred with its neighbours so that corners are neither open nor doubled. */
  line: {
    vert: `${common}
attribute vec2 corner, before, from, to, after;
uniform float width;
vec2 normalOf(vec2 a, vec2 b) { vec2 d = b - a; float l = length(d); return l < 1e-6 ? vec2(0.0) : vec2(-d.y, d.x) / l; }
void main() {
  vec2 a = place(from), b = place(to);
  vec2 own = normalOf(a, b);
  vec2 other = corner.x < 0.5 ? normalOf(place(before), a) : normalOf(b, place(after));
  if (dot(other, other) < 0.5) other = own;
  vec2 miter = own + other;
  float along = dot(miter, own);
  vec2 side = along < 0.35 ? own : miter / along;
  gl_Position = clip((corner.x < 0.5 ? a : b) + side * corner.y * width);
}`,
    frag: flatColor,
  },
  image: {
    vert: `${common}
attribute vec2 position, texel;
varying vec2 at;
void main() { at = texel; gl_Position = clip(place(position)); }`,
    frag: `
precision mediump float;
uniform sampler2D image;
uniform vec4 color;
varying vec2 at;
void main() { vec4 c = texture2D(image, at); float a = c.a * color.a; gl_FragColor = vec4(c.rgb * a, a); }`,
  },
} as const;
