/** What lies under each pixel of the width: `column` of a texture that goes round, so that panning writes only what is new. */
const reading = `
precision highp float;
precision highp sampler2D;
uniform sampler2D values;
uniform vec2 table;
uniform float origin;
vec2 valueAt(float x, float place) {
  float column = mod(x + origin, table.x);
  return texture2D(values, vec2(column + 0.5, place + 0.5) / table).ra;
}`;

/** A rectangle for each pixel of the width and each trace, as `paintTrace` has it; the traces one after the other. */
export const lineVertices = `${reading}
uniform vec2 size;
uniform float pxPerUv, thickness, spikeThickness, rowCount, hasSpikes;
uniform vec3 ink;
uniform sampler2D spikes;
attribute vec3 corner;
attribute vec3 trace;
varying vec2 ends;
varying vec3 color;
void main() {
  float x = corner.x;
  vec2 own = valueAt(x, trace.x);
  bool isKnown = own.x <= own.y;
  if (x > 0.5) {
    vec2 before = valueAt(x - 1.0, trace.x);
    if (before.x <= before.y) {
      if (own.x > before.y) own.x = before.y;
      else if (own.y < before.x) own.y = before.x;
    }
  }
  vec4 spike = hasSpikes > 0.5 ? texture2D(spikes, vec2(x + 0.5, trace.z + 0.5) / vec2(size.x, rowCount)) : vec4(0.0);
  bool isSpike = spike.a > 0.5;
  color = isSpike ? spike.rgb : ink;
  float least = isSpike ? spikeThickness : thickness;
  ends = trace.y - own.yx * pxPerUv;
  float spare = max(0.0, least - (ends.y - ends.x)) / 2.0;
  ends += vec2(-spare, spare);
  float y = corner.z < 0.5 ? floor(ends.x) : ceil(ends.y);
  gl_Position = isKnown
    ? vec4(2.0 * (x + corner.y) / size.x - 1.0, 1.0 - 2.0 * y / size.y, 0.0, 1.0)
    : vec4(2.0, 2.0, 0.0, 1.0);
}`;

export const lineFragments = `
precision highp float;
uniform vec2 size;
varying vec2 ends;
varying vec3 color;
void main() {
  float y = size.y - gl_FragCoord.y;
  float covered = min(ends.y, y + 0.5) - max(ends.x, y - 0.5);
  gl_FragColor = vec4(color, clamp(covered, 0.0, 1.0));
}`;

/** A stripe for each trace, from its first to its last line of pixels. */
export const imageVertices = `
precision highp float;
uniform vec2 size;
attribute vec2 corner;
attribute vec4 stripe;
varying vec2 trace;
void main() {
  trace = stripe.xw;
  float y = corner.y < 0.5 ? stripe.y : stripe.z;
  gl_Position = vec4(2.0 * corner.x - 1.0, 1.0 - 2.0 * y / size.y, 0.0, 1.0);
}`;

/** The colour of the value furthest from zero, or from the trace's mean. */
export const imageFragments = `${reading}
uniform sampler2D colors;
uniform float limitUv, colorCount;
varying vec2 trace;
void main() {
  vec2 own = valueAt(floor(gl_FragCoord.x), floor(trace.x + 0.5));
  vec2 around = own - trace.y;
  float value = own.x <= own.y ? (-around.x > around.y ? around.x : around.y) : 0.0;
  float middle = (colorCount - 1.0) / 2.0;
  float at = floor(middle + clamp(value / limitUv, -1.0, 1.0) * middle + 0.5);
  gl_FragColor = vec4(texture2D(colors, vec2((at + 0.5) / colorCount, 0.5)).rgb, 1.0);
}`;
