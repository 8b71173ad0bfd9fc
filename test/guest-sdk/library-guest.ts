/** A guest that uses the whole library; one for all cases, since compiling takes longer than running: the first byte of the input chooses. */
export const library = `import * as vouch from 'vouch/guest';
import { commit, commitBytes, commitString, commitU32, commitU64, cycles, CsvReader, exit, input, panic, print } from 'vouch/guest';
import { Reader, readBytes, readI32, readI64, readLine, readRest, readString, readU16, readU32, readU64, readU8 } from 'vouch/guest';
import { equalBytes, Sha256, sha256, toBytes, toHex, remaining } from 'vouch/guest';

class Node { constructor(public value: i32, public next: Node | null) {} }

export function main(): i32 {
  const choice = readU8();
  if (choice == 0) {
    commit(readU8()); commit(readU16()); commit(readU32()); commit(readU64()); commit(readI32()); commit(readI64());
    commitU32(remaining());
    commitBytes(readBytes(3));
    commitString(readString(remaining()));
  } else if (choice == 1) {
    for (let line = readLine(); line !== null; line = readLine()) { commit<u8>(<u8>line.length); commit(line); }
  } else if (choice == 2) {
    const hasher = new Sha256();
    while (remaining() > 0) { const length = readU8(); hasher.update(readBytes(min<i32>(length, remaining()))); }
    commit(hasher.digest());
    commit(sha256(input()));
  } else if (choice == 3) {
    commit('€uro 𝒳 ' + String.fromCharCode(0xd800) + '.'); commit(true); commit<i8>(-2); commit<u64>(u64.MAX_VALUE); commit<f64>(1.5);
    commitU64(7);
    const long = 'ü'.repeat(1000);
    commit(long);
    print('printed'); console.log('logged'); console.warn('warned');
  } else if (choice == 4) panic('chosen');
  else if (choice == 5) throw new Error('thrown');
  else if (choice == 6) exit(9);
  else if (choice == 7) { const list: i32[] = [1]; commit(list[readU8()]); }
  else if (choice == 8) { cycles(1); cycles(2047); return 3; }
  else if (choice == 9) {
    const a = toBytes('grüße'), b = toBytes('grüße'), c = toBytes('gruesse');
    commit(equalBytes(a, b)); commit(equalBytes(a, c)); commit(toHex(a));
    const view = vouch.viewOf(a.dataStart + 1, 2);
    commit(view.subarray(1)); commit(view.slice(0, 1)); commit<i32>(view.length); commit(view);
    let threw = readRest().length;
    commitU32(threw);
  } else if (choice == 10) {
    let list: Node | null = null;
    for (let i = 0; i < 100_000; i++) list = new Node(i, list);
    let sum = 0;
    let node = list;
    while (node !== null) { sum += node.value; node = node.next; }
    commit(sum);
    const map = new Map<string, i32>();
    for (let i = 0; i < 100; i++) map.set('key ' + i.toString(), i);
    commit(map.get('key 42'));
  } else if (choice == 11) {
    const csv = new CsvReader(readRest());
    while (csv.next()) commit(csv.decimal(0, 3));
  } else if (choice == 12) {
    const reader = new Reader(readRest());
    assert(reader.readU16() == 0x0201, 'first');
    assert(reader.readBytes(2)[1] == 4 && reader.remaining == 1, 'second');
    reader.readBytes(-1);
  }
  return 0;
}
`;
