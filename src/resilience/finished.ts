/** Does work and tells how it ended: `undefined` or its error. Stays synchronous where the work is. */
export function finished<T>(work: () => T | Promise<T>, end: (error: unknown) => void): T | Promise<T> {
  let answer: T | Promise<T>;
  try {
    answer = work();
  } catch (error) {
    end(error);
    throw error;
  }
  if (!(answer instanceof Promise)) {
    end(undefined);
    return answer;
  }
  return answer.then(
    (value) => {
      end(undefined);
      return value;
    },
    (error: unknown) => {
      end(error);
      throw error;
    },
  );
}
