/**
 * `node examples/hosts/merkle-membership.ts`: one of eight members votes, and the claim does not say which; the nullifier shows a second vote of
 * the same member on the same topic.
 */
import { createHash } from 'node:crypto';
import { hex, proveGuest } from './prove-guest.ts';

const sha256 = (...parts: Uint8Array[]): Uint8Array => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return new Uint8Array(hash.digest());
};
const text = (value: string) => new Uint8Array(Buffer.from(value));

// The public list: one leaf per member. The leaf shows nothing of the secret that belongs to it.
const secrets = Array.from({ length: 8 }, (_, i) => sha256(text(`the secret of member ${i}`)));
const leaves = secrets.map((secret) => sha256(Uint8Array.of(0), secret));

// The member's side: the path from the own leaf to the root.
const position = 5;
const siblings: Uint8Array[] = [];
let level = leaves;
for (let index = position; level.length > 1; index >>= 1) {
  siblings.push(level[index ^ 1]!);
  level = level.flatMap((node, i) => (i % 2 === 0 ? [sha256(Uint8Array.of(1), node, level[i + 1]!)] : []));
}
const topic = sha256(text('shall we meet on Monday?'));
const place = new Uint8Array(Uint32Array.of(position).buffer);
const input = Buffer.concat([topic, secrets[position]!, place, Uint8Array.of(siblings.length), ...siblings]);

const output = await proveGuest('merkle-membership', new Uint8Array(input));
const [root, about, nullifier] = [0, 32, 64].map((at) => hex(output.subarray(at, at + 32)));
if (root !== hex(level[0]!) || about !== hex(topic)) throw new Error('That is another list or another topic.');
console.log(`verified: a member of ${root} votes, with nullifier ${nullifier}`);
