import { useEffect, useState } from 'preact/hooks';
import { type Theme, type ThemeName, themes } from '../../core/figure/theme.ts';

/** The theme of the page: VS Code's colours where it states them, ours where it does not. */
export function readTheme(page: HTMLElement = document.body): Theme {
  const base = themes[themeName(page.classList)];
  const styles = getComputedStyle(page);
  const background =
    cssColor(styles.getPropertyValue('--vscode-editor-background'), '#ffffff') ?? base.background;
  const read = (name: string, fallback: string): string =>
    cssColor(styles.getPropertyValue(name), background ?? '#ffffff') ?? fallback;
  const contrast = page.classList.contains('vscode-high-contrast');
  return {
    ...base,
    // The page shows through, so that a figure looks right on any of its surfaces.
    background: null,
    paper: background ?? base.paper,
    text: read('--vscode-editor-foreground', base.text),
    muted: read('--vscode-descriptionForeground', base.muted),
    faint: contrast ? base.faint : mix(read('--vscode-editor-foreground', base.text), background, 0.4),
    neutral: contrast ? base.neutral : mix(read('--vscode-editor-foreground', base.text), background, 0.58),
    accent: read('--vscode-textLink-foreground', base.accent),
    warning: read('--vscode-editorWarning-foreground', base.warning),
    fontFamily: styles.getPropertyValue('--vscode-font-family').trim() || base.fontFamily,
  };
}

/** Follows the page's theme: VS Code changes the body's class and the variables on the root element. */
export function watchTheme(changed: (theme: Theme) => void): () => void {
  const observer = new MutationObserver(() => changed(readTheme()));
  observer.observe(document.body, { attributes: true, attributeFilter: ['class', 'data-vscode-theme-id'] });
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style', 'class'] });
  return () => observer.disconnect();
}

export function useTheme(): Theme {
  const [theme, setTheme] = useState(() => readTheme());
  useEffect(
    () =>
      watchTheme((next) => setTheme((last) => (JSON.stringify(last) === JSON.stringify(next) ? last : next))),
    [],
  );
  return theme;
}

/** VS Code marks high-contrast light pages with both classes, so it is asked first. */
export function themeName(classes: { contains(name: string): boolean }): ThemeName {
  if (classes.contains('vscode-high-contrast-light')) return 'hc-light';
  if (classes.contains('vscode-high-contrast')) return 'hc-dark';
  return classes.contains('vscode-light') ? 'light' : 'dark';
}

/** `#rgb`, `#rrggbb`, `#rrggbbaa`, `rgb()` and `rgba()` as `#rrggbb` over a background; null for anything else. */
export function cssColor(text: string, background: string): string | null {
  const value = text.trim();
  const short = /^#([\da-f])([\da-f])([\da-f])([\da-f])?$/i.exec(value);
  if (short)
    return cssColor(
      `#${short
        .slice(1)
        .map((digit) => (digit ? digit + digit : ''))
        .join('')}`,
      background,
    );
  if (/^#[\da-f]{6}$/i.test(value)) return value.toLowerCase();
  const long = /^#([\da-f]{6})([\da-f]{2})$/i.exec(value);
  if (long) return mix(`#${long[1]}`, background, Number.parseInt(long[2] as string, 16) / 255);
  const numbers = /^rgba?\(([^)]+)\)$/i
    .exec(value)?.[1]
    ?.split(/[\s,/]+/)
    .filter(Boolean)
    .map(Number.parseFloat);
  if (!numbers || numbers.length < 3 || numbers.some(Number.isNaN)) return null;
  return mix(toHex(numbers.slice(0, 3)), background, numbers[3] ?? 1);
}

const toHex = (channels: readonly number[]) =>
  `#${channels.map((channel) => Math.round(channel).toString(16).padStart(2, '0')).join('')}`;

const channelsOf = (hex: string) => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));

/** `share` of one colour over another, both `#rrggbb`. */
export function mix(color: string, over: string | null, share: number): string {
  const below = channelsOf(over ?? '#ffffff');
  return toHex(channelsOf(color).map((channel, i) => channel * share + (below[i] as number) * (1 - share)));
}
