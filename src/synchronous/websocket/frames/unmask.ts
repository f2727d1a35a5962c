/** Takes the mask off (RFC 6455, section 5.3), in place. `phase`: how many bytes of this frame were before. */
export function unmask(bytes: Uint8Array, mask: Uint8Array, phase: number): void {
  const [a, b, c, d] = [mask[phase & 3] ?? 0, mask[(phase + 1) & 3] ?? 0, mask[(phase + 2) & 3] ?? 0, mask[(phase + 3) & 3] ?? 0];
  const { length } = bytes;
  const whole = length - (length & 3);
  for (let at = 0; at < whole; at += 4) {
    bytes[at] = (bytes[at] as number) ^ a;
    bytes[at + 1] = (bytes[at + 1] as number) ^ b;
    bytes[at + 2] = (bytes[at + 2] as number) ^ c;
    bytes[at + 3] = (bytes[at + 3] as number) ^ d;
  }
  if (whole < length) bytes[whole] = (bytes[whole] as number) ^ a;
  if (whole + 1 < length) bytes[whole + 1] = (bytes[whole + 1] as number) ^ b;
  if (whole + 2 < length) bytes[whole + 2] = (bytes[whole + 2] as number) ^ c;
}
