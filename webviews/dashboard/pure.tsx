import { Component, type ComponentChild, type FunctionComponent } from 'preact';

/** The component, drawn again only when one of its props is another one than before. */
export function pure<P extends object>(draw: (props: P) => ComponentChild): FunctionComponent<P> {
  class Pure extends Component<{ given: P }> {
    override shouldComponentUpdate({ given: next }: { given: P }): boolean {
      const before = this.props.given as Record<string, unknown>;
      const names = Object.keys(next);
      return (
        names.length !== Object.keys(before).length ||
        names.some((name) => before[name] !== (next as Record<string, unknown>)[name])
      );
    }
    override render({ given }: { given: P }) {
      return draw(given);
    }
  }
  return (props: P) => <Pure given={props} />;
}
