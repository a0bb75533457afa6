import '../ui/base.css';
import './page.css';
import './traces.css';
import { render } from 'preact';
import { connectHost } from '../connect.ts';
import type { TracesHostApi, TracesViewApi } from '../protocol.ts';
import { registerToolkit } from '../ui/toolkit.ts';
import { tracesEvents } from './traces-events.ts';
import { TracesPage } from './traces-page.tsx';

registerToolkit();
const events = tracesEvents();
const host = connectHost<TracesHostApi, TracesViewApi>(events.serve);
render(<TracesPage host={host} events={events} />, document.getElementById('root') ?? document.body);
