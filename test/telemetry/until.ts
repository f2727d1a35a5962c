/** Waits until something holds; fails after five seconds. */
export async function until(what: () => unknown, why: () => string): Promise<void> {
  const end = Date.now() + 5_000;
  while (!(await what())) {
    if (Date.now() > end) throw new Error(why());
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
