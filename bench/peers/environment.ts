/** The address of a server, which the harness puts into the environment. */
export function serverUrl(variable: 'REDIS' | 'POSTGRES' | 'RABBITMQ' | 'NATS'): string {
  const url = process.env[`ISTHMUS_TEST_${variable}_URL`];
  if (url === undefined) throw new Error(`ISTHMUS_TEST_${variable}_URL is not set: run this through npm run bench.`);
  return url;
}
