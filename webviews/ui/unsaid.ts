/** The warnings that the figure does not repeat in its remarks. */
export function unsaid(warnings: readonly string[], notes: readonly string[]): readonly string[] {
  const plain = (text: string) => text.toLowerCase().replace(/\s/g, ' ').replace(/\.$/, '');
  const said = new Set(notes.map(plain));
  return warnings.filter((warning) => !said.has(plain(warning)));
}
