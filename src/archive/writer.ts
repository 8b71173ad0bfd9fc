// Fills a proof archive by its layout. The bytes may lie anywhere (a fresh array or the prover's shared memory) but must be
// zero to begin with: padding is never written. Words are field elements as stored (Montgomery form).
import { VouchError } from '../errors.ts';
import { type ArchiveLayout, EXT_BYTES } from './layout.ts';

const ARCHIVE_MAGIC = 0x46525056; // "VPRF"
export const ARCHIVE_VERSION = 1;

/** Something was written that does not fit its place: a bug in the caller. */
export class ArchiveWriteError extends VouchError {
  constructor(message: string) {
    super('ArchiveWrite', message);
  }
}

export interface Statement {
  readonly keyDigest: Uint8Array;
  /** u32 */
  readonly exitCode: number;
  /** Log heights by table, 0 if absent. */
  readonly heights: readonly number[];
  readonly publicOutput: Uint8Array;
}

export class ArchiveWriter {
  readonly layout: ArchiveLayout;
  readonly bytes: Uint8Array;
  readonly #view: DataView;

  constructor(layout: ArchiveLayout, bytes: Uint8Array = new Uint8Array(layout.totalBytes)) {
    if (bytes.length !== layout.totalBytes) {
      throw new ArchiveWriteError(`${bytes.length} bytes for an archive of ${layout.totalBytes}`);
    }
    this.layout = layout;
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Header, key digest, heights and public output. */
  writeStatement({ keyDigest, exitCode, heights, publicOutput }: Statement): void {
    const { layout } = this;
    [ARCHIVE_MAGIC, ARCHIVE_VERSION, layout.totalBytes, exitCode, publicOutput.length, heights.length].forEach(
      (word, i) => {
        this.#view.setUint32(4 * i, word, true);
      },
    );
    this.writeBytes('key digest', keyDigest);
    this.writeBytes('heights', Uint8Array.from(heights));
    this.writeBytes('public output', publicOutput);
  }

  /** The bytes of a section, without its padding. */
  section(name: string): Uint8Array {
    const section = this.layout.sections.find((candidate) => candidate.name === name);
    if (section === undefined) throw new ArchiveWriteError(`no section "${name}"`);
    return this.bytes.subarray(section.offset, section.offset + section.length);
  }

  /** Fills a whole section; `name` as in `layout.sections`, for instance 'main cap' or 'FRI cap 2'. */
  writeBytes(name: string, bytes: Uint8Array): void {
    const section = this.layout.sections.find((candidate) => candidate.name === name);
    if (section === undefined) throw new ArchiveWriteError(`no section "${name}"`);
    if (section.length !== bytes.length) {
      throw new ArchiveWriteError(`${bytes.length} bytes for "${name}" of ${section.length}`);
    }
    this.bytes.set(bytes, section.offset);
  }

  /** Fills a whole section of field words: 'cumulative sums', 'openings', 'final polynomial'. */
  writeWords(name: string, words: ArrayLike<number>): void {
    const section = this.layout.sections.find((candidate) => candidate.name === name);
    if (section?.length !== 4 * words.length) {
      throw new ArchiveWriteError(`${4 * words.length} bytes for "${name}" of ${section?.length}`);
    }
    this.setWords(section.offset, words);
  }

  /** Writes words at an absolute offset, for rows, leaves and single elements. */
  setWords(offset: number, words: ArrayLike<number>): void {
    for (let i = 0; i < words.length; i++) this.#view.setUint32(offset + 4 * i, words[i]!, true);
  }

  /** Writes one opening, an element of E, by its index. */
  setOpening(index: number, element: ArrayLike<number>): void {
    this.setWords(this.layout.openingsOffset + EXT_BYTES * index, element);
  }

  /** `offset` from `layout.nonces`; null (no grinding) stores nothing. */
  setNonce(offset: number | null, nonce: bigint | null): void {
    if (offset !== null && nonce !== null) this.#view.setBigUint64(offset, nonce, true);
  }

  /** Absolute offset of a query's record, to which the record's own offsets are added. */
  queryOffset(query: number): number {
    return this.layout.queriesOffset + query * this.layout.queryBytes;
  }
}
