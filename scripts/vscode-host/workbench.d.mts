import type { Browser } from 'playwright-core';

export function launchBrowser(options?: { args?: readonly string[] }): Promise<Browser>;
