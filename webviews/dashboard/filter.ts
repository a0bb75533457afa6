import type { Column } from './column.ts';
import { filterName, findColumn } from './columns.ts';
import { FilterError, type Token, tokens } from './filter-tokens.ts';

/** True for the rows that stay. */
export type RowTest = (row: number) => boolean;

export type Filter =
  | { readonly ok: true; readonly test: RowTest; readonly uses: ReadonlySet<Column> }
  /** One sentence that says what cannot be read and what was expected. */
  | { readonly ok: false; readonly message: string };

/**
 * The test a filter text describes, over the given columns. The text is words to look for in id and label
 * (`good 23`) or an expression: `rate > 5 & group = good`, `depth 1000..2000`, `unit = 3,5,8`, `label ~ mu`,
 * `amplitude = none`, with `|`, `!` and parentheses; terms side by side must all hold. Text compares without case.
 * A value that is not known satisfies no comparison but `= none`.
 */
export function parseFilter(text: string, columns: readonly Column[]): Filter {
  try {
    const input = tokens(text);
    if (input.length === 0) return { ok: true, test: () => true, uses: new Set() };
    const parser = new Parser(input, columns);
    return { ok: true, test: parser.parse(), uses: parser.uses };
  } catch (error) {
    if (error instanceof FilterError) return { ok: false, message: error.message };
    throw error;
  }
}

/** Recursive descent: any of (all of (not? term)). */
class Parser {
  /** The columns that were named. */
  readonly uses = new Set<Column>();
  private position = 0;
  private readonly input: readonly Token[];
  private readonly columns: readonly Column[];
  constructor(input: readonly Token[], columns: readonly Column[]) {
    this.input = input;
    this.columns = columns;
  }

  parse(): RowTest {
    const test = this.any();
    const left = this.peek();
    if (left) throw new FilterError(`There is a ${shown(left)} too many at character ${left.at + 1}.`);
    return test;
  }

  private any(): RowTest {
    const tests = [this.all()];
    while (this.take('|')) tests.push(this.all());
    return tests.length === 1 ? tests[0]! : (row) => tests.some((test) => test(row));
  }

  private all(): RowTest {
    const tests = [this.not()];
    while (this.take('&') || this.startsTerm()) tests.push(this.not());
    return tests.length === 1 ? tests[0]! : (row) => tests.every((test) => test(row));
  }

  private not(): RowTest {
    if (!this.take('!')) return this.term();
    const test = this.not();
    return (row) => !test(row);
  }

  private term(): RowTest {
    if (this.take('(')) {
      const test = this.any();
      if (!this.take(')')) throw new FilterError('A closing parenthesis is missing.');
      return test;
    }
    const token = this.input[this.position];
    if (!token)
      throw new FilterError(`The filter ends after ${this.previous()}; a condition is missing there.`);
    if (token.kind !== 'word' && token.kind !== 'quoted')
      throw new FilterError(
        `Found ${shown(token)} at character ${token.at + 1} where a column or a word was expected.`,
      );
    this.position++;
    const next = this.peek();
    if (next?.kind === 'operator') return this.comparison(token, next);
    const isRange = next?.kind === 'range' || this.input[this.position + 1]?.kind === 'range';
    if (isRange && !Number.isFinite(Number(token.text))) return this.range(this.column(token));
    if (token.kind === 'word' && token.text.length > 1) this.refuseBareColumn(token.text);
    return this.words(token.text);
  }

  private comparison(name: Token, operator: Token): RowTest {
    this.position++;
    const column = this.column(name);
    if (operator.text === '=' && this.input[this.position + 1]?.kind === 'range') return this.range(column);
    const values = [this.value(operator)];
    while (this.take(',')) values.push(this.value(operator));
    if (values.length > 1 && !['=', '!='].includes(operator.text))
      throw new FilterError(`A list of values goes with = or !=, not with ${operator.text}.`);
    const tests = values.map((value) => compare(column, operator.text, value));
    return operator.text === '!='
      ? (row) => tests.every((test) => test(row))
      : (row) => tests.some((test) => test(row));
  }

