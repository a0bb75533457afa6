import type { Item, Rect, TextItem } from './display-list.ts';
import type { Figure } from './figure.ts';
import type { Setting } from './layout-setting.ts';
import { elide } from './text-width.ts';

interface Block {
  readonly items: readonly Item[];
  readonly height: number;
}

/** Title and subtitle on one line where both fit, else on two; each shortened with … rather than cut. */
export function layoutHeader(figure: Figure, page: Rect, { theme, fonts, measure }: Setting): Block {
  const items: TextItem[] = [];
  const add = (text: string, x: number, y: number, size: number, color: string, room: number) => {
    const shown = elide(text, room, size, measure);
    const measured = measure(shown, size);
    if (shown) items.push({ kind: 'text', x, y, text: shown, size, color, anchor: 'start', measured });
    return measured;
  };
  // Under 120 pixels of height the data need every line.
  if (page.height < 120) return { items, height: 0 };
  const gap = 12;
  const subtitle = figure.subtitle ?? '';
  if (!figure.title && !subtitle) return { items, height: 0 };
  const titleWidth = measure(figure.title, fonts.title);
  const oneLine = titleWidth + gap + measure(subtitle, fonts.label) <= page.width;
  const firstLine = page.y + fonts.title;
  add(figure.title, page.x, firstLine, fonts.title, theme.text, page.width);
  if (!subtitle) return { items, height: fonts.title + 10 };
  if (oneLine) {
    add(subtitle, page.x + titleWidth + gap, firstLine, fonts.label, theme.muted, page.width);
    return { items, height: fonts.title + 10 };
  }
  add(subtitle, page.x, firstLine + fonts.label + 5, fonts.label, theme.muted, page.width);
  return { items, height: fonts.title + fonts.label + 15 };
}

/** Notes under the figure, wrapped at words; they give way (with …) before they take a sixth of the height. */
export function layoutNotes(figure: Figure, page: Rect, { theme, fonts, measure }: Setting): Block {
  const notes = figure.notes ?? [];
  const lineHeight = fonts.label + 4;
  const most = Math.floor(page.height / 6 / lineHeight);
  if (notes.length === 0 || page.height < 120) return { items: [], height: 0 };
  const wrapped = notes.flatMap((note) => wrap(note, page.width, fonts.label, measure));
  const lines = wrapped.slice(0, most);
  if (wrapped.length > most && most > 0) lines[most - 1] = `${lines[most - 1]} …`;
  const items = lines.map((line, i): TextItem => {
    const text = elide(line, page.width, fonts.label, measure);
    return {
      kind: 'text',
      x: page.x,
      y: page.y + page.height - (lines.length - 1 - i) * lineHeight - 3,
      text,
      size: fonts.label,
      color: theme.muted,
      anchor: 'start',
      measured: measure(text, fonts.label),
    };
  });
  return { items: items.filter(({ text }) => text !== ''), height: lines.length * lineHeight + 6 };
}

function wrap(text: string, width: number, size: number, measure: Setting['measure']): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const line = lines.at(-1);
    if (line !== undefined && measure(`${line} ${word}`, size) <= width)
      lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}
