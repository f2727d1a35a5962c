/** Waits until something holds, and answers with it; fails after half a minute, and says what did not come. */
export async function until<T>(look: () => T | Promise<T>, why: string | (() => string) = 'it never came true'): Promise<T> {
  for (const end = Date.now() + 30_000; ; await new Promise((resolve) => setTimeout(resolve, 2))) {
    const value = await look();
    if (value) return value;
    if (Date.now() > end) throw new Error(typeof why === 'string' ? why : why());
  }
}
