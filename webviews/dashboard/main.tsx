import '../ui/base.css';
import './base.css';
import './layout.css';
import './table.css';
import './probe.css';
import './figures.css';
import '../figure/figure.css';
import '../traces/traces.css';
import { render } from 'preact';
import { connectHost } from '../connect.ts';
import { firstAnswers } from '../first-answers.ts';
import type { AheadApi, DashboardHostApi, LinkApi, ViewApi } from '../protocol.ts';
import { loadState, saveState } from '../ui/persisted-state.ts';
import { cssColor, useTheme } from '../ui/theme.ts';
import { Dashboard } from './dashboard.tsx';
import { markFirstPaint } from './use-painted-mark.ts';
import { viewEvents } from './view-events.ts';

const stateKey = 'dashboard';

function Page() {
  const theme = useTheme();
  return (
    <Dashboard
      host={host}
      events={events}
      first={first}
      theme={theme}
      background={editorBackground()}
      load={() => loadState(stateKey)}
      save={(state) => saveState(stateKey, state)}
    />
  );
}

/** As a plain colour: a canvas knows no variables. */
const editorBackground = (): string =>
  cssColor(getComputedStyle(document.body).getPropertyValue('--vscode-editor-background'), '#808080') ??
  '#1f1f1f';

const events = viewEvents();
const host = connectHost<DashboardHostApi, ViewApi & LinkApi & AheadApi>(events.serve);
const inHtml = firstAnswers();
const first = inHtml && { ...inHtml, units: inHtml.units ?? events.ahead() };
const root = document.getElementById('root') ?? document.body;
if (root.firstElementChild) markFirstPaint('header');
root.replaceChildren();
render(<Page />, root);
