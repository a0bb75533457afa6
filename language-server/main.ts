import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { startServer } from './server.ts';

// The entry of dist/language-server.js: VS Code forks it and speaks over node IPC.
startServer(createConnection(ProposedFeatures.all));
