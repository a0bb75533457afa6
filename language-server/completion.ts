/** One thing that can stand at the cursor. */
export interface Completion {
  readonly kind: 'unit' | 'parameter' | 'value' | 'color' | 'folder' | 'file' | 'call';
  readonly label: string;
  /** Shown behind the label, on the same line. */
  readonly facts: string;
  readonly doc?: string;
  /** Of a call a snippet: `trn(${1:dp}, ${2:unit})`. */
  readonly insert: string;
  /** The text from here to the cursor is replaced. */
  readonly from: number;
  /** What is typed to find it, where that is more than the label. */
  readonly filter?: string;
}
