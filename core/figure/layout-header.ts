import type { Item, Rect, TextItem } from './display-list.ts';
import type { Figure } from './figure.ts';
import type { Setting } from './layout-setting.ts';
import { textItem } from './text-item.ts';
import { elide } from './text-width.ts';
import type { TextFont } from './typeface.ts';

interface Block {
  readonly items: readonly Item[];
  readonly height: number;
}

/** Title and subtitle on one line where both fit, else on two; each shortened with … rather than cut. */
export function layoutHeader(figure: Figure, page: Rect, { theme, fonts, measure }: Setting): Block {
  const items: TextItem[] = [];
  const add = (text: string, x: number, y: number, font: TextFont, color: string, room: number) => {
    const shown = elide(text, room, font, measure);
    if (shown) items.push(textItem(shown, { x, y, anchor: 'start' }, font, color, measure));
  };
  // Under 120 pixels of height the data need every line.
  if (page.height < 120) return { items, height: 0 };
  const gap = 12;
  const subtitle = figure.subtitle ?? '';
  if (!figure.title && !subtitle) return { items, height: 0 };
  const titleWidth = measure(figure.title, fonts.title);
  const oneLine = titleWidth + gap + measure(subtitle, fonts.plain) <= page.width;
  const firstLine = page.y + fonts.title.size;
  add(figure.title, page.x, firstLine, fonts.title, theme.text, page.width);
  if (!subtitle) return { items, height: fonts.title.size + 10 };
  if (oneLine) {
    add(subtitle, page.x + titleWidth + gap, firstLine, fonts.plain, theme.muted, page.width);
    return { items, height: fonts.title.size + 10 };
  }
  add(subtitle, page.x, firstLine + fonts.plain.size + 5, fonts.plain, theme.muted, page.width);
  return { items, height: fonts.title.size + fonts.plain.size + 15 };
}

/** Notes under the figure, wrapped at words; they give way (with …) before they take a sixth of the height. */
export function layoutNotes(figure: Figure, page: Rect, { theme, fonts, measure }: Setting): Block {
  const notes = figure.notes ?? [];
  const lineHeight = fonts.plain.size + 4;
  const most = Math.floor(page.height / 6 / lineHeight);
  if (notes.length === 0 || page.height < 120) return { items: [], height: 0 };
  const wrapped = notes.flatMap((note) => wrap(note, page.width, fonts.plain, measure));
  const lines = wrapped.slice(0, most);
  if (wrapped.length > most && most > 0) lines[most - 1] = `${lines[most - 1]} …`;
  const items = lines.map((line, i) => {
    const y = page.y + page.height - (lines.length - 1 - i) * lineHeight - 3;
    const text = elide(line, page.width, fonts.plain, measure);
    return textItem(text, { x: page.x, y, anchor: 'start' }, fonts.plain, theme.muted, measure);
  });
  return { items: items.filter(({ text }) => text !== ''), height: lines.length * lineHeight + 6 };
}

function wrap(text: string, width: number, font: TextFont, measure: Setting['measure']): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const line = lines.at(-1);
    if (line !== undefined && measure(`${line} ${word}`, font) <= width)
      lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}
