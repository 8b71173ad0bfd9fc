/**
 * Where the records of BLAKE3 and BLAKE3_ROUND are parted between two calls: the tables in front end as if no call followed, those behind begin
 * with a record that stands for no call, as the streams do. That record takes the place of the last one in front, so the tables in
 * front are filled first. Numbers go on: where they begin in a table is free.
 */
import { P } from '../air/expression.ts';
import * as layout from '../executor/precompiles/blake3-layout.ts';

const NUM_LIMBS = 8;

const viewOf = ({ buffer, byteOffset, length }: Uint8Array) => new DataView(buffer, byteOffset, length);

/** Limb i of the words a0..3 or, from word 4 on, b0..3 of a half round's record; limbs lie in their order. */
const limb = (record: DataView, word: number, i: number) =>
  record.getUint16(layout.BLAKE3_ROUND_STATE + 4 * word + 2 * i, true);

/** What `first` of a border has of the call that begins behind it: a's limb without b's. */
function ofNextCall(following: Uint8Array): number[] {
  const view = viewOf(following);
  return Array.from({ length: NUM_LIMBS }, (_, i) => limb(view, 0, i) - limb(view, 4, i));
}

/** Makes a border one behind which there is no call. */
export function endBlake3Round(border: Uint8Array, following: Uint8Array): void {
  const view = viewOf(border);
  for (const [i, difference] of ofNextCall(following).entries()) {
    const at = layout.BLAKE3_ROUND_FIRST + 4 * i;
    view.setUint32(at, view.getUint32(at, true) - difference, true);
  }
}

/** Makes a border one before which there is no call: all words are 0 but those of the call behind it. */
export function beginBlake3Round(border: Uint8Array, following: Uint8Array): void {
  const view = viewOf(border);
  const row = view.getUint32(layout.BLAKE3_ROUND_ROW, true);
  border.fill(0);
  view.setUint32(layout.BLAKE3_ROUND_KIND, layout.BLAKE3_KIND_BORDER, true);
  view.setUint32(layout.BLAKE3_ROUND_ROW, row, true);
  for (const [i, difference] of ofNextCall(following).entries()) {
    view.setUint32(layout.BLAKE3_ROUND_FIRST + 4 * i, P + difference, true);
  }
}

/** Makes a call's record one that is no call, numbered as the call was. */
export function beginBlake3(call: Uint8Array): void {
  const view = viewOf(call);
  const row = view.getUint32(layout.BLAKE3_ROW, true);
  call.fill(0);
  view.setUint32(layout.BLAKE3_ROW, row, true);
}
