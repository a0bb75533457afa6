/** One change of text that would mend it. */
export interface Fix {
  readonly title: string;
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** What is wrong with a script, and what could be done. */
export interface Problem {
  readonly severity: 'error' | 'warning' | 'information';
  /** For tests and settings: `unknown-unit`. */
  readonly code: string;
  readonly message: string;
  readonly from: number;
  readonly to: number;
  readonly fixes: readonly Fix[];
}
