/**
 * The recursion blob (docs/recursion.md): prefix, key, description and proof in one buffer, as the recursion guest takes it for its
 * private input. Sections begin at multiples of 16, as the input's payload does in the machine, so that nothing is copied there.
 */
import { decodeDescription, pruneDescription } from '../archive/description.ts';
import { KEY_HEADER_BYTES } from '../archive/key.ts';
import { VouchError } from '../errors.ts';

const MAGIC = 0x524d564c; // "LVMR"
const VERSION = 1;
const PREFIX_BYTES = 16;
const ALIGNMENT = 16;
/** docs/protocol.md, section 7: the heights, a byte per table. */
const HEIGHTS_OFFSET = 128;

/** Bytes that cannot be put into a recursion blob. */
export class RecursionInputError extends VouchError {
  constructor(message: string) {
    super('BadRecursionInput', message);
  }
}

export interface RecursionInput {
  readonly proof: Uint8Array;
  /** Verifying key of the inner program. */
  readonly key: Uint8Array;
  /** The whole machine description that the key names. */
  readonly description: Uint8Array;
}

const padded = (length: number): number => Math.ceil(length / ALIGNMENT) * ALIGNMENT;

/**
 * Private input of the recursion guest. The description goes in without the parts of tables that the proof has none of. Nothing is
 * verified here; a proof too short to have heights is refused.
 * @throws RecursionInputError, DescriptionError
 */
export function encodeRecursionInput({ proof, key, description }: RecursionInput): Uint8Array<ArrayBuffer> {
  const { tables } = decodeDescription(description);
  if (proof.length < HEIGHTS_OFFSET + tables.length) {
    throw new RecursionInputError(
      `The proof has ${proof.length} bytes; its header alone has more. Is this a Vouch proof?`,
    );
  }
  if (key.length < KEY_HEADER_BYTES || key.length % ALIGNMENT !== 0) {
    throw new RecursionInputError(
      `The key has ${key.length} bytes, expected a multiple of ${ALIGNMENT} from ${KEY_HEADER_BYTES} on. Is this a verifying key?`,
    );
  }
  const present = pruneDescription(description, (table) => proof[HEIGHTS_OFFSET + table] !== 0);
  const descriptionAt = PREFIX_BYTES + key.length;
  const proofAt = descriptionAt + padded(present.length);
  const blob = new Uint8Array(proofAt + proof.length);
  const prefix = new DataView(blob.buffer);
  [MAGIC, VERSION, present.length, proof.length].forEach((word, i) => {
    prefix.setUint32(4 * i, word, true);
  });
  blob.set(key, PREFIX_BYTES);
  blob.set(present, descriptionAt);
  blob.set(proof, proofAt);
  return blob;
}