  /** `1000..2000`, both ends included; either end may be left out. */
  private range(column: Column): RowTest {
    if (column.kind === 'text' && column.id !== 'unit')
      throw new FilterError(`${column.title} is text and has no range; use =, != or ~.`);
    const low = this.peek()?.kind === 'range' ? Number.NEGATIVE_INFINITY : numberOf(column, this.next().text);
    this.position++;
    const end = this.peek();
    const high =
      end?.kind === 'word' && Number.isFinite(parseNumber(end.text))
        ? numberOf(column, this.next().text)
        : Number.POSITIVE_INFINITY;
    return (row) => {
      const value = column.value(row);
      return value !== null && Number(value) >= low && Number(value) <= high;
    };
  }

  /** A word is looked for in the id and in the label. */
  private words(text: string): RowTest {
    const wanted = text.toLowerCase();
    const places = this.columns.filter(({ id }) => id === 'unit' || id === 'label');
    return (row) =>
      places.some((column) =>
        String(column.value(row) ?? '')
          .toLowerCase()
          .includes(wanted),
      );
  }

  /** A condition that is still being typed must not empty the table as a word that no unit holds. */
  private refuseBareColumn(text: string): void {
    const column = this.columns.find((each) => filterName(each) === text.toLowerCase());
    if (column)
      throw new FilterError(
        `After ${text} a comparison is expected, such as ${column.kind === 'number' ? `${text} > 5` : `${text} = good`}.`,
      );
  }

  private column(name: Token): Column {
    const column = findColumn(this.columns, name.text);
    if (column) {
      this.uses.add(column);
      return column;
    }
    const names = this.columns.map(filterName);
    throw new FilterError(`There is no column ${name.text}; there are ${names.join(', ')}.`);
  }

  private value(operator: Token): string {
    const token = this.input[this.position];
    if (token?.kind !== 'word' && token?.kind !== 'quoted')
      throw new FilterError(
        `After ${operator.text} a value is expected, found ${token ? shown(token) : 'the end of the filter'}.`,
      );
    this.position++;
    return token.text;
  }

  private startsTerm(): boolean {
    const token = this.peek();
    return (
      !!token &&
      (token.kind === 'word' || token.kind === 'quoted' || token.text === '(' || token.text === '!')
    );
  }
  private take(symbol: string): boolean {
    const token = this.peek();
    if (token?.kind !== 'symbol' || token.text !== symbol) return false;
    this.position++;
    return true;
  }
  private peek = (): Token | undefined => this.input[this.position];
  private next(): Token {
    return this.input[this.position++]!;
  }
  private previous(): string {
    const token = this.input[this.position - 1];
    return token ? shown(token) : 'nothing';
  }
}

const shown = ({ kind, text }: Token): string => (kind === 'quoted' ? `"${text}"` : text);

function compare(column: Column, operator: string, wanted: string): RowTest {
  if (wanted.toLowerCase() === 'none' && (operator === '=' || operator === '!='))
    return (row) => (column.value(row) === null) === (operator === '=');
  if (operator === '~' || operator === '!~') {
    const part = wanted.toLowerCase();
    return (row) => {
      const value = column.value(row);
      return value !== null && String(value).toLowerCase().includes(part) === (operator === '~');
    };
  }
  const isId = column.id === 'unit';
  if (column.kind === 'number' || (isId && !['=', '!='].includes(operator))) {
    const number = numberOf(column, wanted);
    const holds = relations[operator]!;
    return (row) => {
      const value = column.value(row);
      return value !== null && holds(Number(value), number);
    };
  }
  if (operator !== '=' && operator !== '!=')
    throw new FilterError(`${column.title} is text and cannot be compared with ${operator}; use =, != or ~.`);
  const text = wanted.toLowerCase();
  return (row) => {
    const value = column.value(row);
    return value !== null && (String(value).toLowerCase() === text) === (operator === '=');
  };
}

const relations: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '=': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

function numberOf(column: Column, text: string): number {
  const value = parseNumber(text);
  if (!Number.isFinite(value)) throw new FilterError(`${column.title} is a number; ${text} is not one.`);
  return value;
}

/** `1e3`, `10k`, `1.5M`, `1_000`. */
function parseNumber(text: string): number {
  const match = /^([+-]?[\d_]*\.?\d+(?:e[+-]?\d+)?)([kM])?$/i.exec(text);
  if (!match?.[1]) return Number.NaN;
  const factor = match[2] ? (match[2].toLowerCase() === 'k' ? 1e3 : 1e6) : 1;
  return Number(match[1].replaceAll('_', '')) * factor;
}
