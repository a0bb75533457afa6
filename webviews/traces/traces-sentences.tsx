interface Props {
  /** What does not work, null for what does: read out at once. */
  readonly troubles: readonly (string | null)[];
  /** What is to be known of the file. */
  readonly warnings: readonly string[];
  readonly units: readonly { readonly unit: string; readonly message: string | null }[];
}

/** What is to be said above the traces, a sentence each. */
export const TracesSentences = ({ troubles, warnings, units }: Props) => (
  <>
    {troubles.map(
      (text) =>
        text && (
          <p key={text} class="traces-sentence" role="alert">
            {text}
          </p>
        ),
    )}
    {warnings.map((text) => (
      <p key={text} class="traces-sentence">
        {text}
      </p>
    ))}
    {units.map(
      ({ unit, message }) =>
        message && (
          <p key={unit} class="traces-sentence">
            {message}
          </p>
        ),
    )}
  </>
);
