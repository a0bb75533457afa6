/**
 * Calls of one turn answered together: `answer` gets the arguments of all, and gives a value for each in their order. What it
 * throws, all of them do.
 */
export function together<A, R>(
  answer: (asked: readonly A[]) => Promise<readonly R[]>,
): (one: A) => Promise<R> {
  let open: { readonly asked: A[]; readonly answers: Promise<readonly R[]> } | null = null;
  return async (one) => {
    if (!open) {
      const asked: A[] = [];
      const answers = Promise.resolve().then(() => {
        open = null;
        return answer(asked);
      });
      open = { asked, answers };
    }
    const { asked, answers } = open;
    const place = asked.push(one) - 1;
    return (await answers)[place]!;
  };
}
