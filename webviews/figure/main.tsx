import '../ui/base.css';
import './figure.css';
import { render } from 'preact';
import { connectHost } from '../connect.ts';
import { registerToolkit } from '../ui/toolkit.ts';
import { FigurePage } from './figure-page.tsx';

registerToolkit();
const changed = new Set<() => void>();
const host = connectHost({
  changed: async () => {
    for (const tell of changed) tell();
    return null;
  },
  select: async () => null,
});
render(
  <FigurePage
    host={host}
    onChanged={(tell) => {
      changed.add(tell);
      return () => changed.delete(tell);
    }}
  />,
  document.getElementById('root') ?? document.body,
);
