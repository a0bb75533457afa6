// A reporter for `node --test` that writes one JSON line per test and nothing per suite or file.
// biome-ignore lint/style/noDefaultExport: node --test asks a reporter for its default export.
export { countReporter as default };

async function* countReporter(events) {
  for await (const { type, data } of events) {
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    if (data.details?.type === 'suite') continue;
    const skipped = data.skip !== undefined || data.todo !== undefined;
    yield `${JSON.stringify({ name: data.name, outcome: skipped ? 'skipped' : type.slice(5) })}\n`;
  }
}
